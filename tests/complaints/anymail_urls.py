"""The site as it is with a provider."""

from __future__ import annotations

from django.urls import include, path

from preplainte.urls import urlpatterns as site

urlpatterns = [*site, path("anymail/", include("anymail.urls"))]
