"""Addresses of people."""

from django.urls import path

from zhiben.registry.people.web.lists import PersonList
from zhiben.registry.people.web.pages import page, show_number

app_name = "people"
urlpatterns = [
    path("people/", PersonList.as_view(), name="list"),
    path("people/<uuid:person_id>/", page, name="page"),
    path("people/<uuid:person_id>/number", show_number, name="number"),
]
