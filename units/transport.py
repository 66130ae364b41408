"""May a mail that carries the essentials of a file leave for this mailbox, over this transport?"""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.core.mail.backends.locmem import EmailBackend as InProcessBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.utils.module_loading import import_string


def is_secure_mailbox(address: str) -> bool:
    """Whether the address's domain is one of ``SECURE_MAIL_DOMAINS`` (exactly: a subdomain is another domain)."""
    return address.rpartition("@")[2].lower() in settings.SECURE_MAIL_DOMAINS


def mail_transport_is_safe() -> bool:
    """Whether mail leaves encrypted, or doesn't leave this machine.

    A provider reached through its web API is never safe in this sense: it would read what it carries.
    """
    backend = import_string(settings.EMAIL_BACKEND)
    if issubclass(backend, InProcessBackend):
        return True
    if not issubclass(backend, SmtpBackend):
        return False
    return bool(settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL or _is_loopback(settings.EMAIL_HOST))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
