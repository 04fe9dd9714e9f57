"""Machines out, as the ledger has them: one row a stand, machines that never stood anywhere by themselves."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef

from zhiben.kernel.papers.ledger import ExportFilter
from zhiben.registry.enterprises.public import names_of
from zhiben.registry.equipment.models import Equipment, EquipmentOperator, EquipmentParty, EquipmentStand
from zhiben.registry.equipment.terms import EquipmentRole, Job
from zhiben.registry.projects.public import projects

CHUNK: Final = 1000
MACHINE: Final = {
    "type": "kind", "model": "model", "moment": "rated_moment", "serial": "serial", "made": "made_on", "maker": "maker",
    "filing_no": "filing_no", "filing_agency": "filing_agency_name", "filing_on": "filing_on", "iot_no": "iot_no",
    "scrapped_on": "scrapped_on", "remark": "remark",
}  # fmt: skip
STAND: Final = {
    "since": "valid_from", "reg_no": "reg_no", "reg_date": "registered_on", "installer_grade": "installer_grade",
    "notify_date": "notified_on", "install_date": "installed_on", "inspect_org": "inspect_org",
    "inspect_no": "inspect_no", "inspect_date": "inspected_on", "inspect_due": "inspect_due_on",
    "accept_date": "accepted_on", "height": "height_m", "ties": "ties", "safety_dev_no": "safety_device_no",
    "safety_dev_due": "safety_device_due_on", "maint_on": "maintained_on", "plan_off": "plan_dismantle_on",
    "off": "dismantled_on", "status": "status",
}  # fmt: skip


def listed(wanted: ExportFilter) -> Iterator[Mapping[str, Any]]:
    """``since`` and ``until`` are days of registration of the machine."""
    machines = Equipment.objects.visible_to(wanted.actor)
    if wanted.since:
        machines = machines.filter(created_at__date__gte=wanted.since)
    if wanted.until:
        machines = machines.filter(created_at__date__lte=wanted.until)
    stands = EquipmentStand.objects.visible_to(wanted.actor)
    if wanted.division_code:
        stands = stands.filter(project__in=projects(wanted.actor).in_division(wanted.division_code).values("pk"))
        machines = machines.filter(Exists(stands.filter(equipment_id=OuterRef("pk"))))
    rows = machines.select_related("owner").order_by("filing_no", "id").iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield from _written(chunk, stands)


def _written(machines: list[Equipment], visible: Any) -> Iterator[Mapping[str, Any]]:
    ids = [m.pk for m in machines]
    stands: dict[UUID, list[EquipmentStand]] = {}
    for stand in visible.filter(equipment_id__in=ids).select_related("project").order_by("valid_from", "id"):
        stands.setdefault(stand.equipment_id, []).append(stand)
    firms = _maintainers(ids)
    shown = [stand for found in stands.values() for stand in found]
    names = names_of({u for s in shown for u in (s.user_unit_id, s.installer_id) if u})
    crews = _crews([s.pk for s in shown])
    for machine in machines:
        said = {
            **{name: getattr(machine, field) for name, field in MACHINE.items()},
            "online": {True: "yes", False: "no"}.get(machine.iot_online, "") if machine.iot_online is not None else "",
            "owner_unit": machine.owner.name if machine.owner else "", "maint": firms.get(machine.pk, ""),
        }  # fmt: skip
        for stand in stands.get(machine.pk, ()):
            project: Any = stand.project
            yield {
                **said, **{name: getattr(stand, field) for name, field in STAND.items()},
                "project_name": project.name, "supervise_no": project.supervise_no,
                "user_unit": names.get(stand.user_unit_id, "") if stand.user_unit_id else "",
                "installer": names.get(stand.installer_id, "") if stand.installer_id else "",
                "operators": crews.get(stand.pk, ""),
            }  # fmt: skip
        if machine.pk not in stands:
            yield {**said, "status": "scrapped" if machine.scrapped_on else "stored"}


def _maintainers(ids: list[UUID]) -> dict[UUID, str]:
    rows = EquipmentParty.objects.filter(equipment_id__in=ids, role=EquipmentRole.MAINTAINER, valid_to=None)
    return dict(rows.values_list("equipment_id", "enterprise__name"))


def _crews(stand_ids: list[UUID]) -> dict[UUID, str]:
    found: dict[UUID, list[str]] = {}
    rows = EquipmentOperator.objects.filter(stand_id__in=stand_ids, valid_to=None).select_related("person")
    for row in rows.order_by("job", "valid_from", "id"):
        cert = f"（{row.cert_no}）" if row.cert_no else ""
        if row.stand_id:
            found.setdefault(row.stand_id, []).append(f"{Job(row.job).label}：{row.person.name}{cert}")
    return {pk: "；".join(lines) for pk, lines in found.items()}
