"""Imports point one way. The layers are those of docs/architecture.md."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# From the ground up: a place may import those on lines above its own, and its own.
LAYERS = (
    ("apps", "refusals", "enums", "enums_incidents", "management"),
    ("sealing", "files"),
    ("workflow",),
    ("models",),
    ("questions",),
    ("documents",),
    ("mails",),  # a confirmation carries a calendar file
    ("wake",),
    ("services",),
    ("tasks", "bounces"),
    ("forms", "filing", "admin_templates"),
    ("views", "admin"),
    ("urls", "desk_urls"),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
# Where a place at the edge reaches down on purpose.
ENTRY_POINTS = {"apps", "management"}


def modules(*packages: str) -> list[Path]:
    paths = (path for package in packages for path in sorted((ROOT / package).rglob("*.py")))
    return [path for path in paths if "migrations" not in path.parts]


def imported(path: Path) -> set[str]:
    """Full dotted names a file imports, those inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def layer_of(path: Path) -> str:
    return path.relative_to(ROOT / "complaints").parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules("complaints"), ids=lambda path: str(path.relative_to(ROOT)))
def test_each_layer_imports_only_those_before_it(path: Path) -> None:
    layer = layer_of(path)
    if layer == "__init__":
        return
    assert layer in LEVEL, f"{layer} stands in no layer: place it in LAYERS and in docs/architecture.md"
    if layer in ENTRY_POINTS:
        return
    wrong = [
        name
        for name in imported(path)
        if name.startswith("complaints.")
        and (other := name.split(".")[1]) != layer
        and (other not in LEVEL or LEVEL[other] >= LEVEL[layer])
    ]

    assert wrong == []


@pytest.mark.parametrize("path", modules("units"), ids=lambda path: str(path.relative_to(ROOT)))
def test_units_know_nothing_of_complaints(path: Path) -> None:
    assert [name for name in imported(path) if name.split(".")[0] == "complaints"] == []


def test_only_a_command_knows_the_demo() -> None:
    knowing = [path for path in modules("complaints", "units") if any("preplainte.demo" in n for n in imported(path))]

    assert knowing == [ROOT / "complaints" / "management" / "commands" / "demo_data.py"]


@pytest.mark.parametrize(
    "path",
    modules("complaints", "units", "preplainte"),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_imports_stand_at_the_top(path: Path) -> None:
    tree = ast.parse(path.read_text())
    inside = [
        node.lineno
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert inside == []


@pytest.mark.parametrize(
    "path",
    modules("complaints", "units", "preplainte"),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_files_stay_small(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300
