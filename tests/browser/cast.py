"""Who plays a day at the desk, with which files; how they sign in, and how fingers reach what they press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page

from complaints.models import Complaint
from complaints.services.filing import Declaration, file_complaint
from tests.browser.victim import Victim
from tests.complaints import stages
from tests.factories import CommuneFactory, OfficerFactory, UnitFactory, identity_answers, statement_answers
from units.enums import Role
from units.models import Officer, Unit

SCREEN = {"viewport": {"width": 1280, "height": 800}, "locale": "fr-FR"}
FURTHEST = 150
"""Presses of Tab after which a page has no more of what is looked for."""


@dataclass(frozen=True)
class Cast:
    """Two officers of one brigade, their head, an administrator of no unit, somebody of the police station beside."""

    unit: Unit
    other: Unit
    claire: Officer
    paul: Officer
    head: Officer
    administrator: Officer
    stranger: Officer


def cast() -> Cast:
    unit = stages.unit()
    other = UnitFactory(
        name="Commissariat de police d’Évreux",
        commune=CommuneFactory(code="27229", name="Évreux", postal_codes=["27000"], latitude=49.02, longitude=1.15),
        agenda=1,
    )
    return Cast(
        unit,
        other,
        claire=OfficerFactory(units=[unit], name="Claire Morel", username="claire.morel@gendarmerie.example"),
        paul=OfficerFactory(units=[unit], name="Paul Petit"),
        head=OfficerFactory(units=[unit], name="Capitaine Hélène Roy", role=Role.HEAD),
        administrator=OfficerFactory(name="Maxime Delaunay", role=Role.ADMINISTRATOR, may_search_all=True),
        stranger=OfficerFactory(units=[other], name="Jean Loin"),
    )


def filed(unit: Unit, name: str, *, hours: float = 1, phone: str = "+33639980017", **facts: Any) -> Complaint:
    """Filed ``hours`` ago by the very service, so that it is found like every other; ``facts`` change what happened."""
    person = identity_answers()["identite"] | {"birth_name": name, "usage_name": "", "phone": phone}
    statement = statement_answers(commune=unit.commune)
    answers = identity_answers(identite=person) | statement | {"faits": statement["faits"] | facts}
    notes = {"email_proved": identity_answers()["identite"]["email"]}
    declaration = Declaration(answers=answers, unit=unit, commune=unit.commune, language="fr", notes=notes)
    return file_complaint(declaration, now=timezone.now() - timedelta(hours=hours))


class Desks:
    """Screens at which officers are signed in already, one a browser; ``close`` switches them all off."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.pages: list[Page] = []

    def blank(self, **options: Any) -> Page:
        """A screen at which nobody has signed in."""
        page = self.browser.new_context(base_url=self.url, **SCREEN | options).new_page()
        self.pages.append(page)
        return page

    def of(self, officer: Officer, **options: Any) -> Page:
        client, page = Client(), self.blank(**options)
        client.force_login(officer)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.url}])
        return page

    def close(self) -> None:
        for page in self.pages:
            page.context.close()


class Fingers:
    """A keyboard, and no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """Tab until the focus is there."""
        for _ in range(FURTHEST):
            if target.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {target}")

    def press(self, target: Locator, key: str = "Enter") -> None:
        self.reach(target)
        self.page.keyboard.press(key)

    def go(self, target: Locator) -> None:
        """Press what leads to another page, and wait for it."""
        self.reach(target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def type(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.page.keyboard.type(text)


class Typist(Victim):
    """Fills the same steps for somebody else, at a desk that is signed in."""

    def __init__(self, page: Page) -> None:
        self.page, self.language = page, "fr"

    @property
    def slug(self) -> str:
        return self.page.url.rstrip("/").rpartition("/")[2]
