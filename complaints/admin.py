"""What administrators may look at besides units: states and counts of the service, never what a victim wrote.

Everything is read-only: pre-complaints change at the desk only, through the services that journal it.
"""

# Django 5.2 has no subscriptable ModelAdmin at run time.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from complaints.admin_templates import ReplyTemplateAdmin
from complaints.models import Complaint, JournalEntry, OutgoingMail, SearchRecord
from units.admin_reading import ReadOnlyAdmin

__all__ = ["ComplaintAdmin", "JournalEntryAdmin", "OutgoingMailAdmin", "ReplyTemplateAdmin"]


@admin.register(Complaint)
class ComplaintAdmin(ReadOnlyAdmin):
    """Where each stands: reference, state, unit and dates. Answers, commune and day of the facts stay at the desk."""

    list_display = ("reference", "status", "unit", "filed_at", "received_at", "contacted_at", "expires_at", "erased_at")
    fields = (*list_display, "contact_due_at")
    list_filter = ("status",)
    list_select_related = ("unit",)
    search_fields = ("reference", "unit__name")
    ordering = ("-filed_at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Complaint]:
        """Without the sealed columns: they aren't even read."""
        return super().get_queryset(request).defer("identity", "statement", "tokens", "fingerprint")


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    """What the outbox owes, and why something didn't leave. No address: it is known only at the sending."""

    list_display = (
        "complaint",
        "unit",
        "officer",
        "kind",
        "recipient",
        "state",
        "attempts",
        "last_error",
        "created_at",
        "sent_at",
    )
    fields = (*list_display, "next_try_at")
    list_filter = ("state", "recipient", "kind")
    list_select_related = ("complaint", "unit", "officer")
    search_fields = ("complaint__reference", "unit__name", "last_error")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutgoingMail]:
        return super().get_queryset(request).defer("payload", "complaint__identity", "complaint__statement")


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnlyAdmin):
    """Who read or changed what, and when."""

    list_display = ("at", "act", "precision", "officer", "complaint")
    fields = list_display
    list_filter = ("act",)
    list_select_related = ("complaint", "officer")
    search_fields = ("complaint__reference", "officer__username", "officer__name")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[JournalEntry]:
        return super().get_queryset(request).defer("complaint__identity", "complaint__statement")

    @admin.display(description=_("précision"))
    def precision(self, entry: JournalEntry) -> str:
        return entry.precision


@admin.register(SearchRecord)
class SearchRecordAdmin(ReadOnlyAdmin):
    """Who searched, when and how far. What for stands there as keyed tokens, which tell nothing to whoever reads."""

    list_display = ("at", "officer", "everywhere", "found")
    fields = (*list_display, "tokens")
    list_filter = ("everywhere",)
    list_select_related = ("officer",)
    search_fields = ("officer__username", "officer__name")
    ordering = ("-pk",)
