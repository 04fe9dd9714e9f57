"""Machines as records that are corrected under four eyes and merged where two are one."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.records.public import RecordField, RecordKind
from zhiben.kernel.workflow.definition import InputKind
from zhiben.kernel.workflow.engine import Party
from zhiben.registry.agencies.public import standing_at
from zhiben.registry.equipment.models import Equipment
from zhiben.registry.equipment.services import update_equipment
from zhiben.registry.equipment.terms import EquipmentKind

SAME: Final = """
select p.first, p.second, concat_ws(' ', a.model, coalesce(nullif(a.filing_no, ''), a.serial)),
       concat_ws(' ', b.model, coalesce(nullif(b.filing_no, ''), b.serial)), p.why, p.rank, d.path from (
    select a.id as first, b.id as second, 1 as rank, '制造单位和出厂编号相同' as why from equipment_equipment a
      join equipment_equipment b on b.serial_key = a.serial_key and b.maker_key = a.maker_key and b.id > a.id
     where a.serial_key <> '' and a.merged_into is null and b.merged_into is null
    union
    select a.id, b.id, 2, '产权备案编号相同' from equipment_equipment a
      join equipment_equipment b on b.filing_no = a.filing_no and b.id > a.id
     where a.filing_no <> '' and a.merged_into is null and b.merged_into is null
) p join equipment_equipment a on a.id = p.first join equipment_equipment b on b.id = p.second
    left join enterprises_enterprise e on e.id = coalesce(a.owner_id, b.owner_id)
    left join agencies_division d on d.code = e.division_code
"""


def standing(machine: Any, actor: Actor) -> dict[str, Any]:
    """The site where it stands now says who answers for it, else where its owner is registered."""
    now_on = machine.stands.filter(valid_to=None).select_related("project").order_by("-valid_from").first()
    if now_on is not None:
        names = ("agency_id", "scope", "place", "province", "city", "county")
        return {**{name: getattr(now_on.project, name) for name in names}, "where_name": now_on.project.name}
    code = machine.owner.division_code if machine.owner_id else ""
    return standing_at(code, actor.reach_id if actor.is_regulator else None)


def apply(*, actor: Actor, record_id: UUID, field: str, value: Any, at: datetime) -> None:
    update_equipment(actor=actor, equipment_id=record_id, at=at, **{field: value})


def parties(machine: Any) -> list[Party]:
    return [Party(kind="enterprise", subject_id=machine.owner_id, role="owner")] if machine.owner_id else []


def text(name: str, label: str, *shown_as: str) -> RecordField:
    return RecordField(name=name, label=label, shown_as=shown_as)


EQUIPMENT: Final = RecordKind(
    code="equipment", label="设备", model=Equipment, visible=Equipment.objects.visible_to, standing=standing,
    apply=apply, url_name="equipment:page", ledgers=("equipment",), duplicates=SAME, parties=parties,
    fields=(
        text("serial", "出厂编号"), text("maker", "制造单位"), text("model", "规格型号", "named"),
        RecordField(name="kind", label="设备类别", kind=InputKind.CHOICE, choices=tuple(EquipmentKind.choices),
                    shown_as=("type", "named")),
        RecordField(name="made_on", label="出厂日期", kind=InputKind.DATE, shown_as=("made",)),
        text("filing_no", "产权备案编号"), text("filing_agency_name", "备案机关", "filing_agency"),
        RecordField(name="filing_on", label="备案日期", kind=InputKind.DATE),
        RecordField(name="rated_moment", label="额定起重力矩（kN·m）", kind=InputKind.NUMBER, shown_as=("moment",)),
    ),
    keys=("serial_key", "filing_no"), aliases=("serial_key", "filing_no"),
    fills=("model", "maker", "maker_key", "made_on", "filing_agency_name", "filing_on", "rated_moment", "iot_no",
           "owner_id"),
)  # fmt: skip
