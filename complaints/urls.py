"""Addresses of the public pages and of the victims' part."""

from __future__ import annotations

from django.urls import path

from complaints.views import pages

app_name = "complaints"

urlpatterns = [
    path("", pages.home, name="home"),
    path("aide/", pages.help_page, name="help"),
    path("accessibilite/", pages.accessibility, name="accessibility"),
    path("donnees-personnelles/", pages.privacy, name="privacy"),
    path("mentions-legales/", pages.legal, name="legal"),
]
