"""A page as the browser reads it, without a browser."""

from __future__ import annotations

from html.parser import HTMLParser

LOADS = {
    "link": "href",
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "form": "action",
}
VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")


class Elements(HTMLParser):
    """Every element of a page in its order: ``found`` holds tag and attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._texts: list[list[str]] = []
        self._open: list[int] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        self._texts.append([])
        if tag not in VOID:
            self._open.append(len(self.found) - 1)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self.found[self._open.pop()][0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for index in self._open:
            self._texts[index].append(data)

    def by_id(self, id_: str) -> tuple[str, dict[str, str]]:
        """The one element of that id."""
        (element,) = [(tag, attrs) for tag, attrs in self.found if attrs.get("id") == id_]
        return element

    def attributes(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """The attributes of every such element that has the wanted ones."""
        return [attrs for name, attrs in self.found if name == tag and wanted.items() <= attrs.items()]

    def texts(self, tag: str) -> list[str]:
        """What every such element says, children included, blanks folded."""
        return [
            " ".join("".join(text).split())
            for (name, _), text in zip(self.found, self._texts, strict=True)
            if name == tag
        ]

    def loaded(self) -> list[str]:
        """The addresses that the browser loads, or posts to."""
        return [attrs[LOADS[tag]] for tag, attrs in self.found if tag in LOADS and LOADS[tag] in attrs]
