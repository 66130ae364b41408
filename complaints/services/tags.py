"""Words by which a unit groups its pre-complaints."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import parse_qs

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.enums import Act
from complaints.models import Complaint, SavedView, Tag
from complaints.refusals import Refused
from complaints.services import journal, status
from units.models import Officer, Unit

IN_VIEWS = "etiquette"
"""How the filters of the inbox name a tag, by its key."""
LONGEST = 30
MOST = 10
INVISIBLE = ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")
"""Unicode's categories of what nobody sees: controls, marks that turn the writing round, line separators."""


class BadTag(Refused):
    """A word that can't be a tag, or one too many; the sentence says which."""


@transaction.atomic
def set_tags(complaint: Complaint, *, names: Iterable[str], by: Officer) -> Complaint:
    """Give the pre-complaint these tags and no other. ``BadTag`` when one can't be: nothing is changed then.

    A tag that the unit writes otherwise (« Incendie », « incendie ») keeps the unit's writing. Returns the locked row.
    """
    complaint = status.lock_open(complaint)
    return _become(complaint, clean(names), by=by)


@transaction.atomic
def add_tag(complaint: Complaint, *, name: str, by: Officer) -> Complaint:
    """Add one tag to those it has. Already there, nothing changes."""
    complaint = status.lock_open(complaint)
    return _become(complaint, clean([*complaint.tags.values_list("name", flat=True), name]), by=by)


@transaction.atomic
def remove_tag(complaint: Complaint, *, name: str, by: Officer) -> Complaint:
    """Take one tag away. Not there, nothing changes."""
    complaint = status.lock_open(complaint)
    kept = [one for one in complaint.tags.values_list("name", flat=True) if one != name]
    return _become(complaint, kept, by=by)


@transaction.atomic
def forget_unused() -> int:
    """Delete the words that no pre-complaint bears any more: they may say something of somebody. How many.

    A word by which a saved view narrows the inbox is kept, and one that is being given at this instant: whoever gives
    it holds its row.
    """
    free = Tag.objects.filter(complaints=None).exclude(pk__in=_of_views())
    pks = [tag.pk for tag in free.select_for_update(of=("self",), skip_locked=True).only("pk").order_by("pk")]
    gone = Tag.objects.filter(pk__in=pks, complaints=None)  # asked again, now that nobody can give them
    return len([tag.delete() for tag in gone])


def _of_views() -> list[int]:
    queries = SavedView.objects.filter(query__contains=f"{IN_VIEWS}=").values_list("query", flat=True)
    words = [word for query in queries for word in parse_qs(query).get(IN_VIEWS, [])]
    return [int(word) for word in words if word.isascii() and word.isdigit()]


def clean(names: Iterable[str]) -> list[str]:
    """The tags as they are kept: blanks unified, none twice in whatever case. ``BadTag`` with a sentence otherwise."""
    found: dict[str, str] = {}
    for name in names:
        if tag := _checked(name):
            found.setdefault(tag.casefold(), tag)
    if len(found) > MOST:
        raise BadTag(_("Pas plus de %(most)s étiquettes par dossier.") % {"most": MOST})
    return list(found.values())


def _checked(name: str) -> str:
    tag = " ".join(part for part in re.split("[ \xa0\t]+", unicodedata.normalize("NFC", name)) if part)
    if any(unicodedata.category(sign) in INVISIBLE for sign in tag):
        raise BadTag(_("Une étiquette contient un caractère invisible. Effacez-le, puis réécrivez."))
    if len(tag) > LONGEST:
        raise BadTag(
            _("« %(tag)s… » est trop long : %(most)s signes au plus.") % {"tag": tag[:LONGEST], "most": LONGEST}
        )
    return tag


def _become(complaint: Complaint, names: list[str], *, by: Officer) -> Complaint:
    tags = _of_unit(complaint.unit, names)
    before = set(complaint.tags.values_list("pk", flat=True))
    if before != {tag.pk for tag in tags}:
        complaint.tags.set(tags)
        journal.record(complaint, Act.TAGGED, by=by)
    return complaint


def _of_unit(unit: Unit, names: list[str]) -> list[Tag]:
    """The unit's own rows of these names, made where they lack; locked, so that none is swept away meanwhile."""
    wanted = {name.casefold(): name for name in names}
    known = {tag.name.casefold(): tag for tag in Tag.objects.filter(unit=unit)}
    missing = [Tag(unit=unit, name=name) for key, name in wanted.items() if key not in known]
    Tag.objects.bulk_create(missing, ignore_conflicts=True)  # a colleague may be writing the same word
    written = [known[key].name if key in known else name for key, name in wanted.items()]
    return list(Tag.objects.filter(unit=unit, name__in=written).select_for_update(no_key=True).order_by("pk"))
