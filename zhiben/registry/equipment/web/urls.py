"""Addresses of equipment."""

from django.urls import path

from zhiben.registry.equipment.web import forms
from zhiben.registry.equipment.web.lists import EquipmentList, StandList
from zhiben.registry.equipment.web.page import page

app_name = "equipment"
urlpatterns = [
    path("equipment/", EquipmentList.as_view(), name="list"),
    path("equipment/stands/", StandList.as_view(), name="stands"),
    path("equipment/new", forms.register, name="register"),
    path("equipment/<uuid:equipment_id>/", page, name="page"),
    path("equipment/<uuid:equipment_id>/change", forms.change, name="change"),
    path("equipment/<uuid:equipment_id>/place", forms.place, name="place"),
    path("equipment/<uuid:equipment_id>/maintainer", forms.maintainer, name="maintainer"),
    path("equipment/<uuid:equipment_id>/scrap", forms.scrap, name="scrap"),
    path("equipment/stands/<uuid:stand_id>/change", forms.stand, name="stand"),
    path("equipment/stands/<uuid:stand_id>/operator", forms.operator, name="operator"),
    path("equipment/stands/<uuid:stand_id>/dismantle", forms.dismantle, name="dismantle"),
]
