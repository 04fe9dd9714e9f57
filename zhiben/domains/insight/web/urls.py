"""Addresses of the major-hazard database seen as a whole."""

from django.urls import URLPattern

app_name = "insight"
urlpatterns: list[URLPattern] = []
