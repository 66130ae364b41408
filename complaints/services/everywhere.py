"""Names and birth dates looked for in every unit, each of which has tokens of its own for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from complaints.enums import OPEN_STATUSES
from complaints.models import Complaint
from complaints.sealing import tokens
from complaints.services.terms import Arm
from units.models import Unit


def named(arms: Iterable[Arm], *, most: int) -> Q:
    """The first of those that meet an arm in any unit, in the order of a search; the arms hold nothing else.

    All tokens of a row come from one unit and one key. So each unit and key is looked up by itself, in an index that
    answers « all of these » at once: three thousand nine hundred small questions are quicker than a long one.
    """
    units = [str(pk) for pk in Unit.objects.order_by().values_list("pk", flat=True)]
    wanted = {values for arm in arms for values in product(*(criterion.values for criterion in arm))}
    found = {pk for values in wanted for pk in _together(values, units, most)}
    return Q(pk__in=found)


@transaction.atomic
def _together(values: Sequence[tuple[tokens.TokenKind, str]], units: Sequence[str], most: int) -> list[UUID]:
    columns = [tokens.query_units(kind, value, units=units) for kind, value in values]
    names = ", ".join(f"token{number}" for number in range(len(columns)))
    arrays = ", ".join("%s::bigint[]" for _column in columns)
    query = (
        f"SELECT one.id FROM unnest({arrays}) AS wanted ({names})"  # noqa: S608 -- names of ours
        f" JOIN {Complaint._meta.db_table} AS one ON one.tokens @> ARRAY[{names}]"
        " ORDER BY one.status <> ALL (%s), one.filed_at DESC, one.id LIMIT %s"
    )
    with connection.cursor() as cursor:
        # The planner takes each question for a wide one, and would read the whole table for it. Erased rows need no
        # clause, which another index would answer: they bear no token.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute(query, [*columns, list(OPEN_STATUSES), most])
        found = [pk for (pk,) in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan = on")
        cursor.execute("SET LOCAL enable_indexscan = on")
    return found
