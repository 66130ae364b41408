"""Addresses of the whole site; those of each application are in its own ``urls.py``."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from preplainte import health

handler400 = "complaints.views.csrf.bad_request"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    # Exempt: a visitor who only reads gets no cookie, and the worst a forged request does is change the language.
    path("i18n/setlang/", csrf_exempt(set_language), name="set_language"),
    path("admin/", admin.site.urls),
    path("agents/", include("units.urls")),
    path("agents/", include("complaints.desk_urls")),
    path("unites/", include("units.public_urls")),
    path("", include("complaints.urls")),
]

if settings.BY_PROVIDER:
    urlpatterns.append(path("anymail/", include("anymail.urls")))

if settings.DEMO:
    urlpatterns.append(path("demo/", include("preplainte.demo.urls")))
