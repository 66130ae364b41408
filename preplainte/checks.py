"""What `manage.py check --deploy` says of an installation beside Django's own warnings."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Tags, Warning, register  # noqa: A004 -- Django's name for it

ENCRYPTED = ("require", "verify-ca", "verify-full")


@register(Tags.security, deploy=True)
def keyring_is_private(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Warning]:
    """The keys open everything that is sealed: their folder and files are for one account alone."""
    return [
        Warning(
            f"{path} is open to other accounts of this machine ({stat.filemode(path.stat().st_mode)}).",
            hint="chmod go= on KEYRING_DIR and on what it holds, which the site's own account should own.",
            id="preplainte.W001",
        )
        for path in (settings.KEYRING_DIR, *sorted(settings.KEYRING_DIR.glob("*")))
        if _is_open(path)
    ]


@register(Tags.security, deploy=True)
def evidence_is_private(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Warning]:
    """Sealed or not, nobody else has business in what victims sent; what the site itself writes there is private."""
    if not settings.EVIDENCE_DIR.is_dir() or not _is_open(settings.EVIDENCE_DIR):
        return []
    return [
        Warning(
            f"{settings.EVIDENCE_DIR} is open to other accounts of this machine.",
            hint="chmod go= on EVIDENCE_DIR, which the site's own account should own.",
            id="preplainte.W004",
        )
    ]


@register(Tags.security, deploy=True)
def database_is_encrypted(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Warning]:
    """What isn't sealed travels in the clear to a database elsewhere, unless TLS is asked for."""
    database = cast("dict[str, Any]", settings.DATABASES["default"])
    options = database["OPTIONS"]
    hosts = [*database["HOST"].split(","), *options.get("hostaddr", "").split(",")]
    if options.get("sslmode") in ENCRYPTED or all(map(_is_here, hosts)):
        return []
    return [
        Warning(
            "DATABASE_URL reaches another machine without insisting on TLS.",
            hint="Add sslmode=verify-full to it, with the authority's certificate in sslrootcert.",
            id="preplainte.W002",
        )
    ]


@register(Tags.security, deploy=True)
def broker_is_encrypted(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Warning]:
    """The broker's password would travel in the clear too, and whoever reads it wakes workers as they like."""
    address = urlsplit(settings.REDIS_URL)
    if address.scheme != "redis" or _is_here(address.hostname or ""):
        return []
    return [
        Warning(
            "REDIS_URL reaches another machine without TLS.",
            hint="Let the broker speak TLS, and begin its address with rediss://.",
            id="preplainte.W003",
        )
    ]


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _is_here(host: str) -> bool:
    """Whether the host, as libpq writes it, is this machine: nothing said, a socket's folder, or a loopback address."""
    if host == "localhost" or not host or host[0] in "/@":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
