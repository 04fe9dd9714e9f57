"""Addresses of standing."""

from django.urls import path

from zhiben.domains.standing.web import pages
from zhiben.domains.standing.web.lists import BarList

app_name = "standing"
urlpatterns = [
    path("bars/", BarList.as_view(), name="list"),
    path("bars/new/<slug:kind>/<uuid:subject_id>/", pages.new, name="new"),
    path("bars/<uuid:bar_id>/", pages.page, name="bar"),
    path("bars/<uuid:bar_id>/lift/", pages.lift, name="lift"),
]
