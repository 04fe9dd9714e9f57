"""What a dossier says: everything a trace holds, as plain values. Frozen when the trace is concluded."""

from itertools import groupby
from typing import Any, Final

from zhiben.domains.accidents.models import Trace
from zhiben.domains.accidents.terms import EvidenceKind
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.parameters.queries import value_of
from zhiben.registry.agencies.public import agency

DOSSIER: Final = "trace"


def dossier_content(trace: Trace) -> dict[str, Any]:
    """案卷: the reasons with their basis, the subject, evidence by kind, must-do items, who was found responsible."""
    office = agency(trace.agency_id)
    return {
        "version": 1, "name": str(value_of("accidents.dossier_name", path=trace.place, on=trace.happened_on)),
        "number": trace.number, "agency": {"name": office.name, "phone": office.phone, "address": office.address},
        "title": trace.title, "where": trace.where_name, "happened_on": trace.happened_on.isoformat(),
        "begun_on": _iso(trace.begun_on), "investigator": trace.investigator,
        "triggers": [
            {"code": t.code, "label": t.get_code_display(), "words": t.words, "basis": t.basis, "numbers": t.numbers}
            for t in trace.triggers.order_by("at", "id")
        ],
        "gathered_on": _iso(day_of(trace.gathered_at)) if trace.gathered_at else "",
        "evidence": _evidence(trace),
        "tasks": [
            {"name": t.name, "state": t.get_state_display(), "note": t.note, "by": t.done_by, "on": _iso(t.done_on)}
            for t in trace.tasks.order_by("position")
        ],
        "cause": trace.cause, "opinion": trace.opinion, "concluded_on": _iso(trace.concluded_on),
        "responsible": [
            {"unit": p.unit, "person": p.person, "post": p.post, "blame": p.get_blame_display(), "finding": p.finding}
            for p in trace.responsible.order_by("position")
        ],
    }  # fmt: skip


def _evidence(trace: Trace) -> list[dict[str, Any]]:
    """By kind, in the order of the dossier."""
    rows = trace.evidence.order_by("position")
    return [
        {
            "kind": kind, "label": str(EvidenceKind(kind).label),
            "lines": [
                {
                    "since": _iso(e.since), "until": _iso(e.until), "words": e.words, "who": e.who, "source": e.source,
                    "connected": e.connected, "flow": e.flow, "id": str(e.object_id or ""),
                }
                for e in group
            ],
        }
        for kind, group in groupby(rows, key=lambda e: e.kind)
    ]  # fmt: skip


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""
