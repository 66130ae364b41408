"""Addresses of the officers' desk, under ``/agents/``."""

from __future__ import annotations

from django.urls import path

from complaints.views.desk import (
    appointments,
    bulk,
    charge,
    closing,
    dismissal,
    duplicates,
    evidence,
    exchange,
    exports,
    file,
    inbox,
    remarks,
    runs,
    saved,
    search,
    statistics,
    tell,
    transfer,
)

app_name = "desk"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("a-prevenir/", tell.to_tell, name="to_tell"),
    path("a-prevenir/<uuid:mail>/fait/", tell.told, name="told"),
    path("vues/", saved.views, name="views"),
    path("vues/nouvelle/", saved.view_new, name="view_new"),
    path("vues/<uuid:pk>/", saved.view_change, name="view_change"),
    path("vues/<uuid:pk>/supprimer/", saved.view_drop, name="view_drop"),
    path("lots/", runs.runs, name="runs"),
    path("lots/nouveau/", bulk.bulk, name="bulk"),
    path("lots/<uuid:pk>/", runs.run, name="run"),
    path("lots/<uuid:pk>/arreter/", runs.run_stop, name="run_stop"),
    path("lots/<uuid:pk>/reprendre/", runs.run_resume, name="run_resume"),
    path("lots/<uuid:pk>/archive/", runs.run_archive, name="run_archive"),
    path("dossiers/<str:reference>/", file.file, name="file"),
    path("dossiers/<str:reference>/exporter/", exports.export, name="export"),
    path("dossiers/<str:reference>/confier/", charge.assign, name="assign"),
    path("dossiers/<str:reference>/rendre/", charge.give_back, name="give_back"),
    path("dossiers/<str:reference>/contact/", remarks.attempt, name="attempt"),
    path("dossiers/<str:reference>/note/", remarks.note, name="note"),
    path("dossiers/<str:reference>/etiquette/", remarks.tag, name="tag"),
    path("dossiers/<str:reference>/etiquette/retirer/", remarks.untag, name="untag"),
    path("dossiers/<str:reference>/transferer/", transfer.hand_over, name="transfer"),
    path("dossiers/<str:reference>/pieces/<uuid:piece>/vignette/", evidence.evidence_thumb, name="evidence_thumb"),
    path("dossiers/<str:reference>/pieces/<uuid:piece>/", evidence.evidence_view, name="evidence_view"),
    path(
        "dossiers/<str:reference>/pieces/<uuid:piece>/original/", evidence.evidence_original, name="evidence_original"
    ),
    path("dossiers/<str:reference>/prendre/", charge.take, name="take"),
    path("dossiers/<str:reference>/proposer/", appointments.propose, name="propose"),
    path("dossiers/<str:reference>/fixer/", appointments.fix, name="fix"),
    path("dossiers/<str:reference>/deplacer/", appointments.move, name="move"),
    path("dossiers/<str:reference>/annuler/", appointments.cancel, name="cancel"),
    path("dossiers/<str:reference>/absence/", appointments.miss, name="miss"),
    path("dossiers/<str:reference>/demander/", exchange.ask, name="ask"),
    path("dossiers/<str:reference>/demander/fin/", exchange.end_ask, name="end_ask"),
    path("dossiers/<str:reference>/message/", exchange.message, name="message"),
    path("dossiers/<str:reference>/imprimer/", closing.print_file, name="print"),
    path("dossiers/<str:reference>/constat/", closing.print_record, name="print_record"),
    path("dossiers/<str:reference>/signer/", closing.sign, name="sign"),
    path("dossiers/<str:reference>/clore/", dismissal.dismiss, name="dismiss"),
    path("dossiers/<str:reference>/rapprocher/", duplicates.decide, name="decide_alike"),
    path("recherche/", search.ask, name="search"),
    path("recherche/<uuid:pk>/", search.results, name="results"),
    path("statistiques/", statistics.figures, name="statistics"),
    path("statistiques/csv/", statistics.figures_csv, name="statistics_csv"),
]
