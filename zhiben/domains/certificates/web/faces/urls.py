"""Addresses of 人脸信息."""

from django.urls import path

from zhiben.domains.certificates.web.faces import pages
from zhiben.domains.certificates.web.faces.lists import FaceList

app_name = "faces"
urlpatterns = [
    path("faces/", FaceList.as_view(), name="list"),
    path("faces/filing/", pages.filing, name="filing"),
    path("faces/filed/", pages.filed, name="filed"),
    path("faces/<uuid:template_id>/", pages.page, name="page"),
    path("people/<uuid:person_id>/face/", pages.enrol, name="enrol"),
]
