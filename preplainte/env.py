"""Settings read from the environment: every variable typed, every error a sentence that names it.

``settings.py`` is the only caller. A test holds the names read there against ``docs/environment.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


class Environment:
    """The process's environment, seen by one mode of running.

    ``fallback`` is what a mode other than production takes when the variable is absent; ``default`` is good
    for every mode. A variable with neither must be set.
    """

    def __init__(self, values: Mapping[str, str], *, production: bool) -> None:
        self.values = values
        self.production = production

    def text(self, name: str, *, default: str | None = None, fallback: str | None = None) -> str:
        value = self.values.get(name, "").strip()
        if value:
            return value
        if default is None and not self.production:
            default = fallback
        if default is None:
            raise ImproperlyConfigured(f"{name} is not set: it is needed here, see docs/environment.md.")
        return default

    def secret(self, name: str, *, fallback: str) -> str:
        value = self.text(name, fallback=fallback)
        if self.production and len(value) < 50:
            raise ImproperlyConfigured(f"{name} is too short: 50 random characters at least.")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name, default=str(default)).lower()
        if value not in TRUE + FALSE:
            raise ImproperlyConfigured(f"{name} is {value!r}: it must be one of {', '.join(TRUE + FALSE)}.")
        return value in TRUE

    def number(self, name: str, *, default: int, least: int = 0, most: int = 100_000) -> int:
        value = self.text(name, default=str(default))
        if not value.isdecimal() or not least <= int(value) <= most:
            raise ImproperlyConfigured(f"{name} is {value!r}: it must be a whole number from {least} to {most}.")
        return int(value)

    def choice(self, name: str, *choices: str, default: str) -> str:
        value = self.text(name, default=default)
        if value not in choices:
            raise ImproperlyConfigured(f"{name} is {value!r}: it must be one of {', '.join(choices)}.")
        return value

    def words(self, name: str, *, default: str | None = None, fallback: str | None = None) -> list[str]:
        """A comma-separated list, blanks removed."""
        value = self.text(name, default=default, fallback=fallback)
        words = [word.strip() for word in value.split(",")]
        if value and not all(words):
            raise ImproperlyConfigured(f"{name} is {value!r}: it must be a list separated by single commas.")
        return [word for word in words if word]

    def url(self, name: str, *schemes: str, default: str | None = None, fallback: str | None = None) -> str:
        value = self.text(name, default=default, fallback=fallback)
        try:
            scheme = urlsplit(value).scheme
        except ValueError:  # brackets that are no IPv6 address: those of a password, for instance
            scheme = ""
        if scheme not in schemes:
            raise ImproperlyConfigured(f"{name} is not a URL starting with {' or '.join(f'{s}://' for s in schemes)}.")
        return value

    def address(self, name: str, *, fallback: str) -> str:
        """A mail address, with or without a name before it."""
        value = self.text(name, fallback=fallback)
        if not parseaddr(value)[1].partition("@")[2]:
            raise ImproperlyConfigured(f"{name} is {value!r}, which holds no mail address.")
        return value

    def dotted_path(self, name: str, *, default: str) -> str:
        """The dotted path of a class; its module must exist, the class is not loaded."""
        value = self.text(name, default=default)
        try:
            found = find_spec(value.rpartition(".")[0])
        except (ImportError, ValueError):
            found = None
        if found is None:
            raise ImproperlyConfigured(f"{name} is {value!r}, and there is no such module.")
        return value

    def folder(self, name: str, *, fallback: str | None = None) -> Path:
        """An absolute folder; in production it must exist."""
        value = Path(self.text(name, fallback=fallback)).resolve()
        if self.production and not value.is_dir():
            raise ImproperlyConfigured(f"{name} is {str(value)!r}, which is not a folder.")
        return value
