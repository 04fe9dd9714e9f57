"""Who maintains a machine and who operates it, with the day from which."""

from datetime import date, datetime
from uuid import UUID

import pghistory
from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.errors import InvalidInput, NotVisible, WrongState
from zhiben.kernel.base.text import clean_code
from zhiben.kernel.events.outbox import publish
from zhiben.registry.enterprises.public import names_of
from zhiben.registry.equipment.events import EquipmentChanged
from zhiben.registry.equipment.models import EquipmentOperator, EquipmentParty
from zhiben.registry.equipment.policies import locked_equipment, locked_stand
from zhiben.registry.equipment.terms import EquipmentRole, Job
from zhiben.registry.people.public import people


@transaction.atomic
def name_party(
    *, actor: Actor, equipment_id: UUID, role: EquipmentRole | str, enterprise_id: UUID, on: date, at: datetime
) -> EquipmentParty:
    """From ``on`` this enterprise maintains (or owns) the machine; who did before leaves that day.

    Raises InvalidInput for an unknown enterprise or a day before the present one began, WrongState when it does already.
    """
    machine = locked_equipment(actor, equipment_id)
    role = EquipmentRole(role)
    if not names_of([enterprise_id]):
        raise InvalidInput.of("enterprise_id", "这家企业没有登记，请先登记企业")
    present = EquipmentParty.objects.filter(equipment=machine, role=role, stand=None, valid_to=None)
    if present.filter(enterprise_id=enterprise_id).exists():
        raise WrongState(f"这家企业现在就是{role.label}")
    if present.filter(valid_from__gt=on).exists():
        raise InvalidInput.of("on", "日期不能早于原来的开始日期")
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="equipment.party"):
        present.update(valid_to=on)
        row = EquipmentParty.objects.create(equipment=machine, role=role, enterprise_id=enterprise_id, valid_from=on)
        if role == EquipmentRole.OWNER:
            machine.owner_id = enterprise_id
            machine.save(update_fields=["owner_id"])
    record_act(
        actor=actor, verb="equipment.party", at=at, object_kind="equipment", object_id=machine.pk,
        role=role.value, enterprise=str(enterprise_id), on=on.isoformat(),
    )  # fmt: skip
    publish(EquipmentChanged(equipment_id=str(machine.pk)), at=at)
    return row


@transaction.atomic
def appoint_operator(
    *, actor: Actor, stand_id: UUID, person_id: UUID, job: Job | str, on: date, at: datetime, cert_no: str = ""
) -> EquipmentOperator:
    """From ``on`` this person drives, signals for or mounts the machine on this stand.

    Raises NotVisible for an unknown person, InvalidInput for a day before the machine came, WrongState when they do
    already or the machine has left.
    """
    stand = locked_stand(actor, stand_id)
    job = Job(job)
    if stand.valid_to is not None:
        raise WrongState("这台设备已退场")
    if on < stand.valid_from:
        raise InvalidInput.of("on", f"日期不能早于设备进场（{stand.valid_from}）")
    if not people(actor).filter(pk=person_id).exists():
        raise NotVisible("没有这个人")
    if EquipmentOperator.objects.filter(stand=stand, job=job, person_id=person_id, valid_to=None).exists():
        raise WrongState(f"此人现在就是{job.label}")
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="equipment.operator"):
        row = EquipmentOperator.objects.create(
            equipment_id=stand.equipment_id, stand=stand, person_id=person_id, job=job, cert_no=clean_code(cert_no),
            valid_from=on,
        )  # fmt: skip
    _told(actor, row, at, on)
    return row


@transaction.atomic
def relieve_operator(*, actor: Actor, operator_id: UUID, on: date, at: datetime) -> None:
    """From ``on`` no longer. Raises NotVisible, WrongState when it has ended, InvalidInput for a day before it began."""
    row = EquipmentOperator.objects.select_for_update(of=("self",)).filter(pk=operator_id).first()
    if row is None or row.stand_id is None:
        raise NotVisible("没有这条操作人员记录")
    locked_stand(actor, row.stand_id)
    if row.valid_to is not None:
        raise WrongState("此人已不在岗")
    if on < row.valid_from:
        raise InvalidInput.of("on", f"日期不能早于上岗日期（{row.valid_from}）")
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="equipment.operator"):
        row.valid_to = on
        row.save(update_fields=["valid_to"])
    _told(actor, row, at, on)


def _told(actor: Actor, row: EquipmentOperator, at: datetime, on: date) -> None:
    record_act(
        actor=actor, verb="equipment.operator", at=at, object_kind="equipment", object_id=row.equipment_id,
        person=str(row.person_id), job=row.job, on=on.isoformat(), left=row.valid_to is not None,
    )  # fmt: skip
    publish(EquipmentChanged(equipment_id=str(row.equipment_id)), at=at)
