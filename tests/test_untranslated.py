"""No word that a person reads stands outside the translations: in templates, in code, in the pages as they come."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
# Read to somebody, or shown.
READ = {"alt", "title", "aria-label", "aria-description", "placeholder", "label", "data-label", "summary"}
TRANSLATED = re.compile(
    r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}|{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}",
    re.DOTALL,
)
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
ATTRIBUTE = re.compile(r"[\w-]+=\"[^\"]*\"")  # written by a block into a tag of the base page
WORD = re.compile(r"[^\W\d_]{2,}")
# Proper names, units and notations: the same in every language.
NAMES = {"preplainte", "France Victimes", "PDF", "px", "km", "SHA", "mailto", "SIREN", "IMEI", "VIN", "IBAN"}
NOT_A_NAME = re.compile(r"[àâäçéèêëîïôöùûüÿœæÀÂÇÉÈÊÎÔÙÛŒÆ«»]|\w’\w")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
FRENCH = (
    "preplainte/demo/*.py",  # invented people
    "**/migrations/*.py",  # what was
    "complaints/questions/describe*.py",  # the form described for those who read the law
    "complaints/documents/schema_frame.py",  # what an export holds, described for those who write software
    "complaints/questions/phrase.py",  # words to recognise us by, the same in every language
)
# French by nature, shown to nobody as such: what it is, and the file it stands in.
DATA = {
    "preplainte/settings.py": {"Opérateur de démonstration", "1 rue de l’Exemple, 27000 Évreux",
                               "Hébergeur de démonstration"},  # names
    "units/hours_text.py": {"ferm[ée]e?|closed|[-–—]", "\\s*(?:-|–|—|à|a)\\s*"},  # how hours are typed
    "units/importers/hours.py": {"|jours fériés) *:|$)", "Jours fériés\xa0: "},  # as the official files write
    "units/normal.py": {"œ", "æ"},
    "units/search.py": {"àâäáãåçéèêëíìîïñóòôöõúùûüýÿ-'’."},
}  # fmt: skip


class Texts(HTMLParser):
    """What of a page is read: texts, and attributes that are spoken or shown."""

    SILENT = ("script", "style")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.read: list[str] = []
        self._silent = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self.SILENT
        given = dict(attrs)
        shows_value = tag == "input" and given.get("type") in ("submit", "button", "reset")
        names = READ | ({"value"} if shows_value else set())
        self.read += [text for name, text in given.items() if name in names and text]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self.SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.read.append(data)


def literal(template: str) -> list[str]:
    """The words of a template that no translation reaches."""
    source = TAGS.sub("", TRANSLATED.sub("", template))
    return [text.strip() for text in Texts(source).read if _worded(text)]


def _worded(text: str) -> bool:
    text = ATTRIBUTE.sub("", text)
    for name in NAMES:
        text = re.sub(rf"\b{re.escape(name)}\b", "", text)
    return bool(WORD.search(text))


def _templates() -> list[Path]:
    return [path for path in sorted(TEMPLATES.rglob("*.*")) if path.suffix in (".html", ".txt")]


@pytest.mark.parametrize("path", _templates(), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_templates_write_nothing_outside_translations(path: Path) -> None:
    assert literal(path.read_text(encoding="utf-8")) == []


def test_a_word_left_outside_is_found() -> None:
    template = """{% load i18n %}<p title="Aide">{% trans "Bonjour" %} vous {{ name }}</p>{# note #}
    <img alt="{% trans "Plan" %}"><input type="submit" value="Envoyer"><input value="kept">
    <button type="submit" value="kept"></button><b>preplainte</b> · 3 %
    {% blocktrans trimmed %}Il y a <b>du</b> pain.{% endblocktrans %}<script>let word</script>"""

    assert literal(template) == ["Aide", "vous", "Envoyer"]


# -- documents: typst writes only what the code, which is translated, gives it ----------------------
def typst_texts(source: str) -> list[str]:
    """Texts in brackets that hold more than code."""
    while (shorter := re.sub(r"\([^()]*\)", "", source)) != source:
        source = shorter
    return [text for text in re.findall(r"\[([^\[\]]*)\]", source) if WORD.search(re.sub(r"#[\w.-]+", "", text))]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.typ")), ids=lambda path: path.name)
def test_documents_write_nothing_themselves(path: Path) -> None:
    source = re.sub(r"//[^\n]*", "", path.read_text(encoding="utf-8"))

    assert NOT_A_NAME.findall(source) == []
    assert typst_texts(source) == []


def test_a_word_of_a_document_is_found() -> None:
    assert typst_texts('[#label(text("a"), b(2)) \\ #data.words.page] [Page #counter(page).display()]') == [
        "Page #counter.display"
    ]


# -- code ------------------------------------------------------------------------------------------
def french(source: str) -> set[str]:
    """Texts with an accent, a French quote or apostrophe that no gettext call holds, docstrings left out."""
    tree = ast.parse(source)
    quiet = _translated(tree) | _docstrings(tree)
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet
        if NOT_A_NAME.search(node.value)
    }


def _translated(tree: ast.AST) -> set[int]:
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    named = (call for call in calls if getattr(call.func, "id", getattr(call.func, "attr", "")) in GETTEXT)
    return {id(node) for call in named for argument in call.args for node in ast.walk(argument)}


def _docstrings(tree: ast.AST) -> set[int]:
    """Docstrings, and those that follow an attribute."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def _code() -> Iterator[Path]:
    for package in ("complaints", "units", "preplainte"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if not any(path.match(pattern) for pattern in FRENCH):
                yield path


@pytest.mark.parametrize("path", list(_code()), ids=lambda path: str(path.relative_to(ROOT)))
def test_code_writes_no_french_outside_translations(path: Path) -> None:
    assert french(path.read_text(encoding="utf-8")) - DATA.get(str(path.relative_to(ROOT)), set()) == set()


def test_exceptions_are_all_needed() -> None:
    unneeded = {name: texts - french((ROOT / name).read_text(encoding="utf-8")) for name, texts in DATA.items()}

    assert {name: texts for name, texts in unneeded.items() if texts} == {}


def test_french_in_code_is_found() -> None:
    source = '''
def greet(name):
    """Dit « bonjour »."""
    return _("Bonjour à vous, %(name)s") % {"name": name or "l’inconnu"} + f"déjà {name}"
'''

    assert french(source) == {"l’inconnu", "déjà "}
