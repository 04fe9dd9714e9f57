"""Addresses of the shell."""

from django.urls import path

from zhiben.kernel.ui.pages import display

app_name = "ui"
urlpatterns = [path("display", display, name="display")]
