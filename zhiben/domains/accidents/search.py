"""Incidents and traces as something to be found."""

from zhiben.domains.accidents.models import Incident, Trace
from zhiben.domains.accidents.policies import READERS, REGULATORS
from zhiben.domains.accidents.terms import IncidentState, TraceState
from zhiben.kernel.search.sources import Source, case_columns, case_feeds, label_in_sql
from zhiben.kernel.ui.cases.addresses import case_url

INCIDENTS = Source(
    kind="incident", label="事故险情", order=120, icon="alert-triangle", roles=READERS,
    visible=Incident.objects.visible_to, tables="accidents_incident i",
    columns=case_columns(
        "i", mark=label_in_sql("i.state", IncidentState), texts="array[i.where_name, i.spot]",
    ),
    feeds=case_feeds("accidents_incident"), list_url="accidents:incidents",
    url=lambda pk, _: case_url("incident", pk),
)  # fmt: skip
TRACES = Source(
    kind="trace", label="责任倒查", order=130, icon="history", roles=REGULATORS, visible=Trace.objects.visible_to,
    tables="accidents_trace t",
    columns=case_columns("t", mark=label_in_sql("t.state", TraceState), codes="array[t.number]"),
    feeds=case_feeds("accidents_trace"), list_url="accidents:traces", url=lambda pk, _: case_url("trace", pk),
)  # fmt: skip
