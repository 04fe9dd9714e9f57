"""Addresses of imports, and of papers behind their QR."""

from django.urls import path

from zhiben.kernel.papers.web import downloads, faces, imports

app_name = "imports"
urlpatterns = [
    path("n/<str:token>", faces.face, name="face"),
    path("imports/", imports.ImportList.as_view(), name="imports"),
    path("imports/new", imports.new, name="new"),
    path("imports/template/<slug:kind>.xlsx", downloads.template, name="template"),
    path("exports/", downloads.choose, name="out"),
    path("exports/<slug:kind>.xlsx", downloads.export, name="export"),
    path("imports/<uuid:batch_id>/", imports.page, name="batch"),
    path("imports/<uuid:batch_id>/match", imports.match, name="match"),
    path("imports/<uuid:batch_id>/act", imports.act, name="act"),
    path("imports/<uuid:batch_id>/errors.xlsx", downloads.errors, name="errors"),
]
