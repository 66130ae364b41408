"""What a line of log may say: ids, codes and places in the code, whatever went wrong."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterator
from copy import copy
from smtplib import SMTPException
from types import TracebackType
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError
from redis import RedisError

SECRET_LINK = re.compile(r"(/suivi/l/|/reprendre/|/agents/invitation/|(?<!/agents)/agenda/)[^/\s]+")
HIDDEN = r"\1[…]"
ABOUT_MACHINES = (OSError, RedisError, OperationalError, InterfaceError, ImproperlyConfigured)
"""Errors whose text is about connections and files, and helps. Those of mail relays quote addresses."""

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def logging_to_stderr(level: str) -> dict[str, Any]:
    """The ``LOGGING`` setting: lines of ``DiscreetFormatter`` on stderr, from this level on."""
    formatter = {
        "class": "preplainte.logs.DiscreetFormatter",
        "format": "{asctime} {levelname} {name} {message}",
        "style": "{",
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        # Django's request logger writes paths; axes writes user names. Neither is needed at INFO.
        "loggers": {"axes": {"level": "ERROR"}, "django.request": {"level": "ERROR"}},
    }


class DiscreetFormatter(logging.Formatter):
    """Leaves out what people may have typed and what opens their files.

    The text of an exception may quote an answer: only its type and its places are written. Django's loggers write the
    address of a request that failed, and the address that a mail links to is a secret.
    """

    def format(self, record: logging.LogRecord) -> str:
        record = copy(record)
        record.exc_text = None  # another formatter may have left its own there
        if record.exc_info and isinstance(record.args, dict) and "exc" in record.args:  # a failed task, told by Celery
            kind = record.exc_info[0]
            record.args = {**record.args, "exc": kind.__name__ if kind else ""}
        return SECRET_LINK.sub(HIDDEN, super().format(record))

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 -- the name is logging's
        return "\n".join(_told(error) for error in _chain(ei[1]))


def _told(error: BaseException) -> str:
    """Where it was raised, from the outside in, and what it is."""
    places = "".join(traceback.format_tb(error.__traceback__))
    telling = isinstance(error, ABOUT_MACHINES) and not isinstance(error, SMTPException)
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{places}{kind}: {error}" if telling else f"{places}{kind}"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, then what it came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
