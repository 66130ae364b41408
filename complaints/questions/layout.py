"""How questions asked together are laid out: groups with a title, rows, and questions shown with one answer only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Div, Fieldset, Layout, Row
from django.utils.functional import Promise

if TYPE_CHECKING:
    from complaints.questions.base import Questions

Lazy = str | Promise


@dataclass(frozen=True)
class Condition:
    """A question that goes with some answers to another one, its chooser, which stands before it.

    ``missing`` is the sentence shown when it then has no answer; without one it may be left out.
    """

    chooser: str
    values: tuple[str, ...]
    missing: Lazy = ""


Conditions = Mapping[str, Condition]


class Folded(Fieldset):  # type: ignore[misc]  # untyped library
    """A group that is folded until it holds an answer or an error. It opens without a script."""

    template = "%s/layout/folded.html"

    def render(self, form: Any, context: Any, template_pack: str = "preplainte", **options: Any) -> str:
        names = [pointer.name for pointer in self.get_field_names()]
        self.is_open = form.is_bound and any(form[name].value() or name in form.errors for name in names)
        return str(super().render(form, context, template_pack, **options))


def layout_of(form: Questions) -> Layout:
    """The questions in their order, in their groups."""
    return Layout(*_groups(form))


def _groups(form: Questions) -> Iterator[Any]:
    titles = {**form.legends, **form.folded}
    names: list[list[str]] = []
    title = ""
    for row in _rows(form):
        if row[0] in titles:
            yield from _group(form, title, names)
            title, names = row[0], []
        names.append(row)
    yield from _group(form, title, names)


def _group(form: Questions, title: str, rows: list[list[str]]) -> list[Any]:
    inside = list(_inside(form, rows))
    if title in form.folded:
        return [Folded(form.folded[title], *inside)]
    return [Fieldset(form.legends[title], *inside)] if title else inside


def _inside(form: Questions, rows: list[list[str]]) -> Iterator[Any]:
    """From a chooser to the last question that hangs on it, one block: the style sheet hides what isn't chosen."""
    while rows:
        chooser = rows[0][0]
        hanging = [place for place, row in enumerate(rows) if _hangs(form, row, chooser)]
        last = hanging[-1] if hanging else 0
        block, rows = rows[: last + 1], rows[last + 1 :]
        items = [_row(form, row) for row in block]
        yield Div(*items, css_class="picks") if hanging else items[0]


def _hangs(form: Questions, row: list[str], chooser: str) -> bool:
    condition = form.conditions.get(row[0])
    return condition is not None and condition.chooser == chooser


def _row(form: Questions, names: list[str]) -> Any:
    item = Row(*names) if len(names) > 1 else names[0]
    condition = form.conditions.get(names[0])
    if condition is None or condition.chooser not in form.fields:
        return item
    known = [str(value) for value, _label in form.fields[condition.chooser].choices]  # type: ignore[attr-defined]
    places = [known.index(value) + 1 for value in condition.values if value in known]
    return Div(item, css_class=" ".join(["only", *(f"only-{place}" for place in places)]))


def _rows(form: Questions) -> Iterator[list[str]]:
    together = {name: row for row in form.rows for name in row}
    current: tuple[str, ...] | None = None
    names: list[str] = []
    for name in form.fields:
        row = together.get(name)
        if names and (row is None or row is not current):
            yield names
            names = []
        names, current = [*names, name], row
    if names:
        yield names
