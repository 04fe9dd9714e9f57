"""Addresses of the public pages."""

from django.urls import path

from zhiben.portals.public_site.web import pages

app_name = "public"
urlpatterns = [
    path("", pages.landing, name="landing"),
    path("verify", pages.verify, name="verify"),
]
