"""The words of the units in Django's admin: checked line by line, tried before they serve."""

# Django 5.2 has no subscriptable ModelAdmin at run time.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.enums import ReplyPurpose
from complaints.mails import replies
from complaints.models import ReplyTemplate
from complaints.services import templates

PREFIX = "words_"


class ReplyTemplateForm(forms.ModelForm):
    """A text for each language of the site; what is wrong is said under the text, line by line."""

    class Meta:
        model = ReplyTemplate
        fields = ("purpose", "reason", "name", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            self.fields[PREFIX + code] = forms.CharField(
                label=format_lazy(_("Texte ({language})"), language=name),
                initial=self.instance.words.get(code, ""),
                required=False,  # ``templates.check`` says it in better words
                strip=False,
                widget=forms.Textarea(attrs={"rows": 8, "cols": 80, "lang": code}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        typed = {code: cleaned.get(PREFIX + code, "") for code, _name in settings.LANGUAGES}
        self.instance.words = {code: templates.tidy(text) for code, text in typed.items()}
        try:
            templates.check(self.instance.words, purpose=cleaned.get("purpose", ""))
        except templates.Faulty as faulty:
            for code, sentences in faulty.faults.items():
                self.add_error(PREFIX + code, sentences)
        return cleaned


@admin.register(ReplyTemplate)
class ReplyTemplateAdmin(admin.ModelAdmin):
    """What was used is retired, not deleted: the mail is written from it when it leaves."""

    form = ReplyTemplateForm
    change_form_template = "complaints/admin/template.html"
    list_display = ("name", "purpose", "reason", "is_active")
    list_filter = ("purpose", "reason", "is_active")
    search_fields = ("name",)
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        words = [PREFIX + code for code, _name in settings.LANGUAGES]
        return (
            (None, {"fields": ("name", "purpose", "reason", "is_active")}),
            (_("Ce que la victime lit"), {"fields": words, "description": _description()}),
        )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The texts aren't columns: the factory of the admin must not look for them."""
        kwargs["fields"] = ReplyTemplateForm.Meta.fields
        return super().get_form(request, obj, change, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview)
        return [
            path("essai/", view, name="complaints_replytemplate_try"),
            path("<uuid:pk>/essai/", view, name="complaints_replytemplate_preview"),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, pk: UUID | None = None) -> HttpResponse:
        """What it says on an invented file in each language: as it is stored or, posted, as it is being written."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        template = get_object_or_404(ReplyTemplate, pk=pk) if pk else ReplyTemplate()
        form = ReplyTemplateForm(request.POST, instance=template) if request.method == "POST" else None
        faulty = form is not None and not form.is_valid()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Essai sur un dossier inventé"),
            "opts": self.opts,
            "template": template,
            "form": form,
            "trials": [] if faulty else templates.tried(template),
            "closes": template.purpose == ReplyPurpose.DISMISS,
        }
        return render(request, "complaints/admin/preview.html", context, status=422 if faulty else 200)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and templates.is_used(obj))


def _description() -> Any:
    """The placeholders, each with what it gives."""
    placeholders = [
        gettext("%(place)s devient %(told)s") % {"place": f"{{{name}}}", "told": told}
        for name, told in replies.PLACES.items()
    ]
    return format_lazy(
        _("Du texte simple, sans lien ni mise en forme. Les retours à la ligne sont gardés. À l’envoi, {all}."),
        all=", ".join(placeholders),
    )
