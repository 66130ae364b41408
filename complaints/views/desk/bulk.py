"""An act on many files, in three pages: which and what, to whom, and the confirmation that says how many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.enums import BulkAction
from complaints.forms.bulk import FORMS, BulkForm
from complaints.models.complaint import ComplaintQuerySet
from complaints.refusals import Refused
from complaints.services import bulk as service
from complaints.services.bulk import Selection
from complaints.services.filters import Filters
from complaints.views.desk.exports import archive_of
from complaints.views.desk.tabs import inbox_url
from complaints.views.desk.transfer import units_for
from units.access import OfficerRequest, officer_required
from units.ids import new_id
from units.models import Officer, Unit
from units.search import LONGEST_QUESTION, meant

TICKED, PAGE, FILTER = "coches", "page", "filtre"
"""About which files: those ticked, all of the page, all that the filters find."""
CONFIRMED, SEARCHED = "confirmer", "chercher"


@dataclass(frozen=True)
class Choice:
    """What was chosen below the inbox, carried from page to page."""

    action: BulkAction
    pks: tuple[UUID, ...]
    filters: Filters
    whole: bool
    key: UUID

    @classmethod
    def read(cls, posted: QueryDict, officer: Officer) -> Choice | None:
        """``None`` without an action. Keys that aren't any are left out."""
        action = next((one for one in BulkAction if one == posted.get("action")), None)
        if action is None:
            return None
        scope = posted.get("portee", TICKED)
        names = posted.getlist("shown" if scope == PAGE else "pk")
        filters = Filters.parse(posted.get("filtre", ""), officer)
        key = _uuid(posted.get("cle", "")) or new_id()
        pks = tuple(pk for pk in map(_uuid, names) if pk)
        return cls(action, pks, filters, scope == FILTER, key)

    @property
    def selection(self) -> Selection:
        return Selection(filters=self.filters) if self.whole else Selection(pks=self.pks)

    @property
    def scope(self) -> str:
        return FILTER if self.whole else TICKED

    def found(self) -> ComplaintQuerySet:
        return self.selection.queryset(self.filters.officer, timezone.now())


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@officer_required
def bulk(request: OfficerRequest) -> HttpResponse:
    """The pages that lead to an act on many files. Reached by a GET, after signing in again: back to the inbox."""
    choice = Choice.read(request.POST, request.officer) if request.method == "POST" else None
    if choice is None:
        return redirect("desk:inbox")
    number = choice.found().count()
    if not number:
        messages.error(request, _("Cochez au moins un dossier, ou choisissez toute la liste."))
        return redirect(inbox_url(choice.filters))
    form = FORMS[choice.action](_given(request, choice), officer=request.officer)
    if not form.is_valid():
        return _asked(request, choice, form, number)
    if CONFIRMED not in request.POST:
        return _confirmation(request, choice, form, number)
    try:
        return _begun(request, choice, form, number)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(inbox_url(choice.filters))


def _given(request: OfficerRequest, choice: Choice) -> Any:
    """What was posted for the act's own questions; nothing at the first of its pages, where none was answered."""
    wanted = FORMS[choice.action].base_fields
    return request.POST if not wanted or any(name in request.POST for name in wanted) else None


def _confirmation(request: OfficerRequest, choice: Choice, form: BulkForm, number: int) -> HttpResponse:
    """How many, and what will happen; what was answered is carried along."""
    return _page(
        request,
        choice,
        "bulk_confirm.html",
        number,
        sentences=_sentences(choice, form, number),
        answers=[(name, request.POST[name]) for name in form.fields],
        background=not _at_once(choice, number),
    )


def _at_once(choice: Choice, number: int) -> bool:
    """Whether it is an archive small enough to leave in the answer."""
    return choice.action == BulkAction.EXPORT and number <= settings.EXPORT_AT_ONCE


def _begun(request: OfficerRequest, choice: Choice, form: BulkForm, number: int) -> HttpResponse:
    """The run, on its page; or at once the archive, where it is small."""
    if _at_once(choice, number):
        return archive_of(list(choice.found().with_places()), by=request.officer)
    run = service.start(
        request.officer,
        action=choice.action,
        params=form.params(),
        selection=choice.selection,
        key=choice.key,
    )
    return redirect("desk:run", run.pk)


