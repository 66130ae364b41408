"""Addresses of the officers' desk, under ``/agents/``."""

from __future__ import annotations

from django.urls import path

from complaints.views.desk import appointments, closing, dismissal, evidence, file, inbox, saved, tell

app_name = "desk"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("a-prevenir/", tell.to_tell, name="to_tell"),
    path("a-prevenir/<uuid:mail>/fait/", tell.told, name="told"),
    path("vues/", saved.views, name="views"),
    path("vues/nouvelle/", saved.view_new, name="view_new"),
    path("vues/<uuid:pk>/", saved.view_change, name="view_change"),
    path("vues/<uuid:pk>/supprimer/", saved.view_drop, name="view_drop"),
    path("dossiers/<str:reference>/", file.file, name="file"),
    path("dossiers/<str:reference>/pieces/<uuid:piece>/", evidence.evidence_view, name="evidence_view"),
    path(
        "dossiers/<str:reference>/pieces/<uuid:piece>/original/", evidence.evidence_original, name="evidence_original"
    ),
    path("dossiers/<str:reference>/prendre/", closing.take, name="take"),
    path("dossiers/<str:reference>/proposer/", appointments.propose, name="propose"),
    path("dossiers/<str:reference>/fixer/", appointments.fix, name="fix"),
    path("dossiers/<str:reference>/deplacer/", appointments.move, name="move"),
    path("dossiers/<str:reference>/annuler/", appointments.cancel, name="cancel"),
    path("dossiers/<str:reference>/absence/", appointments.miss, name="miss"),
    path("dossiers/<str:reference>/imprimer/", closing.print_file, name="print"),
    path("dossiers/<str:reference>/signer/", closing.sign, name="sign"),
    path("dossiers/<str:reference>/clore/", dismissal.dismiss, name="dismiss"),
]
