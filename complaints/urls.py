"""Addresses of the public pages and of the victims' part."""

from __future__ import annotations

from django.urls import path

from complaints.documents import schema
from complaints.views import evidence, filing, incidents, leave, pages, resume, tracking, verify
from complaints.views.desk import exports
from complaints.views.follow import appointments, contact, exchange, lost, page, papers

app_name = "complaints"

urlpatterns = [
    path("", pages.home, name="home"),
    path("aide/", pages.help_page, name="help"),
    path("aide/reconnaitre-nos-messages/", pages.recognise, name="recognise"),
    path("accessibilite/", pages.accessibility, name="accessibility"),
    path("donnees-personnelles/", pages.privacy, name="privacy"),
    path("mentions-legales/", pages.legal, name="legal"),
    path("verifier/", verify.verify, name="verify"),
    path(f"schemas/complaint-{schema.VERSION}.json", exports.complaint_schema, name="schema"),
    path("suivi/", tracking.tracking, name="tracking"),
    path("suivi/termine/", tracking.tracking_closed, name="tracking_closed"),
    path("suivi/l/<str:secret>/", tracking.follow_link, name="follow_link"),
    path("suivi/code-perdu/", lost.lost_code, name="lost_code"),
    path("suivi/code-perdu/envoye/", lost.lost_code_sent, name="lost_code_sent"),
    path("suivi/<str:reference>/", page.follow, name="follow"),
    path("suivi/<str:reference>/choisir/", appointments.follow_choose, name="follow_choose"),
    path("suivi/<str:reference>/autre-creneau/", appointments.follow_pick, name="follow_pick"),
    path("suivi/<str:reference>/aucun-creneau/", appointments.follow_decline, name="follow_decline"),
    path("suivi/<str:reference>/deplacer/", appointments.follow_move, name="follow_move"),
    path("suivi/<str:reference>/annuler/", appointments.follow_cancel, name="follow_cancel"),
    path("suivi/<str:reference>/retirer/", page.follow_withdraw, name="follow_withdraw"),
    path("suivi/<str:reference>/telephone/", contact.follow_phone, name="follow_phone"),
    path("suivi/<str:reference>/adresse/", contact.follow_email, name="follow_email"),
    path("suivi/<str:reference>/repondre/", exchange.follow_answer, name="follow_answer"),
    path("suivi/<str:reference>/message/", exchange.follow_message, name="follow_message"),
    path("suivi/<str:reference>/rendez-vous.ics", page.follow_calendar, name="follow_calendar"),
    path("suivi/<str:reference>/recepisse.pdf", papers.follow_receipt, name="follow_receipt"),
    path("suivi/<str:reference>/effacement.pdf", papers.follow_erasure, name="follow_erasure"),
    path("suivi/<str:reference>/terminer/", tracking.follow_close, name="follow_close"),
    path("deposer/", filing.start, name="start"),
    path("deposer/recu.pdf", filing.receipt_file, name="receipt_file"),
    path("deposer/recu/", filing.receipt, name="receipt"),
    path("deposer/recu/fermer/", filing.close_receipt, name="close_receipt"),
    path("deposer/recommencer/", filing.restart, name="restart"),
    path("deposer/plus-tard/", resume.later, name="later"),
    path("deposer/reprise/", resume.resume_take, name="resume_take"),
    path("deposer/repris/", resume.resumed, name="resumed"),
    path("reprendre/", resume.resume_code, name="resume"),
    path("reprendre/<str:secret>/", resume.resume_link, name="resume_link"),
    path("affaires/<slug:slug>/", incidents.incident, name="incident"),
    path("affaires/<slug:slug>/deposer/", incidents.incident_file, name="incident_file"),
    path("affaires/<slug:slug>/<str:language>/", incidents.incident, name="incident_in"),
    path("quitter/", leave.leave, name="leave"),
    path("deposer/piece/<uuid:piece>/", evidence.evidence_thumb, name="evidence_thumb"),
    path("deposer/<slug:slug>/", filing.step, name="step"),
]
