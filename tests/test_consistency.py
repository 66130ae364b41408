"""Nothing lies about unused: every template, static file, class and token of the stylesheets serves somewhere.

That each mail has its three files is proved in ``complaints/test_mails.py``.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES, STATIC = ROOT / "templates", ROOT / "static"
# Django, crispy and the outbox find these by their place.
BY_PLACE = re.compile(r"(400|403|404|500)\.html|preplainte/.*|mail/\w+/(subject|body)\.(txt|html)")

PYTHON = {
    path: path.read_text()
    for package in ("complaints", "units", "preplainte")
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
}
PAGES = {str(path.relative_to(TEMPLATES)): path.read_text() for path in sorted(TEMPLATES.rglob("*.*"))}
STYLES = {
    path.name: re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL) for path in sorted(STATIC.rglob("*.css"))
}


def constants(source: str) -> set[str]:
    """Every text a Python file writes, the pieces of f-strings too."""
    nodes = ast.walk(ast.parse(source))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def classes(style: str) -> set[str]:
    selectors = " ".join(re.findall(r"([^{}]+)\{", style))
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors))


def unused_classes(style: str, texts: list[str]) -> list[str]:
    """Classes that no text names. One that is built (``tag-{{ kind }}``, an f-string) counts for its whole family."""
    text = "\n".join(texts)
    named = set(re.findall(r"[\w-]+", text))
    built = tuple(set(re.findall(r"([a-z]+-)\{", text)))
    return sorted(name for name in classes(style) if name not in named and not name.startswith(built))


def test_every_template_is_used() -> None:
    in_code = {text for source in PYTHON.values() for text in constants(source) if re.search(r"\.\w+$", text)}
    in_pages = {found for page in PAGES.values() for found in re.findall(r'(?:include|extends|import) "([^"]+)"', page)}
    typeset = {found for found in in_pages if found.endswith(".typ")}  # named beside, without a folder

    unused = [
        name
        for name in PAGES
        if not BY_PLACE.fullmatch(name)
        and name not in in_pages
        and not any(name == text or name.endswith(f"/{text}") for text in in_code | typeset)
    ]

    assert unused == []


def test_every_static_file_is_loaded() -> None:
    loaded = {found for page in PAGES.values() for found in re.findall(r"{% static '([^']+)'", page)}

    assert {str(path.relative_to(STATIC)) for path in STATIC.rglob("*.*")} == loaded


def test_every_class_of_the_stylesheets_is_used() -> None:
    texts = [*PAGES.values(), *PYTHON.values()]

    assert {name: unused_classes(style, texts) for name, style in STYLES.items()} == {name: [] for name in STYLES}


def test_an_unused_class_is_found() -> None:
    style = ".card, .card .tag-info { margin: 0 } @media print { .ghost::before { color: red } }"

    assert unused_classes(style, ['<p class="card"><b class="tag tag-{{ kind }}">']) == ["ghost"]


def test_every_token_is_used() -> None:
    together = "\n".join(STYLES.values())

    assert set(re.findall(r"(--[\w-]+):", together)) == set(re.findall(r"var\((--[\w-]+)", together))
