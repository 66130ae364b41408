"""The site's addresses as the demo has them: tests run in another mode."""

from __future__ import annotations

from django.urls import include, path

from preplainte.urls import urlpatterns as site

urlpatterns = [*site, path("demo/", include("preplainte.demo.urls"))]
