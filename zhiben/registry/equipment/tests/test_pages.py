"""A machine's life through its pages: registered, put up, worked, moved on, taken down, scrapped, by hand."""

from typing import Any

import pytest
from django.test import Client

from tests.conformance.visible import oddities, visible_text
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import today
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.registry.agencies.models import Agency
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.equipment.models import Equipment, EquipmentOperator, EquipmentStand
from zhiben.registry.equipment.tests.conftest import Region

pytestmark = pytest.mark.django_db
KNOWN = frozenset({"QTZ", "QTZ80", "A", "T00009", "X", "JC", "SAJ40", "kN", "m"})


def clerk(agency: Agency) -> Client:
    name = f"clerk{Grant.objects.count()}"
    return client_of(make_person(name, Role.CLERK, agency=agency.pk, path=agency.path, level=agency.level))


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    page = answer.content.decode()
    assert oddities(page, known=KNOWN) == []
    return " ".join(visible_text(page))


def test_a_machine_is_kept_by_hand_and_seen_where_it_belongs(region: Region, firm: Enterprise) -> None:
    project = region.project(region.gulou, name="滨江花园")
    client, elsewhere = clerk(region.gulou), clerk(region.taijiang)
    made = client.post("/equipment/new", {
        "kind": "tower", "model": "QTZ80（6010）", "serial": "X-9", "maker": "闽东重工有限公司", "owner": "甲租赁有限公司",
        "filing_no": "闽A-T00009", "made_on": "2024-01-05",
    })  # fmt: skip
    machine = Equipment.objects.get(filing_no="闽A-T00009")
    address = f"/equipment/{machine.pk}/"
    assert (made.status_code, made["Location"]) == (302, address)
    assert "现在没有安装在任何工地上" in text_of(client.get(address))
    refused = elsewhere.post(f"{address}place", {"project": "滨江花园", "on": "2026-01-05", "status": "notified"})
    assert refused.status_code == 422
    assert not EquipmentStand.objects.exists()
    placed = client.post(f"{address}place", {
        "project": "滨江花园", "on": "2026-01-05", "status": "accepted", "installer": "丙安装有限公司", "user_unit": firm.name,
        "inspect_due_on": "2026-02-01", "accepted_on": "2026-01-20", "height_m": "45.5", "ties": "2",
    })  # fmt: skip
    assert placed.status_code == 302
    stand = EquipmentStand.objects.get()
    client.post(f"/equipment/stands/{stand.pk}/operator",
                {"job": "driver", "name": "陈大山", "cert_no": "闽A052026000001", "on": "2026-01-20"})  # fmt: skip
    text = text_of(client.get(address))
    for word in ("滨江花园", "已验收", "检测过期", "逾期未登记", "丙安装有限公司", "陈大山", "闽A052026000001", "45.5", "甲租赁有限公司",
                 "登记拆卸"):  # fmt: skip
        assert word in text
    from_afar = text_of(elsewhere.get(address))
    assert "滨江花园" not in from_afar
    assert "另有 1 条在场登记不在您的权限范围内" in from_afar
    assert "检测过期" in text_of(client.get(f"/projects/{project.pk}/"))
    mine = client_of(make_person("firm", Role.ENTERPRISE_ADMIN, agency=firm.pk, reach=ReachKind.ENTERPRISE))
    assert "QTZ80（6010）" in text_of(mine.get("/equipment/"))
    assert mine.get(f"{address}change").status_code == 403

    change = f"/equipment/stands/{stand.pk}/change"
    assert "更新安装使用" in text_of(client.get(change))
    said = {"status": "registered", "reg_no": "闽登1", "accepted_on": "2026-01-20"}
    assert client.post(change, {**said, "registered_on": "2026-01-10"}).status_code == 422
    client.post(change, {**said, "registered_on": "2026-02-10"})
    stand.refresh_from_db()
    assert (stand.status, stand.reg_no, stand.installer_id) == ("registered", "闽登1", None)
    client.post(f"/equipment/stands/{stand.pk}/dismantle", {"on": today().isoformat()})
    assert EquipmentOperator.objects.get().valid_to == today()
    client.post(f"{address}maintainer", {"unit": "戊维保有限公司", "on": "2026-01-05"})
    client.post(f"{address}scrap", {"on": today().isoformat(), "reason": "评估不合格"})
    text = text_of(client.get(address))
    for word in ("报废", "戊维保有限公司", "用过的工地", "滨江花园"):
        assert word in text
    assert "登记安装使用" not in text
