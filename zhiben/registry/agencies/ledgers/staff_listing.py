"""Staff out, as the ledger has it: without telephone numbers unless asked for, never a password."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.crypto import open_sealed
from zhiben.kernel.papers.ledger import ExportFilter
from zhiben.registry.agencies.models import Officer
from zhiben.registry.agencies.queries import path_within


def listed(wanted: ExportFilter) -> Iterator[Mapping[str, Any]]:
    """Everybody in office within the actor's division. Three queries."""
    found = Officer.objects.filter(valid_to=None).select_related("agency__division", "department")
    path = path_within(wanted.division_code) if wanted.division_code else wanted.actor.path
    if path:
        found = found.filter(agency__path__gte=path, agency__path__lt=f"{path[:-1]}/")
    officers = list(found.order_by("agency__path", "agency__kind", "agency__name", "name", "id"))
    users = User.objects.in_bulk([o.user_id for o in officers if o.user_id])
    roles = _roles()
    for officer in officers:
        user = users.get(officer.user_id) if officer.user_id else None
        yield {
            "division": officer.agency.division.full_name, "agency": officer.agency.name, "kind": officer.agency.kind,
            "department": officer.department.name if officer.department else "", "name": officer.name,
            "position": officer.position, "phone": _phone(user) if wanted.personal else "",
            "roles": "、".join(roles.get((officer.user_id, officer.agency_id), ())) if officer.user_id else "",
            "certificate_no": officer.certificate_no, "certificate_to": officer.certificate_to,
            "username": user.username if user else "",
        }  # fmt: skip


def _roles() -> dict[tuple[UUID, UUID], list[str]]:
    found: dict[tuple[UUID, UUID], list[str]] = {}
    rows = Grant.objects.in_force(now()).own().filter(reach="agency").order_by("id")
    for user_id, reach_id, role in rows.values_list("user_id", "reach_id", "role"):
        if reach_id:
            found.setdefault((user_id, reach_id), []).append(str(Role(role).label))
    return found


def _phone(user: User | None) -> str:
    cipher: Any = user.phone_cipher if user else None
    return open_sealed(bytes(cipher)) if cipher else ""
