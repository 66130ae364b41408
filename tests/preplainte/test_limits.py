"""A limit brakes whoever guesses, forgets in time, keeps nothing readable, and never stands in the way."""

from __future__ import annotations

import pickle
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import redis
import time_machine
from django.conf import settings
from django.core.cache import cache, caches
from django.test import RequestFactory, override_settings

from preplainte import limits

QUARTER = timedelta(minutes=15)


def test_first_ones_pass_the_next_are_refused() -> None:
    said = [limits.allow("guess", "somebody", limit=3, window=QUARTER) for _ in range(5)]

    assert said == [True, True, True, False, False]


def test_each_key_and_each_act_is_counted_alone() -> None:
    assert limits.allow("guess", "somebody", limit=1, window=QUARTER)
    assert not limits.allow("guess", "somebody", limit=1, window=QUARTER)

    assert limits.allow("guess", "somebody else", limit=1, window=QUARTER)
    assert limits.allow("ask", "somebody", limit=1, window=QUARTER)


def test_next_window_starts_again() -> None:
    with time_machine.travel("2026-05-04T10:14:50Z", tick=False) as clock:
        assert limits.allow("guess", "somebody", limit=1, window=QUARTER)
        assert not limits.allow("guess", "somebody", limit=1, window=QUARTER)
        assert limits.wait(QUARTER) == timedelta(seconds=10)

        clock.shift(timedelta(seconds=10))

        assert limits.wait(QUARTER) == QUARTER
        assert limits.allow("guess", "somebody", limit=1, window=QUARTER)


def test_no_more_pass_when_many_ask_at_once() -> None:
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda _: limits.allow("guess", "somebody", limit=5, window=QUARTER), range(40)))

    assert said.count(True) == 5


def test_nothing_readable_stands_in_the_cache_and_it_dies_with_its_window() -> None:
    limits.allow("guess", "192.0.2.17", limit=1, window=QUARTER)
    limits.allow("guess", "7KQ4M-2XW9D", limit=1, window=QUARTER)

    store = redis.Redis.from_url(settings.REDIS_URL)
    names = [name.decode() for name in store.keys("*limit:*")]
    assert len(names) == 2
    assert not any("192.0" in name or "7KQ4M" in name or "guess" in name for name in names)
    assert all(0 < store.ttl(name) <= QUARTER.total_seconds() for name in names)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def cache_at(port: int) -> override_settings:
    ours = {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{port}/0"}
    return override_settings(CACHES={"default": ours})


def test_cache_down_allows_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    with cache_at(closed_port()):
        assert [limits.allow("guess", "somebody", limit=1, window=QUARTER) for _ in range(3)] == [True] * 3

    assert {record.getMessage() for record in caplog.records} == {"limit not counted act=guess error=ConnectionError"}


def test_cache_that_hangs_allows_within_its_time(silent_port: int, caplog: pytest.LogCaptureFixture) -> None:
    with cache_at(silent_port):
        assert limits.allow("guess", "somebody", limit=1, window=QUARTER)
        caches.close_all()

    assert [record.getMessage() for record in caplog.records] == ["limit not counted act=guess error=TimeoutError"]


def test_count_lost_in_between_allows(caplog: pytest.LogCaptureFixture) -> None:
    """The cache may drop a key to make room: the count starts again, nobody is refused for it."""
    limits.allow("guess", "somebody", limit=1, window=QUARTER)
    cache.clear()

    assert limits.allow("guess", "somebody", limit=1, window=QUARTER)


@pytest.mark.parametrize(
    ("seen", "counted"),
    [
        ("192.0.2.17", "192.0.2.17"),
        ("::ffff:192.0.2.17", "192.0.2.17"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_address_of_the_connection(seen: str, counted: str) -> None:
    request = RequestFactory(REMOTE_ADDR=seen, HTTP_X_FORWARDED_FOR="198.51.100.1").get("/")

    assert limits.address_of(request) == counted


@pytest.mark.parametrize(
    ("header", "counted"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("10.9.8.7, 198.51.100.1", "198.51.100.1"),  # the first one is what the visitor claims
        ("10.9.8.7,2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", "127.0.0.9"),
    ],
)
def test_address_seen_by_the_proxy(header: str, counted: str) -> None:
    request = RequestFactory(REMOTE_ADDR="127.0.0.9", HTTP_X_FORWARDED_FOR=header).get("/")

    with override_settings(BEHIND_PROXY=True):
        assert limits.address_of(request) == counted


def test_what_somebody_else_writes_in_the_cache_is_never_run() -> None:
    """Django's own serialiser unpickles, which runs code."""
    store = redis.Redis.from_url(settings.REDIS_URL)
    store.set(cache.make_key("x"), pickle.dumps({"not": "a number"}))

    with pytest.raises(ValueError, match="invalid literal"):
        cache.get("x")


@pytest.mark.parametrize(
    ("address", "found"),
    [("192.0.2.17", "192.0.2.17"), ("2001:db8:1:2:3::4", "2001:db8:1:2::"), ("", None), ("unix:", None)],
)
def test_the_connection_fits_a_column_of_addresses(address: str, found: str | None) -> None:
    assert limits.connection_of(RequestFactory().get("/", REMOTE_ADDR=address)) == found
