"""Addresses of 现场验真."""

from django.urls import path

from zhiben.domains.certificates.web.checks import page, scanning
from zhiben.domains.certificates.web.checks.lists import CheckList
from zhiben.domains.certificates.web.checks.public import PublicCheckList

app_name = "checks"
urlpatterns = [
    path("checks/", CheckList.as_view(), name="list"),
    path("checks/new/", scanning.new, name="new"),
    path("checks/record/", scanning.record, name="record"),
    path("checks/face/", scanning.face, name="face"),
    path("checks/usage/", page.usage, name="usage"),
    path("checks/public/", PublicCheckList.as_view(), name="public"),
    path("checks/<uuid:check_id>/", page.page, name="page"),
]
