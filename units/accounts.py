"""Accounts of officers: opened by an invitation, closed when nobody uses them.

Who writes the mails is none of this application's business: it says who is to be invited or warned.
"""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta

from axes.utils import reset
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest

from units.enums import Role
from units.models import Officer

logger = logging.getLogger(__name__)

SINCE_1970 = 0x7000 << 64
"""Version and variant of a UUID of version 7, below its milliseconds: the least one of a moment."""


class _Tokens(PasswordResetTokenGenerator):
    """Good for ``INVITATION_HOURS``, and void as soon as a password is chosen or a newer invitation is prepared."""

    key_salt = "units.accounts.invitation"


_tokens = _Tokens()


# -- invitations -----------------------------------------------------------------------------------
def to_invite() -> QuerySet[Officer]:
    """Active accounts without password whose invitation hasn't been written yet."""
    return Officer.objects.filter(
        is_active=True, invited_at=None, password__startswith=UNUSABLE_PASSWORD_PREFIX
    ).exclude(email="")


def secret_of(officer: Officer) -> str:
    """What the link of an invitation carries: whose it is, and a proof that it is ours. In one piece: logs hide it."""
    return f"{officer.pk.hex}-{_tokens.make_token(officer)}"


def invited(secret: str) -> Officer | None:
    """Who may choose a password with this link; nobody when it is forged, old, used or replaced."""
    key, _dash, token = secret.partition("-")
    try:
        officer = Officer.objects.filter(pk=uuid.UUID(hex=key), is_active=True).first()
    except ValueError:
        return None
    return officer if officer and _tokens.check_token(officer, token) else None


@transaction.atomic
def choose_password(secret: str, password: str) -> Officer | None:
    """Open the account with this password. Nobody when the link serves no more: of two at once, one is first."""
    found = invited(secret)
    officer = Officer.objects.select_for_update().filter(pk=found.pk).first() if found else None
    if officer is None or invited(secret) is None:
        return None
    officer.set_password(password)
    officer.warned_at = None
    officer.save(update_fields=["password", "warned_at"])
    reset(username=officer.username)  # tries that failed before count no more
    return officer


def invite_again(officer: Officer) -> None:
    """Have a new invitation written: password, sessions and links of before are void at once."""
    officer.set_unusable_password()
    officer.invited_at = officer.warned_at = None
    officer.save(update_fields=["password", "invited_at", "warned_at"])


# -- accounts nobody uses --------------------------------------------------------------------------
def to_warn(now: datetime) -> QuerySet[Officer]:
    """Active accounts nobody has signed in with for ``DORMANT_DAYS``, and not warned yet."""
    until = now - timedelta(days=settings.DORMANT_DAYS)
    never = Q(seen_at=None, pk__lt=_first_id(until))
    active = _replaceable().filter(warned_at=None).annotate(seen_at=Greatest("last_login", "invited_at"))
    return active.filter(Q(seen_at__lte=until) | never)


@transaction.atomic
def close_dormant(*, now: datetime) -> int:
    """Close the accounts that were warned ``DORMANT_NOTICE_DAYS`` ago and still aren't used; returns how many.

    Their sessions end with the next request, their journal stays. The last active administrator's stays open.
    """
    list(Officer.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk").select_for_update())
    until = now - timedelta(days=settings.DORMANT_NOTICE_DAYS)
    unused = Q(last_login=None) | Q(last_login__lt=F("warned_at"))
    closed = 0
    for key in _replaceable().filter(unused, warned_at__lte=until).order_by("pk").values_list("pk", flat=True):
        closed += _close(key, now)
    return closed


def _close(key: uuid.UUID, now: datetime) -> int:
    """Asked again for each: the one before may have left a single administrator."""
    rows = _replaceable().filter(pk=key).update(is_active=False, closed_at=now)
    if rows:
        logger.info("account closed officer=%s", key)
    return rows


def is_last_administrator(officer: Officer) -> bool:
    """Whether nobody could administer the service without this account."""
    administrators = Officer.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    return administrators.filter(pk=officer.pk).exists() and not administrators.exclude(pk=officer.pk).exists()


def reopen(officer: Officer) -> None:
    """An administrator opens the account again: its time begins anew."""
    officer.warned_at = officer.closed_at = None
    officer.save(update_fields=["warned_at", "closed_at"])


def signed_in(officer: Officer) -> None:
    """Whoever signs in uses the account."""
    if officer.warned_at is not None:
        officer.warned_at = None
        officer.save(update_fields=["warned_at"])


def _replaceable() -> QuerySet[Officer]:
    """Active accounts, but for that of a single administrator."""
    others = Officer.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=OuterRef("pk"))
    return Officer.objects.filter(is_active=True).filter(~Q(role=Role.ADMINISTRATOR) | Exists(others))


def _first_id(moment: datetime) -> uuid.UUID:
    """Below it stand the keys made before that moment: an account's own date of birth."""
    return uuid.UUID(int=(int(moment.timestamp() * 1000) << 80) | SINCE_1970)
