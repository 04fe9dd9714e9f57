"""A machine on a site: it comes, moves on through the steps, and leaves."""

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
from zhiben.kernel.base.text import clean_code, plain_text
from zhiben.kernel.events.outbox import publish
from zhiben.registry.enterprises.public import names_of
from zhiben.registry.equipment.events import StandChanged
from zhiben.registry.equipment.models import EquipmentOperator, EquipmentParty, EquipmentStand
from zhiben.registry.equipment.policies import check_may_place, locked_equipment, locked_stand
from zhiben.registry.equipment.terms import NEXT, EquipmentRole, StandStatus

CODES = ("inspect_no", "reg_no", "safety_device_no")
# Days that follow each other; an inspection may be the yearly one, long after acceptance.
ORDER = (
    ("installed_on", "安装日期", "inspected_on", "检测日期"), ("installed_on", "安装日期", "accepted_on", "验收日期"),
    ("accepted_on", "验收日期", "registered_on", "使用登记日期"), ("valid_from", "进场", "valid_to", "退场"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class StandFacts:
    """What is written about a machine on a site. Enterprises by id; heights in metres."""

    user_unit_id: UUID | None = None
    installer_id: UUID | None = None
    installer_grade: str = ""
    notified_on: date | None = None
    installed_on: date | None = None
    inspect_org: str = ""
    inspect_no: str = ""
    inspected_on: date | None = None
    inspect_due_on: date | None = None
    accepted_on: date | None = None
    height_m: Decimal | None = None
    ties: int | None = None
    safety_device_no: str = ""
    safety_device_due_on: date | None = None
    reg_no: str = ""
    registered_on: date | None = None
    maintained_on: date | None = None
    plan_dismantle_on: date | None = None


FACTS = frozenset(f.name for f in fields(StandFacts))


@transaction.atomic
def place_equipment(
    *, actor: Actor, equipment_id: UUID, project_id: UUID, on: date, at: datetime, facts: StandFacts | None = None,
    status: StandStatus | str = StandStatus.NOTIFIED,
) -> EquipmentStand:  # fmt: skip
    """From ``on`` the machine stands on this site. That it stands on another too is kept: a rule finds it.

    Raises NotVisible, NotPermitted, InvalidInput (days out of order, unknown enterprise), WrongState when it is
    scrapped or stands on this very site already.
    """
    machine = locked_equipment(actor, equipment_id)
    check_may_place(actor, project_id)
    if machine.scrapped_on:
        raise WrongState("这台设备已报废，不能再安装")
    if machine.stands.filter(project_id=project_id, valid_to=None).exists():
        raise WrongState("这台设备已在这个工程登记")
    stand = EquipmentStand(
        equipment=machine, project_id=project_id, valid_from=on, status=StandStatus(status),
        **asdict(facts or StandFacts()),
    )  # fmt: skip
    _clean(stand)
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="equipment.place"):
        stand.save(force_insert=True)
        _name_parties(stand, on)
    _told(actor, stand, "equipment.place", at, on=on.isoformat())
    return stand


@transaction.atomic
def move_stand(
    *, actor: Actor, stand_id: UUID, at: datetime, status: StandStatus | str | None = None, **changes: Any
) -> EquipmentStand:
    """Change facts of a stand (any of ``StandFacts``) and, if given, take the next step.

    Raises WrongState for a step that cannot follow on the present one; InvalidInput as above. 拆卸 is ``end_stand``.
    """
    unknown = changes.keys() - FACTS
    if unknown:
        raise TypeError(f"no such fact of a stand: {sorted(unknown)}")
    stand = locked_stand(actor, stand_id)
    _check_step(stand, StandStatus(status) if status else None)
    before = dict(vars(stand))
    for name, value in changes.items():
        setattr(stand, name, value)
    if status:
        stand.status = StandStatus(status)
    _clean(stand)
    changed = sorted(k for k, v in vars(stand).items() if not k.startswith("_") and before.get(k) != v)
    if not changed:
        return stand
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="equipment.stand"):
        stand.save(update_fields=changed)
        _name_parties(stand, day_of(at))
    _told(actor, stand, "equipment.stand", at, fields=changed)
    return stand


