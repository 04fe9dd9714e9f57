"""Projects out, as the ledger has them: project, parties, heads, in three queries whatever the number."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final
from uuid import UUID

from zhiben.kernel.base.coordinates import Datum
from zhiben.kernel.crypto import open_sealed
from zhiben.kernel.papers.ledger import ExportFilter
from zhiben.registry.agencies.public import agency_names, names_of
from zhiben.registry.projects.models import Project, ProjectParty, ProjectPost, ProjectQuerySet
from zhiben.registry.projects.terms import Post

PLAIN: Final = {
    "name": "name", "supervise_no": "supervise_no", "project_code": "project_code", "permit_no": "permit_no",
    "address": "address", "kind": "kind", "area": "area_m2", "price_wan": "price_wan", "structure": "structure",
    "so_count": "declared_safety_officers", "start": "start_on", "plan_end": "plan_end_on", "progress": "progress",
    "mw_count": "declared_major_works", "smw_count": "declared_oversize_works", "crane_count": "declared_cranes",
    "risk": "risk", "station": "station", "status": "status", "lat": "lat", "lng": "lng",
}  # fmt: skip
HEADS: Final = {Post.SITE_MANAGER.value: "pm", Post.CHIEF_CONSULTANT.value: "chief"}
CHUNK: Final = 1000


def listed(wanted: ExportFilter) -> Iterator[Mapping[str, Any]]:
    """``since`` and ``until`` are days of registration."""
    found = _chosen(wanted)
    names = names_of(_codes(found))
    agencies = agency_names(found.values_list("agency_id", flat=True).distinct())
    rows = found.order_by("place", "name_key", "id").iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        ids = [p.pk for p in chunk]
        parties, heads = _parties(ids), _heads(ids, personal=wanted.personal)
        for project in chunk:
            place = project.county or project.city or project.province
            yield {
                **{name: getattr(project, field) for name, field in PLAIN.items()},
                "datum": "" if project.lat is None else Datum.CGCS2000.value,
                "region": names.get(place, ""), "agency": agencies.get(project.agency_id, ""),
                **parties.get(project.pk, {}), **heads.get(project.pk, {}),
            }  # fmt: skip


def _chosen(wanted: ExportFilter) -> ProjectQuerySet:
    found = Project.objects.visible_to(wanted.actor)
    if wanted.division_code:
        found = found.in_division(wanted.division_code)
    if wanted.since:
        found = found.filter(created_at__date__gte=wanted.since)
    if wanted.until:
        found = found.filter(created_at__date__lte=wanted.until)
    return found


def _codes(found: ProjectQuerySet) -> set[str]:
    return {code for row in found.values_list("county", "city", "province").distinct() for code in row if code}


def _parties(ids: list[UUID]) -> dict[UUID, dict[str, str]]:
    found: dict[UUID, dict[str, str]] = {}
    rows = ProjectParty.objects.filter(project_id__in=ids, valid_to=None).order_by("valid_from", "id")
    for project_id, role, name in rows.values_list("project_id", "role", "enterprise__name"):
        found.setdefault(project_id, {})[role] = name
    return found


def _heads(ids: list[UUID], *, personal: bool) -> dict[UUID, dict[str, Any]]:
    found: dict[UUID, dict[str, Any]] = {}
    rows = ProjectPost.objects.filter(project_id__in=ids, valid_to=None, post__in=HEADS)
    for row in rows.select_related("person").order_by("valid_from", "id"):
        cipher: Any = row.person.phone_cipher
        phone = open_sealed(bytes(cipher)) if personal and cipher else ""
        found.setdefault(row.project_id, {})[HEADS[row.post]] = [{"name": row.person.name, "phone": phone}]
    return found
