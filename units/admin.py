"""Django's admin: units, their agendas and officers, for administrators only."""

# Django 5.2 has no subscriptable ModelAdmin at run time.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

from typing import Any

from axes.utils import reset
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Count, DateField, Field, QuerySet, TimeField
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from units import accounts
from units.admin_forms import OfficerChangeForm, OfficerCreationForm, UnitForm
from units.admin_reading import ReadOnlyAdmin
from units.models import Closure, Commune, Competence, Officer, OpeningRule, RefusedSignIn, SignIn, Unit
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


# The browser's own pickers: seven columns fit beside the menu without the admin's shortcuts.
PICKERS: dict[type[Field], dict[str, Any]] = {
    TimeField: {"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")},
    DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
}


class OpeningRuleInline(admin.TabularInline):
    model = OpeningRule
    extra = 0
    formfield_overrides = PICKERS


class ClosureInline(admin.TabularInline):
    model = Closure
    extra = 0


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin):
    form = UnitForm
    change_form_template = "units/admin_unit.html"
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
            {
                "fields": (
                    "hours", "hours_note", "open_on_holidays", "contact_clock",
                    "minimum_notice_hours", "move_cutoff_hours", "cancel_cutoff_hours", "horizon_days",
                )
            },
        ),
    )  # fmt: skip


@admin.register(Commune)
class CommuneAdmin(ReadOnlyAdmin):
    """To be looked at and chosen from: the list itself comes from the importer."""

    list_display = ("name", "code", "department", "first_postal_code", "population")
    fields = ("name", "code", "department", "district", "epci", "postal_codes", "latitude", "longitude", "population")
    search_fields = ("name",)  # enables the box; ``get_search_results`` does the work
    ordering = ("search_name", "code")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Commune], search_term: str
    ) -> tuple[QuerySet[Commune], bool]:
        """The search of the site: accents don't matter, codes work."""
        if not search_term.strip():
            return queryset, False
        return queryset.filter(pk__in=[commune.pk for commune in find_communes(search_term)]), False

    @admin.display(description=_("code postal"))
    def first_postal_code(self, commune: Commune) -> str:
        return commune.postal_code


@admin.register(Competence)
class CompetenceAdmin(admin.ModelAdmin):
    list_display = ("commune", "unit", "source")
    list_filter = ("source",)
    list_select_related = ("commune", "unit")
    search_fields = ("commune__search_name", "commune__code", "unit__name")
    list_per_page = 50
    show_full_result_count = False
    autocomplete_fields = ("commune", "unit")


@admin.register(Officer)
class OfficerAdmin(UserAdmin):
    """Accounts. An account is made inactive, not deleted: the journal names its officer.

    Nobody sets another's password: a new account and a forgotten password get an invitation, which leaves by itself.
    """

    form = OfficerChangeForm
    add_form = OfficerCreationForm
    list_display = ("username", "name", "role", "number_of_units", "is_active", "last_login", "invited_at")
    list_filter = ("role", "is_active")
    search_fields = ("username", "name", "units__name")
    actions = ("invite",)
    ordering = ("name", "username")
    list_per_page = 50
    show_full_result_count = False
    filter_horizontal = ()
    autocomplete_fields = ("units",)
    readonly_fields = ("last_login", "invited_at", "warned_at", "closed_at")
    fieldsets = (
        (None, {"fields": ("username", "name", "email", "role", "units", "may_search_all", "is_active")}),
        (_("Dates"), {"fields": readonly_fields}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "name", "email", "role", "units"),
                "description": _("Un courriel invite l’agent à choisir son mot de passe."),
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

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002 -- Django's name
        """Only officers know their password."""
        raise PermissionDenied

    def save_model(self, request: HttpRequest, obj: Officer, form: forms.ModelForm, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if change and "is_active" in form.changed_data and obj.is_active:
            accounts.reopen(obj)

    @admin.action(description=_("Inviter à choisir un mot de passe"))
    def invite(self, request: HttpRequest, queryset: QuerySet[Officer]) -> None:
        """A new link by mail; the password of before, if any, serves no more from now on."""
        chosen = list(queryset)
        reachable = [one for one in chosen if one.email and one.is_active and one.pk != request.user.pk]
        for officer in reachable:
            accounts.invite_again(officer)
            self.log_change(request, officer, gettext("Invitation envoyée."))
        if reachable:
            text = ngettext("%(count)d invitation part.", "%(count)d invitations partent.", len(reachable))
            self.message_user(request, text % {"count": len(reachable)}, messages.SUCCESS)
        if len(reachable) < len(chosen):
            text = gettext("Ni votre propre compte, ni un compte inactif ou sans adresse de service n’est invité.")
            self.message_user(request, text, messages.WARNING)


class SignInLogAdmin(ReadOnlyAdmin):
    """Who signed in or was refused, from where and when."""

    search_fields = ("username", "ip_address")
    ordering = ("-attempt_time",)

    @admin.display(description=_("identifiant"), ordering="username")
    def who(self, row: RefusedSignIn | SignIn) -> str:
        return str(row.username)

    @admin.display(description=_("adresse du réseau"), ordering="ip_address")
    def where(self, row: RefusedSignIn | SignIn) -> str:
        return row.ip_address or ""

    @admin.display(description=_("navigateur"))
    def browser(self, row: RefusedSignIn | SignIn) -> str:
        return str(row.user_agent)


@admin.register(RefusedSignIn)
class RefusedSignInAdmin(SignInLogAdmin):
    """Failures that still count: they are forgotten by a good password, after a while, or by « Débloquer »."""

    list_display = ("who", "failures", "last_try", "where")
    fields = (*list_display, "browser")
    actions = ("unlock",)

    @admin.display(description=_("échecs"), ordering="failures_since_start")
    def failures(self, row: RefusedSignIn) -> int:
        return int(row.failures_since_start)

    @admin.display(description=_("dernier essai"), ordering="attempt_time")
    def last_try(self, row: RefusedSignIn) -> Any:
        return row.attempt_time

    @admin.action(description=_("Débloquer"))
    def unlock(self, request: HttpRequest, queryset: QuerySet[RefusedSignIn]) -> None:
        """Let these names sign in again, from every address."""
        rows = {row.username: row for row in queryset if row.username}  # without a name, axes would forget everybody
        for username, row in rows.items():
            self.log_change(request, row, gettext("Débloqué."))
            reset(username=username)
        text = ngettext("%(count)d identifiant débloqué.", "%(count)d identifiants débloqués.", len(rows))
        self.message_user(request, text % {"count": len(rows)}, messages.SUCCESS)


@admin.register(SignIn)
class SignInAdmin(SignInLogAdmin):
    list_display = ("who", "began", "ended", "where")
    fields = (*list_display, "browser")

    @admin.display(description=_("connexion"), ordering="attempt_time")
    def began(self, row: SignIn) -> Any:
        return row.attempt_time

    @admin.display(description=_("déconnexion"), ordering="logout_time")
    def ended(self, row: SignIn) -> Any:
        return row.logout_time