def _asked(request: OfficerRequest, choice: Choice, form: BulkForm, number: int) -> HttpResponse:
    if choice.action == BulkAction.TRANSFER:
        question = request.POST.get("q", "").strip()[:LONGEST_QUESTION]
        return _page(request, choice, "bulk_units.html", number, question=question, units=_units(question))
    return _page(request, choice, "bulk.html", number, form=form, status=422 if form.errors else 200)


def _units(question: str) -> list[tuple[Unit, bool]]:
    """Those found, each with whether it is competent."""
    return units_for(meant(question)[0], question) if question else []


def _page(
    request: OfficerRequest, choice: Choice, template: str, number: int, *, status: int = 200, **context: Any
) -> HttpResponse:
    units = choice.filters.units
    shown = {
        "choice": choice,
        "number": number,
        "title": _title(choice.action, number),
        "unit": units[0] if len(units) == 1 else None,
        "inbox_url": inbox_url(choice.filters),
        **context,
    }
    return render(request, f"complaints/desk/{template}", shown, status=status)


def _title(action: BulkAction, number: int) -> str:
    titles: dict[BulkAction, Callable[[], str]] = {
        BulkAction.ASSIGN: lambda: ngettext("Confier %(number)s dossier", "Confier %(number)s dossiers", number),
        BulkAction.TAG: lambda: ngettext("Étiqueter %(number)s dossier", "Étiqueter %(number)s dossiers", number),
        BulkAction.TRANSFER: lambda: ngettext(
            "Transférer %(number)s dossier", "Transférer %(number)s dossiers", number
        ),
        BulkAction.PROPOSE: lambda: ngettext(
            "Proposer des rendez-vous pour %(number)s dossier",
            "Proposer des rendez-vous pour %(number)s dossiers",
            number,
        ),
        BulkAction.EXPORT: lambda: ngettext("Exporter %(number)s dossier", "Exporter %(number)s dossiers", number),
    }
    return titles[action]() % {"number": number}


def _sentences(choice: Choice, form: BulkForm, number: int) -> list[str]:
    """What is about to happen."""
    match choice.action:
        case BulkAction.ASSIGN:
            sentence = _("Agent en charge : %(officer)s, même là où un autre l’était déjà.")
            return [sentence % {"officer": form.told()}]
        case BulkAction.TAG:
            return [_("Étiquette ajoutée : « %(tag)s ».") % {"tag": form.told()}]
        case BulkAction.TRANSFER:
            return [
                _("Nouvelle unité : %(unit)s. La vôtre n’y aura plus accès.") % {"unit": form.told()},
                _("Les victimes et la nouvelle unité sont prévenues. Les rendez-vous fixés sont annulés."),
            ]
        case BulkAction.PROPOSE:
            return _slots_told(form)
        case BulkAction.EXPORT:
            return _export_told(number)


def _slots_told(form: BulkForm) -> list[str]:
    day, slots = form.cleaned_data["day"], form.cleaned_data["slots"]
    sentence = ngettext(
        "Chaque victime recevra le prochain créneau libre à partir du %(day)s.",
        "Chaque victime recevra les %(slots)s prochains créneaux libres à partir du %(day)s.",
        slots,
    )
    return [
        sentence % {"slots": slots, "day": date_format(day, "j F Y")},
        _("Les dossiers les plus urgents sont servis d’abord. Un dossier pour lequel il ne reste rien est refusé."),
        _("Les victimes sans adresse électronique confirmée seront à prévenir autrement."),
    ]


def _export_told(number: int) -> list[str]:
    told = [_("L’archive contient, pour chaque dossier, ses réponses, le PDF à signer et les pièces jointes.")]
    if number > settings.EXPORT_AT_ONCE:
        hours = {"hours": settings.EXPORT_HOURS}
        told.append(_("Elle est préparée en arrière-plan, et gardée %(hours)s heures pour vous seul.") % hours)
    return [*told, _("L’export est inscrit au journal de chaque dossier.")]
