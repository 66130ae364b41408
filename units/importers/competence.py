"""Which unit is competent for which commune: the ministry's file, or the computed one that stands in for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from units.enums import CompetenceSource
from units.importers.copying import copy_in
from units.importers.identity import Directory, Known
from units.importers.report import Report
from units.importers.table import Row, Table, WrongFile, require_columns
from units.models import Commune, Competence
from units.territories import department_of

OFFICIAL = frozenset({"code_commune", "libelle_commune", "institution", "id_service", "service"})
COMPUTED = frozenset({"code_commune", "libelle_commune", "institution", "id_unite", "nom_unite"})
# A file may replace what weaker sources said of its communes, never what stronger ones say.
WEAKER = {
    CompetenceSource.OFFICIAL: {CompetenceSource.OFFICIAL, CompetenceSource.DERIVED, CompetenceSource.DEMO},
    CompetenceSource.DERIVED: {CompetenceSource.DERIVED, CompetenceSource.DEMO},
    CompetenceSource.DEMO: {CompetenceSource.DEMO},
}


@dataclass(frozen=True)
class Link:
    """A line of a file: this unit, competent for this commune."""

    line: int
    commune: str
    unit: UUID


def import_competence(table: Table) -> Report:
    """Bring ``Competence`` up to date for the communes of the table; those it doesn't name keep theirs."""
    source = (
        CompetenceSource.OFFICIAL
        if require_columns(table, OFFICIAL, COMPUTED) == OFFICIAL
        else CompetenceSource.DERIVED
    )
    directory = Directory()
    if not directory.units:
        raise WrongFile("There is no unit in the database: run import_units first.")
    report = Report("competences")
    write_competence(_links(table, directory, report), source=source, report=report)
    return report


def _links(table: Table, directory: Directory, report: Report) -> Iterator[Link]:
    for row in table.rows:
        report.read += 1
        if row.broken:
            report.refuse(row.line, "", row.broken)
            continue
        unit = _unit(row, directory)
        if unit is None:
            report.refuse(row.line, row["code_commune"], f"no unit, or several, could be this one: {_told(row)}")
        elif row["institution"] and row["institution"] != unit.institution:
            report.refuse(row.line, row["code_commune"], "the unit is not of this institution")
        else:
            yield Link(row.line, row["code_commune"], unit.id)


def _unit(row: Row, directory: Directory) -> Known | None:
    if row["id_unite"]:
        return directory.by_code.get(row["id_unite"])
    return directory.find(
        service_number=row["id_service"],
        institution=row["institution"],
        department=department_of(row["code_commune"]),
        name=row["service"],
    )


def _told(row: Row) -> str:
    return row["service"] or row["nom_unite"] or row["id_unite"]


def write_competence(links: Iterable[Link], *, source: CompetenceSource, report: Report) -> None:
    """Make ``source`` say this of the communes named, and nothing else; counts go to the report."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    known = set(Commune.objects.values_list("code", flat=True))
    for link in links:
        if link.commune not in known:
            report.refuse(link.line, link.commune, "the commune is unknown")
        elif link.unit in wanted[link.commune]:
            report.note(link.line, link.commune, "said twice")
        else:
            wanted[link.commune].add(link.unit)
    present: dict[str, dict[UUID, tuple[int, str]]] = defaultdict(dict)
    for pk, commune, unit, told_by in Competence.objects.values_list("pk", "commune_id", "unit_id", "source"):
        present[commune][unit] = (pk, told_by)
    new: list[Competence] = []
    gone: list[int] = []
    for commune, units in wanted.items():
        created, removed = _difference(commune, units, present[commune], source, report)
        new += created
        gone += removed
    Competence.objects.filter(pk__in=gone).delete()
    copy_in(Competence, new)
    report.created += len(new)
    report.removed += len(gone)


def _difference(
    commune: str,
    units: set[UUID],
    present: dict[UUID, tuple[int, str]],
    source: CompetenceSource,
    report: Report,
) -> tuple[list[Competence], list[int]]:
    """What to create and what to remove so that the commune has these units from this source."""
    stronger = {unit for unit, (_, told_by) in present.items() if told_by not in WEAKER[source]}
    manual_only = all(present[unit][1] == CompetenceSource.MANUAL for unit in stronger)
    if stronger and not (manual_only and source == CompetenceSource.OFFICIAL):
        report.unchanged += len(units)
        return [], []
    gone = []
    for unit, (pk, told_by) in present.items():
        if unit not in stronger and (unit not in units or told_by != source):
            gone.append(pk)
    kept = {unit for unit, (pk, _) in present.items() if pk not in gone}
    new = [Competence(commune_id=commune, unit_id=unit, source=source) for unit in sorted(units - kept)]
    report.unchanged += len(units & kept)
    return new, gone
