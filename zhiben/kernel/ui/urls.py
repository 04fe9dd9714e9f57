"""Addresses of the shell."""

from django.urls import path

from zhiben.kernel.ui.lists.saved import delete_filter, save_filter
from zhiben.kernel.ui.pages import display

app_name = "ui"
urlpatterns = [
    path("display", display, name="display"),
    path("filters", save_filter, name="save_filter"),
    path("filters/<uuid:filter_id>/delete", delete_filter, name="delete_filter"),
]
