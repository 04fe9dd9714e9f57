"""Hazards out, as the two ledgers have them, in three queries whatever the number."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from django.db.models import Q

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.terms import HazardState, Level
from zhiben.kernel.base.clock import today
from zhiben.kernel.crypto import open_sealed
from zhiben.kernel.papers.ledger import ExportFilter
from zhiben.registry.agencies.public import names_of
from zhiben.registry.projects.public import parties_of_many

CHUNK: Final = 1000
PLAIN: Final = {
    "number": "number", "location": "location", "description": "description", "category": "category",
    "source": "source", "found": "found_on", "judged": "graded_on", "judge_by": "graded_by", "level": "level",
    "checked_by": "found_by", "stop_work": "stop_work", "list_doc": "listing_no", "measure": "measure",
    "fund_wan": "fund_wan", "resp_unit": "responsible_unit", "due": "deadline_on", "emergency": "emergency",
    "fixed": "rectified_on", "reviewed": "rechecked_on", "review_by": "rechecked_by", "closed_on": "closed_on",
    "close_doc": "close_no", "penalty": "penalty", "double_report": "double_report", "remark": "remark",
}  # fmt: skip


def major_listed(wanted: ExportFilter) -> Iterator[Mapping[str, Any]]:
    """``since`` and ``until`` are days of finding."""
    return _listed(wanted, Q(level=Level.MAJOR))


def general_listed(wanted: ExportFilter) -> Iterator[Mapping[str, Any]]:
    return _listed(wanted, Q(level=Level.GENERAL))


def _listed(wanted: ExportFilter, which: Q) -> Iterator[Mapping[str, Any]]:
    found = Hazard.objects.visible_to(wanted.actor).counted().filter(which)
    if code := wanted.division_code:
        found = found.filter(Q(county=code) | Q(city=code) | Q(province=code))
    if wanted.since:
        found = found.filter(found_on__gte=wanted.since)
    if wanted.until:
        found = found.filter(found_on__lte=wanted.until)
    codes = {c for row in found.values_list("county", "city", "province").distinct() for c in row if c}
    names = names_of(codes)
    rows = found.select_related("project").order_by("found_on", "id").iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        parties = parties_of_many({h.project_id for h in chunk}, today())
        for hazard in chunk:
            yield _line(hazard, names, parties.get(hazard.project_id, []), personal=wanted.personal)


def _line(hazard: Any, names: Mapping[str, str], parties: list[Any], *, personal: bool) -> dict[str, Any]:
    cipher = hazard.responsible_phone_cipher
    phone = open_sealed(bytes(cipher)) if personal and cipher else ""
    place = hazard.county or hazard.city or hazard.province
    return {
        **{name: getattr(hazard, field) for name, field in PLAIN.items()},
        **{p.role: p.enterprise.name for p in reversed(parties)},
        "project_name": hazard.project.name, "supervise_no": hazard.project.supervise_no,
        "region": names.get(place, ""), "clause": hazard.clause_text or hazard.clause_code,
        "listing": hazard.get_listing_level_display() if hazard.listing_level else "否",
        "closed": hazard.state == HazardState.CLOSED,
        "resp_person": [{"name": hazard.responsible_person, "phone": phone}] if hazard.responsible_person else None,
    }  # fmt: skip
