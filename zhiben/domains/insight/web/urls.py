"""Addresses of the national view."""

from django.urls import path

from zhiben.domains.insight.web import pages

app_name = "insight"
urlpatterns = [
    path("database/", pages.database, name="database"),
    path("database/points", pages.points, name="points"),
    path("database/frequent", pages.most_often, name="frequent"),
    path("database/by/<slug:by>", pages.breakdown, name="breakdown"),
]
