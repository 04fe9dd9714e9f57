"""Register a machine and change its facts."""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pghistory
from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import FieldError, InvalidInput, WrongState
from zhiben.kernel.base.text import clean_code, name_key, plain_text
from zhiben.kernel.events.outbox import publish
from zhiben.registry.enterprises.public import names_of
from zhiben.registry.equipment.codes import CLONED, SAME_FILING, equipment_doubts, serial_key
from zhiben.registry.equipment.events import EquipmentChanged
from zhiben.registry.equipment.models import Equipment, EquipmentParty, EquipmentQuerySet
from zhiben.registry.equipment.policies import check_may_keep, locked_equipment
from zhiben.registry.equipment.terms import EquipmentKind, EquipmentRole


@dataclass(frozen=True, kw_only=True)
class EquipmentFacts:
    """What is written about a machine. ``rated_moment`` in kN·m."""

    kind: EquipmentKind | str
    model: str = ""
    serial: str = ""
    maker: str = ""
    made_on: date | None = None
    rated_moment: Decimal | None = None
    owner_id: UUID | None = None
    filing_no: str = ""
    filing_agency_name: str = ""
    filing_on: date | None = None
    iot_no: str = ""
    iot_online: bool | None = None
    remark: str = ""


FACTS = frozenset(f.name for f in fields(EquipmentFacts))


@transaction.atomic
def register_equipment(
    *, actor: Actor, facts: EquipmentFacts, at: datetime, equipment_id: UUID | None = None
) -> Equipment:
    """登记一台设备 with its owner from today on. The same serial or filing number elsewhere is a doubt, not a refusal.

    Raises NotPermitted unless a regulator asks, InvalidInput for impossible facts.
    """
    check_may_keep(actor)
    machine = Equipment(created_at=at, **({"id": equipment_id} if equipment_id else {}))
    _fill(machine, asdict(facts), day_of(at))
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="equipment.register"):
        machine.save(force_insert=True)
        _mark_twins(machine)
        _hand_over(machine, day_of(at))
    record_act(actor=actor, verb="equipment.register", at=at, object_kind="equipment", object_id=machine.pk)
    publish(EquipmentChanged(equipment_id=str(machine.pk)), at=at)
    return machine


@transaction.atomic
def update_equipment(*, actor: Actor, equipment_id: UUID, at: datetime, **changes: Any) -> Equipment:
    """Change facts of a machine (any field of ``EquipmentFacts``); the row as it was stays in its history."""
    unknown = changes.keys() - FACTS
    if unknown:
        raise TypeError(f"no such fact of a machine: {sorted(unknown)}")
    machine = locked_equipment(actor, equipment_id)
    before = dict(vars(machine))
    _fill(machine, changes, day_of(at))
    changed = sorted(k for k, v in vars(machine).items() if not k.startswith("_") and before.get(k) != v)
    if not changed:
        return machine
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="equipment.update"):
        machine.save(update_fields=changed)
        _mark_twins(machine)
        if "owner_id" in changed:
            _hand_over(machine, day_of(at))
    record_act(
        actor=actor, verb="equipment.update", at=at, object_kind="equipment", object_id=machine.pk, fields=changed
    )
    publish(EquipmentChanged(equipment_id=str(machine.pk)), at=at)
    return machine


@transaction.atomic
def scrap_equipment(*, actor: Actor, equipment_id: UUID, on: date, reason: str, at: datetime) -> Equipment:
    """报废（备案注销）. Raises WrongState while the machine stands somewhere or when it is scrapped already."""
    machine = locked_equipment(actor, equipment_id)
    if machine.scrapped_on:
        raise WrongState("这台设备已报废")
    if machine.stands.filter(valid_to=None).exists():
        raise WrongState("设备还在工地上，拆卸后才能报废")
    if not reason.strip():
        raise InvalidInput.of("reason", "请写明报废的事由")
    if on > day_of(at):
        raise InvalidInput.of("on", "报废日期不能晚于今天")
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="equipment.scrap"):
        machine.scrapped_on = on
        machine.save(update_fields=["scrapped_on"])
    record_act(
        actor=actor, verb="equipment.scrap", at=at, object_kind="equipment", object_id=machine.pk,
        on=on.isoformat(), reason=reason.strip(),
    )  # fmt: skip
    publish(EquipmentChanged(equipment_id=str(machine.pk)), at=at)
    return machine


def _fill(machine: Equipment, values: dict[str, Any], today: date) -> None:
    for name, value in values.items():
        setattr(machine, name, plain_text(value) if isinstance(value, str) else value)
    machine.filing_no = clean_code(machine.filing_no)
    machine.serial_key, machine.maker_key = serial_key(machine.serial), name_key(machine.maker)
    _check(machine, today)
    machine.doubts = equipment_doubts(
        serial=machine.serial, filing_no=machine.filing_no, made_on=machine.made_on, filing_on=machine.filing_on
    ) + _alike(machine)
    machine.doubtful = bool(machine.doubts)


def _check(machine: Equipment, today: date) -> None:
    wrong = []
    if machine.kind not in EquipmentKind.values:
        wrong.append(FieldError(field="kind", reason="请选择设备类别"))
    if not (machine.model or machine.serial or machine.filing_no):
        wrong.append(FieldError(field="model", reason="型号、出厂编号、产权备案编号至少填一项"))
    if machine.made_on and machine.made_on > today:
        wrong.append(FieldError(field="made_on", reason="出厂日期不能晚于今天"))
    if machine.owner_id and not names_of([machine.owner_id]):
        wrong.append(FieldError(field="owner_id", reason="产权单位没有登记，请先登记企业"))
    if wrong:
        raise InvalidInput(*wrong)


def _twins(machine: Equipment) -> list[tuple[str, EquipmentQuerySet]]:
    """Others under one of its numbers, by what that makes doubtful."""
    others = Equipment.objects.filter(merged_into=None).exclude(pk=machine.pk)
    found = []
    if machine.serial_key and machine.maker_key:
        found.append((CLONED, others.filter(serial_key=machine.serial_key, maker_key=machine.maker_key)))
    if machine.filing_no:
        agency = machine.filing_agency_name
        found.append((SAME_FILING, others.filter(filing_no=machine.filing_no, filing_agency_name=agency)))
    return found


def _alike(machine: Equipment) -> list[str]:
    return [doubt for doubt, same in _twins(machine) if same.exists()]


def _mark_twins(machine: Equipment) -> None:
    """The other machine of that number is as doubtful as this one."""
    for doubt, same in _twins(machine):
        for other in same.exclude(doubts__contains=[doubt]):
            other.doubts, other.doubtful = [*other.doubts, doubt], True
            other.save(update_fields=["doubts", "doubtful"])


def _hand_over(machine: Equipment, on: date) -> None:
    """The owner named by the file owns it from this day on; who owned it before stays on record."""
    owners = EquipmentParty.objects.filter(equipment=machine, role=EquipmentRole.OWNER, valid_to=None)
    leaving = owners.exclude(enterprise_id=machine.owner_id) if machine.owner_id else owners
    leaving.update(valid_to=on)
    if machine.owner_id and not owners.filter(enterprise_id=machine.owner_id).exists():
        EquipmentParty.objects.create(
            equipment=machine, enterprise_id=machine.owner_id, role=EquipmentRole.OWNER, valid_from=on
        )
