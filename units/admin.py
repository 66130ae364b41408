"""Django's admin: units, their agendas and officers, for administrators only."""

# Django 5.2 has no subscriptable ModelAdmin at run time.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from units.models import Closure, Commune, Competence, Officer, OpeningRule, Unit
from units.search import find_communes


def sign_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
    """One sign-in page for the desk and the admin: an officer who isn't an administrator is told no."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise PermissionDenied
    home = reverse("admin:index")
    if request.user.is_authenticated:
        return redirect(home)
    return redirect_to_login(request.GET.get("next", home))


admin.site.login = sign_in  # type: ignore[assignment]  # replaced on purpose, as Django's documentation does
admin.site.site_header = _("Administration des unités")
admin.site.site_title = "preplainte"
admin.site.index_title = _("Unités, agendas et agents")
admin.site.unregister(Group)  # roles say it all: see Officer


class OpeningRuleInline(admin.TabularInline):
    model = OpeningRule
    extra = 0


class ClosureInline(admin.TabularInline):
    model = Closure
    extra = 0


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin):
    list_display = ("name", "institution", "city", "department", "mail_content", "receives_public")
    list_filter = ("institution", "mail_content", "receives_public")
    search_fields = ("name", "city", "code", "postal_code")
    list_per_page = 50
    show_full_result_count = False
    autocomplete_fields = ("commune",)
    inlines = (OpeningRuleInline, ClosureInline)
    fieldsets = (
        (None, {"fields": ("code", "service_number", "institution", "name", "short_name", "receives_public")}),
        (
            _("Adresse"),
            {
                "fields": (
                    "address_extra", "street", "postal_code", "city", "commune", "department",
                    "latitude", "longitude", "time_zone", "accessible",
                )
            },
        ),
        (_("Contact"), {"fields": ("phone", "mailbox", "operations_mailbox", "mail_content")}),
        (
            _("Accueil et rendez-vous"),
            {"fields": ("hours", "hours_note", "minimum_notice_hours", "horizon_days", "open_on_holidays")},
        ),
    )  # fmt: skip


@admin.register(Commune)
class CommuneAdmin(admin.ModelAdmin):
    """To be looked at and chosen from: the list itself comes from the importer."""

    list_display = ("name", "code", "department", "postal_code", "population")
    search_fields = ("name",)  # enables the box; ``get_search_results`` does the work
    list_per_page = 50
    show_full_result_count = False
    ordering = ("search_name", "code")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Commune], search_term: str
    ) -> tuple[QuerySet[Commune], bool]:
        """The search of the site: accents don't matter, codes work."""
        if not search_term.strip():
            return queryset, False
        return queryset.filter(pk__in=[commune.pk for commune in find_communes(search_term)]), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Commune | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Commune | None = None) -> bool:
        return False


@admin.register(Competence)
class CompetenceAdmin(admin.ModelAdmin):
    list_display = ("commune", "unit", "source")
    list_filter = ("source",)
    list_select_related = ("commune", "unit")
    search_fields = ("commune__search_name", "commune__code", "unit__name")
    list_per_page = 50
    show_full_result_count = False
    autocomplete_fields = ("commune", "unit")


class OfficerCreationForm(AdminUserCreationForm):
    class Meta:
        model = Officer
        fields = ("username",)


class OfficerChangeForm(UserChangeForm):
    class Meta:
        model = Officer
        fields = "__all__"


@admin.register(Officer)
class OfficerAdmin(UserAdmin):
    """Accounts. An account is made inactive, not deleted: the journal names its officer."""

    form = OfficerChangeForm
    add_form = OfficerCreationForm
    list_display = ("username", "name", "role", "number_of_units", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("username", "name", "units__name")
    ordering = ("name", "username")
    list_per_page = 50
    show_full_result_count = False
    filter_horizontal = ()
    autocomplete_fields = ("units",)
    readonly_fields = ("last_login",)
    fieldsets = (
        (None, {"fields": ("username", "password", "name", "role", "units", "is_active")}),
        (_("Dates"), {"fields": ("last_login",)}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "name", "role", "units", "usable_password", "password1", "password2"),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        officers: QuerySet[Any] = super().get_queryset(request).annotate(unit_count=Count("units"))
        return officers

    @admin.display(description=_("unités"), ordering="unit_count")
    def number_of_units(self, officer: Any) -> int:
        return int(officer.unit_count)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