@transaction.atomic
def end_stand(*, actor: Actor, stand_id: UUID, on: date, at: datetime) -> EquipmentStand:
    """已拆卸: from ``on`` the machine is no longer there; its users, installers and operators leave with it.

    Raises InvalidInput for a day to come or before it came, WrongState when it has left already.
    """
    stand = locked_stand(actor, stand_id)
    if stand.valid_to is not None:
        raise WrongState("这台设备已退场")
    if not stand.valid_from <= on <= day_of(at):
        raise InvalidInput.of("on", "拆卸日期不能早于进场、晚于今天")
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="equipment.dismantle"):
        stand.status, stand.valid_to, stand.dismantled_on = StandStatus.DISMANTLED, on, on
        stand.save(update_fields=["status", "valid_to", "dismantled_on"])
        for links in (EquipmentParty.objects, EquipmentOperator.objects):
            rows = links.filter(stand=stand, valid_to=None)
            rows.filter(valid_from__gt=on).update(valid_to=on, valid_from=on)
            rows.update(valid_to=on)
    _told(actor, stand, "equipment.dismantle", at, on=on.isoformat())
    return stand


def _check_step(stand: EquipmentStand, to: StandStatus | None) -> None:
    now_at = StandStatus(stand.status)
    if stand.valid_to is not None:
        raise WrongState("这台设备已退场，记录不再变更")
    if to == StandStatus.DISMANTLED:
        raise WrongState("拆卸请登记实际拆卸日期")
    if to is not None and to != now_at and to not in NEXT[now_at]:
        raise WrongState(f"设备现在是「{now_at.label}」，不能直接变为「{to.label}」")


def _clean(stand: EquipmentStand) -> None:
    for name in ("inspect_org", "installer_grade"):
        setattr(stand, name, plain_text(getattr(stand, name)))
    for name in CODES:
        setattr(stand, name, clean_code(getattr(stand, name)))
    wrong = []
    for first, earlier, second, later in ORDER:
        begun, ended = getattr(stand, first), getattr(stand, second)
        if begun and ended and ended < begun:
            wrong.append(FieldError(field=second, reason=f"{later}不能早于{earlier}"))
    named = {e for e in (stand.user_unit_id, stand.installer_id) if e}
    if len(names_of(named)) < len(named):
        wrong.append(FieldError(field="installer_id", reason="使用单位或安装单位没有登记，请先登记企业"))
    if wrong:
        raise InvalidInput(*wrong)


def _name_parties(stand: EquipmentStand, on: date) -> None:
    for role, enterprise in ((EquipmentRole.USER, stand.user_unit_id), (EquipmentRole.INSTALLER, stand.installer_id)):
        present = EquipmentParty.objects.filter(stand=stand, role=role, valid_to=None)
        leaving = present.exclude(enterprise_id=enterprise) if enterprise else present
        leaving.update(valid_to=max(on, stand.valid_from))
        if enterprise and not present.filter(enterprise_id=enterprise).exists():
            EquipmentParty.objects.create(
                equipment_id=stand.equipment_id, stand=stand, enterprise_id=enterprise, role=role,
                valid_from=max(on, stand.valid_from),
            )  # fmt: skip


def _told(actor: Actor, stand: EquipmentStand, verb: str, at: datetime, **detail: Any) -> None:
    record_act(
        actor=actor, verb=verb, at=at, object_kind="equipment", object_id=stand.equipment_id,
        project=str(stand.project_id), **detail,
    )  # fmt: skip
    publish(StandChanged(equipment_id=str(stand.equipment_id), project_id=str(stand.project_id)), at=at)
