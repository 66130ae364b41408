"""Build ``units/data/communes.csv.gz`` from the npm package @etalab/decoupage-administratif.

    python scripts/build_communes.py

Needs ``npm`` and the registry. The same version of the package always gives the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

PACKAGE = "@etalab/decoupage-administratif@6.0.0"
TARGET = Path(__file__).resolve().parent.parent / "units" / "data" / "communes.csv.gz"
TYPES = {"commune-actuelle": "COM", "arrondissement-municipal": "ARM"}
COLUMNS = (
    "code_insee", "nom", "type", "departement", "arrondissement", "epci", "codes_postaux", "population",
    "commune_parente",
)  # fmt: skip


def download(folder: Path) -> Path:
    """The package's archive, fetched by npm."""
    result = subprocess.run(
        ["npm", "pack", PACKAGE, "--silent", "--pack-destination", str(folder)],  # noqa: S607 -- npm is wherever it is
        check=True,
        capture_output=True,
        text=True,
    )
    return folder / result.stdout.split()[-1]


def read(archive: Path, name: str) -> list[dict[str, Any]]:
    with tarfile.open(archive) as package:
        member = package.extractfile(f"package/data/{name}.json")
        if member is None:
            sys.exit(f"{PACKAGE} has no {name}.json any more.")
        entries: list[dict[str, Any]] = json.load(member)
        return entries


def rows(communes: list[dict[str, Any]], groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a commune or municipal arrondissement, in the order of codes."""
    group_of = {member["code"]: group["code"] for group in groups for member in group["membres"]}
    return [
        {
            "code_insee": entry["code"],
            "nom": entry["nom"],
            "type": TYPES[entry["type"]],
            "departement": entry["departement"],
            "arrondissement": entry.get("arrondissement", ""),
            "epci": group_of.get(entry.get("commune", entry["code"]), ""),
            "codes_postaux": "|".join(entry.get("codesPostaux", [])),
            "population": entry.get("population", ""),
            "commune_parente": entry.get("commune", "") if entry["type"] == "arrondissement-municipal" else "",
        }
        for entry in sorted(communes, key=lambda entry: str(entry["code"]))
        if entry["type"] in TYPES
    ]


def write(table: list[dict[str, Any]], target: Path) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    # No time and no name in the header: the same rows give the same bytes.
    target.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        archive = download(Path(folder))
        table = rows(read(archive, "communes"), read(archive, "epci"))
    write(table, TARGET)
    sys.stdout.write(f"{TARGET.name}: {len(table)} rows, {TARGET.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
