"""Addresses of the criteria."""

from django.urls import path

from zhiben.domains.criteria.web.library import general, library
from zhiben.domains.criteria.web.one import one_clause
from zhiben.domains.criteria.web.picker import picker

app_name = "criteria"
urlpatterns = [
    path("criteria/", library, name="library"),
    path("criteria/general", general, name="general"),
    path("criteria/picker", picker, name="picker"),
    path("criteria/<str:code>/", one_clause, name="clause"),
]
