"""A machine's life: registered, put up, in use, taken down, put up elsewhere, scrapped."""

from datetime import date, timedelta

import pytest

from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.base.ids import new_id
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.equipment.models import Equipment, EquipmentOperator, EquipmentParty, EquipmentStand
from zhiben.registry.equipment.public import equipment, equipment_for, stands
from zhiben.registry.equipment.queries import Terms, aged, is_aged, reminders
from zhiben.registry.equipment.services import (
    StandFacts,
    appoint_operator,
    end_stand,
    move_stand,
    name_party,
    place_equipment,
    scrap_equipment,
    update_equipment,
)
from zhiben.registry.equipment.tests.conftest import Region, crane
from zhiben.registry.people.models import Person

JAN, MAR, MAY = date(2026, 1, 5), date(2026, 3, 1), date(2026, 5, 1)


def test_a_machine_from_its_coming_to_its_leaving(
    region: Region, firm: Enterprise, manager: Person, machine: Equipment
) -> None:
    project, actor = region.project(region.gulou), region.actor(region.gulou)
    place = {"actor": actor, "equipment_id": machine.pk, "at": now()}
    with pytest.raises(NotPermitted):
        place_equipment(
            actor=region.actor(region.city), equipment_id=machine.pk, project_id=project.pk, on=JAN, at=now()
        )
    facts = StandFacts(user_unit_id=firm.pk, installer_id=firm.pk, installed_on=MAR)
    with pytest.raises(InvalidInput, match="验收日期不能早于安装日期"):
        place_equipment(**place, project_id=project.pk, on=JAN, facts=StandFacts(installed_on=MAR, accepted_on=JAN))  # type: ignore[arg-type]
    assert not EquipmentStand.objects.exists()
    stand = place_equipment(**place, project_id=project.pk, on=JAN, facts=facts)  # type: ignore[arg-type]
    with pytest.raises(WrongState, match="已在这个工程登记"):
        place_equipment(**place, project_id=project.pk, on=MAR)  # type: ignore[arg-type]
    with pytest.raises(WrongState, match="不能直接变为"):
        move_stand(actor=actor, stand_id=stand.pk, status="registered", at=now())
    for status in ("installing", "to_inspect", "to_accept", "accepted", "registered"):
        move_stand(actor=actor, stand_id=stand.pk, status=status, at=now())
    appoint_operator(actor=actor, stand_id=stand.pk, person_id=manager.pk, job="driver", cert_no="闽A052026000001",
                     on=MAR, at=now())  # fmt: skip
    with pytest.raises(WrongState, match="还在工地上"):
        scrap_equipment(actor=actor, equipment_id=machine.pk, on=MAY, reason="评估不合格", at=now())
    assert {p.role for p in EquipmentParty.objects.filter(valid_to=None)} == {"user", "installer"}
    driver = Actor(user_id=new_id(), name="企", role=Role.PRINCIPAL, reach=ReachKind.ENTERPRISE, reach_id=firm.pk)
    assert list(equipment(driver)) == [machine]

    ended = end_stand(actor=actor, stand_id=stand.pk, on=MAY, at=now())
    assert (ended.status, ended.valid_to, ended.dismantled_on) == ("dismantled", MAY, MAY)
    assert not EquipmentParty.objects.filter(valid_to=None).exists()
    assert EquipmentOperator.objects.get().valid_to == MAY
    with pytest.raises(WrongState, match="已退场"):
        end_stand(actor=actor, stand_id=stand.pk, on=MAY, at=now())
    scrap_equipment(actor=actor, equipment_id=machine.pk, on=MAY, reason="评估不合格", at=now())
    with pytest.raises(WrongState, match="已报废"):
        place_equipment(**place, project_id=project.pk, on=MAY)  # type: ignore[arg-type]


def test_two_sites_at_once_are_kept_and_one_sees_what_stands_on_ones_own(region: Region, machine: Equipment) -> None:
    here, there = region.project(region.gulou), region.project(region.taijiang, name="台江工程")
    place_equipment(actor=region.actor(region.gulou), equipment_id=machine.pk, project_id=here.pk, on=JAN, at=now())
    place_equipment(actor=region.actor(region.taijiang), equipment_id=machine.pk, project_id=there.pk, on=MAR, at=now())
    assert stands(system_actor()).on(MAY).count() == 2
    assert [s.project_id for s in stands(region.actor(region.gulou))] == [here.pk]
    assert equipment_for(region.actor(region.taijiang), machine.pk) == machine
    stranger = Actor(user_id=new_id(), name="企", role=Role.PRINCIPAL, reach=ReachKind.ENTERPRISE, reach_id=new_id())
    with pytest.raises(NotVisible):
        equipment_for(stranger, machine.pk)


def test_the_same_serial_or_filing_number_is_a_doubt_and_owners_follow_each_other(
    firm: Enterprise, machine: Equipment
) -> None:
    assert not machine.doubtful
    twin = crane(filing_no="闽A-T00002", serial="No.2024-0315")
    assert twin.doubts == ["同一制造单位、出厂编号另有登记（疑似套牌或重复登记）"]
    assert crane(serial="", filing_no="").doubts == ["没有出厂编号，无法查重", "没有产权备案编号"]
    other = Enterprise.objects.create(name="乌山租赁", name_key="乌山租赁", created_at=now())
    update_equipment(actor=system_actor(), equipment_id=machine.pk, at=now(), owner_id=firm.pk)
    name_party(
        actor=system_actor(), equipment_id=machine.pk, role="owner", enterprise_id=other.pk, on=today(), at=now()
    )
    machine.refresh_from_db()
    assert machine.owner_id == other.pk
    owners = EquipmentParty.objects.filter(equipment=machine).order_by("id").values_list("enterprise__name", "valid_to")
    assert list(owners) == [("闽江建设有限公司", today()), ("乌山租赁", None)]


def test_what_is_due_is_said_to_the_day(region: Region, machine: Equipment) -> None:
    """满10年零1日: a small tower crane made ten years ago today is not past its years, one made a day earlier is."""
    terms = Terms.of(region.gulou.path, today())
    ten_years = terms.born_before("tower_small")
    born = {"rated_moment": 400, "serial": "A1"}
    young, old = crane(made_on=ten_years, **born), crane(made_on=ten_years - timedelta(days=1), **born)
    assert [is_aged(m, terms) for m in (young, old)] == [False, True]
    crane(kind="hoist", model="SS100", serial="B1", made_on=terms.born_before("hoist_rope") - timedelta(days=1))
    crane(kind="hoist", model="SC200", serial="B2", made_on=terms.born_before("hoist_rope") - timedelta(days=1))
    assert set(Equipment.objects.filter(aged(terms)).values_list("serial", flat=True)) == {"A1", "B1"}
    project, actor = region.project(region.gulou), region.actor(region.gulou)
    facts = StandFacts(
        accepted_on=today() - timedelta(days=31), inspect_due_on=today() - timedelta(days=1),
        safety_device_due_on=today() + timedelta(days=30),
    )  # fmt: skip
    stand = place_equipment(actor=actor, equipment_id=machine.pk, project_id=project.pk, on=JAN, facts=facts, at=now())
    assert reminders(stand, terms) == ["检测过期", "标定临期", "逾期未登记"]
    stand.accepted_on = today() - timedelta(days=30)
    assert reminders(stand, terms) == ["检测过期", "标定临期"]
