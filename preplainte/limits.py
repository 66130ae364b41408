"""How often something may be asked: fixed windows, counted in the cache.

A limit is a brake on guessing, not a lock: when the cache doesn't answer, everything is allowed and the log says so.
Keys are keyed hashes: no address and no reference stands in the cache.
"""

from __future__ import annotations

import ipaddress
import logging
import time
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

IPV6_HOUSEHOLD = 64  # bits: one subscriber holds the whole rest


def allow(act: str, key: str, *, limit: int, window: timedelta) -> bool:
    """Count one more ``act`` by ``key``; whether it is among the first ``limit`` of the current window.

    Windows are aligned on the clock, the same for everybody: ``wait`` says when the next one opens.
    """
    name = _name(act, key, window)
    try:
        if cache.add(name, 1, timeout=_seconds(window)):
            return limit >= 1
        return cache.incr(name) <= limit
    except (RedisError, ValueError) as error:  # ValueError: the cache dropped the key between the two
        logger.warning("limit not counted act=%s error=%s", act, type(error).__name__)
        return True


def wait(window: timedelta) -> timedelta:
    """How long until the next window opens: from one second to the whole window."""
    seconds = _seconds(window)
    return timedelta(seconds=seconds - int(time.time()) % seconds)


class Numbers:
    """How a counter stands in the cache, which holds nothing else."""

    def dumps(self, value: int) -> int:
        return int(value)

    def loads(self, data: bytes) -> int:
        return int(data)


def connection_of(request: HttpRequest) -> str | None:
    """The same as ``address_of``, as an address that a column of addresses can hold."""
    address = address_of(request).partition("/")[0]
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


def address_of(request: HttpRequest) -> str:
    """Whom to count a request for: the address the nearest proxy saw, or the connection's own without a proxy.

    Only the proxy's own word is taken: what stands further left in the header, the visitor may have written.
    """
    address: str = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        address = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or address
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(ipaddress.ip_network((found, IPV6_HOUSEHOLD), strict=False))


def _name(act: str, key: str, window: timedelta) -> str:
    number = int(time.time()) // _seconds(window)
    return "limit:" + salted_hmac("preplainte.limits", f"{act}\x1f{key}\x1f{number}", algorithm="sha256").hexdigest()


def _seconds(window: timedelta) -> int:
    return int(window.total_seconds())
