"""Addresses of the public pages."""

from django.urls import path

from zhiben.portals.public_site.web import checking, pages

app_name = "public"
urlpatterns = [
    path("", pages.landing, name="landing"),
    path("verify", pages.verify, name="verify"),
    path("verify/", checking.page, name="check-page"),
    path("verify/check", checking.check, name="check"),
    path("verify/keys", checking.keys, name="keys"),
    path("verify/status/<int:number>", checking.statuses, name="statuses"),
    path("verify/sw.js", checking.worker, name="check-worker"),
    path("verify/app.webmanifest", checking.manifest, name="check-manifest"),
]
