from __future__ import annotations

from django.urls import path

from units.views.finder import find

app_name = "finder"

urlpatterns = [path("", find, name="find")]
