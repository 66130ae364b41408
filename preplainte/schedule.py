"""What the clock does by itself, and how often (Celery beat)."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

# Each expires with the next one: workers that come back after an hour don't find an hour of sweeps before them.
SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep-mails": {"task": "complaints.sweep_mails", "schedule": 10.0, "options": {"expires": 10}},
    "expire-proposals": {"task": "complaints.expire_proposals", "schedule": 60.0, "options": {"expires": 60}},
    "settle-closures": {"task": "complaints.settle_closures", "schedule": 60.0, "options": {"expires": 60}},
    "remind-appointments": {"task": "complaints.remind_appointments", "schedule": 60.0, "options": {"expires": 60}},
    "escalate": {"task": "complaints.escalate", "schedule": 60.0, "options": {"expires": 60}},
    "remind-asks": {"task": "complaints.remind_asks", "schedule": 300.0, "options": {"expires": 300}},
    "close-lapsed-asks": {"task": "complaints.close_lapsed_asks", "schedule": 60.0, "options": {"expires": 60}},
    "remind-ending": {"task": "complaints.remind_ending", "schedule": 600.0, "options": {"expires": 600}},
    "record-unsigned": {"task": "complaints.record_unsigned", "schedule": 600.0, "options": {"expires": 600}},
    "forget-evidence": {"task": "complaints.forget_evidence", "schedule": 600.0, "options": {"expires": 600}},
    "send-digests": {"task": "complaints.send_digests", "schedule": 300.0, "options": {"expires": 300}},
    "erase-due": {"task": "complaints.erase_due", "schedule": 300.0, "options": {"expires": 300}},
    "forget-tags": {"task": "complaints.forget_tags", "schedule": crontab(hour=4, minute=20)},
    "purge-drafts": {"task": "complaints.purge_drafts", "schedule": 3_600.0, "options": {"expires": 3_600}},
    "purge-codes": {"task": "complaints.purge_codes", "schedule": 600.0, "options": {"expires": 600}},
    "check-evidence": {"task": "complaints.check_evidence", "schedule": 30.0, "options": {"expires": 30}},
    "sweep-evidence": {"task": "complaints.sweep_evidence", "schedule": crontab(hour=4, minute=0)},
    "sweep-runs": {"task": "complaints.sweep_runs", "schedule": 30.0, "options": {"expires": 30}},
    "purge-runs": {"task": "complaints.purge_runs", "schedule": 600.0, "options": {"expires": 600}},
    "invite-officers": {"task": "complaints.invite_officers", "schedule": 10.0, "options": {"expires": 10}},
    "release-strays": {"task": "complaints.release_strays", "schedule": 300.0, "options": {"expires": 300}},
    "close-dormant-accounts": {"task": "complaints.close_dormant_accounts", "schedule": crontab(hour=4, minute=20)},
    "rotate-keys": {"task": "complaints.rotate_keys", "schedule": crontab(hour=3, minute=20)},
    "purge-sign-ins": {"task": "complaints.purge_sign_ins", "schedule": crontab(hour=3, minute=40)},
}
