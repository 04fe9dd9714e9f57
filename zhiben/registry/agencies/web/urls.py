"""Addresses of agencies, divisions, parameters and the calendar."""

from django.urls import path

from zhiben.registry.agencies.web.agencies import (
    AgencyList,
    add_agency_page,
    add_officer_page,
    show_agency,
    sign_rules_page,
)
from zhiben.registry.agencies.web.calendar import set_day_page, show_calendar
from zhiben.registry.agencies.web.divisions import DivisionList, add_zone_page
from zhiben.registry.agencies.web.parameters import list_parameters, set_parameter_page, show_parameter

app_name = "agencies"
urlpatterns = [
    path("agencies/", AgencyList.as_view(), name="list"),
    path("agencies/new", add_agency_page, name="add"),
    path("agencies/<uuid:agency_id>/", show_agency, name="agency"),
    path("agencies/<uuid:agency_id>/sign-rules", sign_rules_page, name="sign_rules"),
    path("agencies/<uuid:agency_id>/officers/new", add_officer_page, name="add_officer"),
    path("divisions/", DivisionList.as_view(), name="divisions"),
    path("divisions/zones/new", add_zone_page, name="add_zone"),
    path("parameters/", list_parameters, name="parameters"),
    path("parameters/<str:key>/", show_parameter, name="parameter"),
    path("parameters/<str:key>/set", set_parameter_page, name="set_parameter"),
    path("calendar/", show_calendar, name="calendar"),
    path("calendar/set", set_day_page, name="set_day"),
]
