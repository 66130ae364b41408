from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from units.views.invitation import invitation
from units.views.login import SignInView

app_name = "units"

urlpatterns = [
    path("connexion/", SignInView.as_view(), name="login"),
    path("invitation/<str:secret>/", invitation, name="invitation"),
    path("deconnexion/", LogoutView.as_view(), name="logout"),
]
