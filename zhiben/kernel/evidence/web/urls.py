"""Addresses of files."""

from django.urls import path

from zhiben.kernel.evidence.web.views import serve_file, serve_thumbnail, serve_view

urlpatterns = [
    path("files/<uuid:file_id>", serve_file, name="file"),
    path("files/<uuid:file_id>/view", serve_view, name="file-view"),
    path("files/<uuid:file_id>/thumb", serve_thumbnail, name="file-thumb"),
]
