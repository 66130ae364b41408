"""What workers do: each task calls one service and logs one line of ids and counts. Each may run twice.

Names are said in full: services wake workers by name, the scheduler too.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import ParamSpec, cast
from uuid import UUID

from django.utils import timezone

from complaints.services import (
    accounts,
    appointment_reminders,
    appointments,
    asking,
    bulk,
    closures,
    digests,
    erasure,
    escalation,
    evidence,
    keys,
    mailing,
    proof,
    reminders,
    tags,
)
from preplainte.celery import app
from units import housekeeping
from units.accounts import close_dormant

logger = logging.getLogger(__name__)

P = ParamSpec("P")


def task(name: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Celery's decorator, with the type it has."""
    return cast("Callable[[Callable[P, None]], Callable[P, None]]", app.task(name=name, ignore_result=True))


@task("complaints.deliver_mail")
def deliver_mail(mail_id: str) -> None:
    state = mailing.deliver(UUID(mail_id))
    logger.info("deliver_mail mail=%s state=%s", mail_id, state)


@task("complaints.sweep_mails")
def sweep_mails() -> None:
    _count("sweep_mails", mailing.sweep())


@task("complaints.expire_proposals")
def expire_proposals() -> None:
    _count("expire_proposals", appointments.expire_proposals())


@task("complaints.settle_closures")
def settle_closures() -> None:
    _count("settle_closures", closures.settle_all())


@task("complaints.remind_appointments")
def remind_appointments() -> None:
    _count("remind_appointments", appointment_reminders.remind_appointments())


@task("complaints.escalate")
def escalate() -> None:
    _count("escalate", escalation.escalate())


@task("complaints.remind_asks")
def remind_asks() -> None:
    _count("remind_asks", asking.remind())


@task("complaints.close_lapsed_asks")
def close_lapsed_asks() -> None:
    _count("close_lapsed_asks", asking.close_lapsed())


@task("complaints.remind_ending")
def remind_ending() -> None:
    _count("remind_ending", reminders.remind_ending())


@task("complaints.record_unsigned")
def record_unsigned() -> None:
    _count("record_unsigned", reminders.record_unsigned())


@task("complaints.forget_evidence")
def forget_evidence() -> None:
    _count("forget_evidence", reminders.forget_evidence())


@task("complaints.send_digests")
def send_digests() -> None:
    _count("send_digests", digests.send_daily())


@task("complaints.erase_due")
def erase_due() -> None:
    _count("erase_due", erasure.erase_due())


@task("complaints.forget_tags")
def forget_tags() -> None:
    _count("forget_tags", tags.forget_unused())


@task("complaints.purge_drafts")
def purge_drafts() -> None:
    _count("purge_drafts", erasure.purge_drafts())


@task("complaints.purge_codes")
def purge_codes() -> None:
    _count("purge_codes", proof.purge())


@task("complaints.check_evidence")
def check_evidence() -> None:
    _count("check_evidence", evidence.check_waiting())


@task("complaints.sweep_evidence")
def sweep_evidence() -> None:
    _count("sweep_evidence", evidence.sweep_orphans())


@task("complaints.advance_run")
def advance_run(run_id: str) -> None:
    more = bulk.advance(UUID(run_id))
    logger.info("advance_run run=%s more=%s", run_id, more)


@task("complaints.sweep_runs")
def sweep_runs() -> None:
    _count("sweep_runs", bulk.sweep())


@task("complaints.purge_runs")
def purge_runs() -> None:
    _count("purge_runs", bulk.purge())


@task("complaints.rotate_keys")
def rotate_keys() -> None:
    _count("rotate_keys", len(keys.rotate()))


@task("complaints.invite_officers")
def invite_officers() -> None:
    _count("invite_officers", accounts.invite_waiting())


@task("complaints.release_strays")
def release_strays() -> None:
    _count("release_strays", accounts.release_strays())


@task("complaints.close_dormant_accounts")
def close_dormant_accounts() -> None:
    _count("close_dormant_accounts", close_dormant(now=timezone.now()))
    _count("warn_dormant_accounts", accounts.warn_dormant())


@task("complaints.purge_sign_ins")
def purge_sign_ins() -> None:
    _count("purge_sign_ins", housekeeping.purge_sign_ins(now=timezone.now()))


def _count(name: str, number: int) -> None:
    """Clockwork that found nothing to do says so to nobody."""
    if number:
        logger.info("%s done=%s", name, number)
