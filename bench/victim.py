"""A victim's browser, as far as the server sees it: pages asked, forms posted, cookies kept."""

from __future__ import annotations

import http.client
import re
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from ipaddress import ip_network
from urllib.parse import urlencode, urlsplit

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
UNIT = re.compile(r'name="unit" value="([0-9a-f-]{36})"')
REFERENCE = re.compile(r"\b([2-9A-HJKMNP-TV-Z]{5}-[2-9A-HJKMNP-TV-Z]{5})\b")
TOO_MANY = 12
# Each victim at home behind an address of their own: what one address may file is limited. Set aside for benchmarks.
NETWORK = ip_network("198.18.0.0/15")

# What is typed at each step; every filing is somebody else's, so that nothing is recognised as sent twice.
ANSWERS: dict[str, dict[str, str]] = {
    "tri": {"emergency": "no", "kind": "theft", "violence": "no", "author": "no"},
    "situation": {"theft": "vehicle", "who": "self"},
    "identite": {
        "birth_name": "Lefèvre", "first_names": "Zoé Anne", "birth_place": "Évreux", "nationality": "française",
        "birth_day_0": "14", "birth_day_1": "3", "birth_day_2": "1988",
        "phone": "06 39 98 10 01", "email": "zoe{number}@courriel.example", "address": "8 rue des Lavandières",
        "postal_code": "27000", "city": "Évreux",
    },
    "faits": {
        "from_day_0": "3", "from_day_1": "11", "from_day_2": "2026", "from_time": "19 h",
        "to_day_0": "4", "to_day_1": "11", "to_day_2": "2026", "to_time": "7h30", "commune": "Évreux",
        "where": "public", "place": "Devant le 8 rue des Lavandières",
        "narrative": "Mon vélo était attaché à la grille. Le matin, l’antivol était coupé au sol.",
        "cameras": "Au-dessus de la boulangerie", "plates": "AB-123-CD",
    },
    "objets": {
        "objects-0-category": "bicycle", "objects-0-description": "Vélo vert, panier en osier",
        "objects-0-brand": "Bellavélo Cité", "objects-0-value": "480", "objects-0-marking": "BC27000{number}",
        "total": "480",
    },
    "unite": {},
    "recap": {"warning_read": "on"},
}  # fmt: skip


class FilingFailed(Exception):
    """The site did not lead where it should."""


@dataclass
class Visit:
    """One filing from the home page to the receipt. ``seconds`` holds the time of each request."""

    host: str
    number: int
    seconds: list[float] = field(default_factory=list)
    cookies: SimpleCookie = field(default_factory=SimpleCookie)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(self.host, timeout=60)

    def file(self) -> str:
        """File; returns the reference shown on the receipt."""
        self._ask("GET", "/")
        path, page = "/deposer/", self._ask("GET", "/deposer/")[1]
        for _ in range(TOO_MANY):
            if path == "/deposer/recu/":
                break
            path, page = self._answer(path, page)
        self.connection.close()
        found = REFERENCE.search(page)
        if path != "/deposer/recu/" or found is None:
            raise FilingFailed(f"No receipt: the filing ended at {path}")
        return found[1]

    def _answer(self, path: str, page: str) -> tuple[str, str]:
        step = path.rstrip("/").rpartition("/")[2]
        step = "tri" if step == "deposer" else step
        typed = {name: value.format(number=f"{self.number:06d}") for name, value in ANSWERS[step].items()}
        if step == "unite":
            units = UNIT.findall(page)
            typed["unit"] = units[self.number % len(units)]
        # The language switch has a form of its own on each page: its token is the same.
        posted = dict(HIDDEN.findall(page)) | typed
        posted.pop("next", None)
        return self._ask("POST", path, urlencode(posted))

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[str, str]:
        """Ask and follow where it leads; the address and the text of the page reached."""
        for _ in range(TOO_MANY):
            status, target, text = self._once(method, path, body)
            if status == http.HTTPStatus.OK:
                return path, text
            if status not in (http.HTTPStatus.FOUND, http.HTTPStatus.SEE_OTHER):
                raise FilingFailed(f"{method} {path} answered {status}")
            method, path, body = "GET", urlsplit(target).path, None
        raise FilingFailed(f"{path} leads nowhere")

    def _once(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        headers = {
            "Cookie": "; ".join(f"{name}={one.value}" for name, one in self.cookies.items()),
            "X-Forwarded-For": str(NETWORK[self.number % NETWORK.num_addresses]),
        }
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://{self.host}{path}"}
        start = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        self.seconds.append(time.perf_counter() - start)
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(line)
        return answer.status, answer.headers.get("Location", ""), text
