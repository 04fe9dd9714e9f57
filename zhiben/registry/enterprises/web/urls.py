"""Addresses of enterprises."""

from django.urls import path

from zhiben.registry.enterprises.web.lists import EnterpriseList
from zhiben.registry.enterprises.web.pages import change, heads, page, register

app_name = "enterprises"
urlpatterns = [
    path("enterprises/", EnterpriseList.as_view(), name="list"),
    path("enterprises/new", register, name="register"),
    path("enterprises/<uuid:enterprise_id>/", page, name="page"),
    path("enterprises/<uuid:enterprise_id>/change", change, name="change"),
    path("enterprises/<uuid:enterprise_id>/heads", heads, name="heads"),
]
