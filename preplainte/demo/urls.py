from __future__ import annotations

from django.urls import path

from preplainte.demo import views

app_name = "demo"

urlpatterns = [
    path("", views.walk, name="walk"),
    path("courriels/", views.mails, name="mails"),
    path("courriels/<int:number>/", views.mail, name="mail"),
    path("courriels/<int:number>/html/", views.mail_html, name="mail_html"),
    path("courriels/<int:number>/source/", views.mail_source, name="mail_source"),
    path("courriels/<int:number>/pieces/<int:part>/", views.attachment, name="attachment"),
]
