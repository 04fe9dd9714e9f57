"""Addresses of projects."""

from django.urls import path

from zhiben.registry.projects.web import forms
from zhiben.registry.projects.web.lists import ProjectList
from zhiben.registry.projects.web.page import page

app_name = "projects"
urlpatterns = [
    path("projects/", ProjectList.as_view(), name="list"),
    path("projects/new", forms.register, name="register"),
    path("projects/<uuid:project_id>/", page, name="page"),
    path("projects/<uuid:project_id>/change", forms.change, name="change"),
    path("projects/<uuid:project_id>/status", forms.status, name="status"),
    path("projects/<uuid:project_id>/parties", forms.parties, name="parties"),
    path("projects/<uuid:project_id>/posts", forms.posts, name="posts"),
]
