"""Addresses of incidents and of 责任倒查."""

from django.urls import path

from zhiben.domains.accidents.web import incident, opening, papers
from zhiben.domains.accidents.web.incident import IncidentPage
from zhiben.domains.accidents.web.lists import IncidentList, TraceList
from zhiben.domains.accidents.web.trace import TracePage

app_name = "accidents"
urlpatterns = [
    path("incidents/", IncidentList.as_view(), name="incidents"),
    path("incidents/new/", incident.new, name="incident-new"),
    path("traces/", TraceList.as_view(), name="traces"),
    path("traces/new/<slug:kind>/<uuid:subject_id>/", opening.new, name="trace-new"),
    path("traces/<uuid:trace_id>/dossier.<slug:form>", papers.document, name="dossier"),
]
urlpatterns += IncidentPage.urls("incidents/", "accidents:incident")
urlpatterns += TracePage.urls("traces/", "accidents:trace")
