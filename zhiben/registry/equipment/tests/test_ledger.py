"""起重机械台账 in and out: good rows, odd rows, the same file twice, out and in again, taken back."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.papers.importing import undo_import
from zhiben.kernel.testing.tables import counts, export_table, import_table, problems, write_table
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.equipment.ledgers.spreads import firm_and_grade, inspection, workers
from zhiben.registry.equipment.models import Equipment, EquipmentOperator, EquipmentParty, EquipmentStand
from zhiben.registry.equipment.tests.conftest import Region
from zhiben.registry.people.models import Person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 5, 9, tzinfo=CHINA)
HEADER = [
    "序号", "工程名称", "设备类别", "规格型号", "出厂编号", "出厂日期", "制造单位", "产权单位", "产权备案编号", "使用登记证号", "登记日期",
    "安装单位及资质", "安装告知日期", "检测单位", "检测报告编号", "检测日期", "检测有效期止", "验收日期", "安装高度/附着道数",
    "司机、信号工姓名及证号", "防坠安全器编号及标定到期", "维保单位", "最近维保", "监测设备编号", "在线状态", "计划拆卸", "实际拆卸",
    "状态", "备注",
]  # fmt: skip
TOWER: list[Any] = [
    1, "滨江花园", "塔吊", "QTZ63", "T-001", "2020-05-01", "闽东重工有限公司", "甲租赁有限公司", "闽A-T00001", "闽登2026001",
    "2026-02-20", "丙安装有限公司（起重设备安装二级）", "2026-01-10", "丁检测有限公司", "JC-1", "2026-01-20", "2027-01-19", "2026-01-25",
    "45.5/2", "司机：陈大山（闽A052026000001）、信号工林二 闽A042026000002", None, "戊维保有限公司", "2026-02-28", "B0001", "在线",
    "2026-12-01", None, "在用", "与塔机2号群塔作业",
]  # fmt: skip
HOIST: list[Any] = [
    2, "滨江花园", "施工电梯", "SC200/200", "S-001", "2021-05-01", "闽东重工有限公司", "甲租赁有限公司", "闽A-S00001", None, None,
    None, None, None, None, None, None, "2026-02-01", None, None, "SAJ40-7，2026-12-31", None, None, None, None, None, None,
    None, None,
]  # fmt: skip


def row(like: list[Any], **cells: Any) -> list[Any]:
    named = {
        "site": 1, "kind": 2, "model": 3, "serial": 4, "made": 5, "maker": 6, "owner": 7, "filing": 8, "registered": 10,
        "accepted": 17, "crew": 19, "off": 26, "status": 27,
    }  # fmt: skip
    new = list(like)
    for name, value in cells.items():
        new[named[name]] = value
    return new


def table(path: Path, *rows: list[Any]) -> Path:
    return write_table(path, [["建筑起重机械台账"], HEADER, *rows])


def everything() -> list[Any]:
    tables = (Equipment, EquipmentStand, EquipmentParty, EquipmentOperator, Enterprise, Person)
    return [list(m.objects.order_by("id").values()) for m in tables]


def test_cells_that_say_several_things() -> None:
    crew, odd = workers("司机：张三（闽A052026000001）；李四，信号司索工 王五 闽A042026000002、？？")
    assert [(w.job.label, w.name, w.cert_no) for w in crew] == [
        ("司机", "张三", "闽A052026000001"), ("司机", "李四", ""), ("信号司索工", "王五", "闽A042026000002"),
    ]  # fmt: skip
    assert odd == ["？？"]
    assert firm_and_grade("丙安装有限公司（二级）") == {"installer": "丙安装有限公司", "installer_grade": "二级"}
    assert inspection("丁检测公司、JC-1、2026年1月2日") == {
        "inspect_org": "丁检测公司", "inspect_no": "JC-1", "inspect_date": "2026年1月2日",
    }  # fmt: skip


def test_in_again_out_and_in_changes_nothing_and_is_taken_back(region: Region, tmp_path: Path) -> None:
    region.project(region.gulou, name="滨江花园")
    empty = everything()
    sheet = table(tmp_path / "a.xlsx", TOWER, HOIST)
    batch = import_table(sheet, at=AT)
    assert (batch.kind, *counts(batch)) == ("equipment", 2, 2, 0, 0, 0)
    tower = Equipment.objects.get(filing_no="闽A-T00001")
    assert (tower.kind, str(tower.rated_moment), tower.doubts, tower.iot_online) == ("tower", "630.00", [], True)
    stand = EquipmentStand.objects.get(equipment=tower)
    assert (stand.status, stand.valid_from, stand.ties, stand.installer_grade) == (
        "registered", date(2026, 1, 10), 2, "起重设备安装二级",
    )  # fmt: skip
    assert {(p.role, p.enterprise.name) for p in EquipmentParty.objects.filter(equipment=tower)} == {
        ("owner", "甲租赁有限公司"), ("maintainer", "戊维保有限公司"), ("installer", "丙安装有限公司"),
    }  # fmt: skip
    assert {(o.job, o.person.name, o.cert_no) for o in EquipmentOperator.objects.all()} == {
        ("driver", "陈大山", "闽A052026000001"), ("signaller", "林二", "闽A042026000002"),
    }  # fmt: skip
    hoist = EquipmentStand.objects.get(equipment__kind="hoist")
    assert (hoist.status, hoist.safety_device_no, hoist.safety_device_due_on) == (
        "accepted", "SAJ40-7", date(2026, 12, 31),
    )  # fmt: skip

    said = everything()
    assert counts(import_table(sheet, at=AT)) == (2, 0, 0, 2, 0)
    out = export_table("equipment", tmp_path / "out.xlsx", at=AT)
    assert counts(import_table(out, at=AT)) == (2, 0, 0, 2, 0)
    assert everything() == said

    moved = import_table(
        table(
            tmp_path / "b.xlsx", row(TOWER, owner="乙租赁有限公司", crew="司机：陈大山"), row(HOIST, off="2026-03-01")
        ),
        at=AT,
    )
    assert counts(moved) == (2, 0, 2, 0, 0)
    assert EquipmentOperator.objects.get(job="signaller").valid_to == AT.date()
    assert EquipmentStand.objects.get(equipment__kind="hoist").valid_to == date(2026, 3, 1)
    owners = EquipmentParty.objects.filter(equipment=tower, role="owner").order_by("id")
    assert list(owners.values_list("enterprise__name", "valid_to")) == [
        ("甲租赁有限公司", AT.date()), ("乙租赁有限公司", None),
    ]  # fmt: skip
    undo_import(actor=system_actor("command"), batch_id=moved.pk, at=AT, reason="导错了")
    assert everything() == said
    undo_import(actor=system_actor("command"), batch_id=batch.pk, at=AT, reason="导错了")
    assert everything() == empty


def test_odd_rows_come_in_marked_with_the_reason_and_block_nobody(region: Region, tmp_path: Path) -> None:
    region.project(region.gulou, name="滨江花园")
    region.project(region.taijiang, name="台江新村")
    rows = [
        TOWER,
        row(TOWER, site="台江新村"),
        row(TOWER, filing="闽A-T00002"),
        row(TOWER, serial="T-009"),
        row(HOIST, site="没有登记的工程"),
        row(HOIST, serial=None, filing=None, model="SC100"),
        row(HOIST, serial=None, filing=None, model="SC100"),
        row(HOIST, serial="S-3", filing="闽A-S00003", accepted="2021-01-01"),
    ]
    sheet = table(tmp_path / "odd.xlsx", *rows)
    batch = import_table(sheet, at=AT)
    assert counts(batch) == (8, 8, 0, 0, 0)
    said = {
        (m.filing_no, m.serial, m.model): m.doubts for m in Equipment.objects.filter(doubtful=True).order_by("id")
    }  # fmt: skip
    cloned, filed = "同一制造单位、出厂编号另有登记（疑似套牌或重复登记）", "产权备案编号与另一台设备相同"
    assert said == {
        ("闽A-T00001", "T-001", "QTZ63"): [cloned, filed], ("闽A-T00002", "T-001", "QTZ63"): [cloned],
        ("闽A-T00001", "T-009", "QTZ63"): [filed],
        ("闽A-S00001", "S-001", "SC200/200"): ["台账所写工程没有登记，安装使用待匹配：没有登记的工程"],
        ("", "", "SC100"): ["没有出厂编号，无法查重", "没有产权备案编号"],
        ("闽A-S00003", "S-3", "SC200/200"): ["验收日期早于出厂日期"],
    }  # fmt: skip
    assert Equipment.objects.filter(model="SC100").count() == 2
    two_sites = EquipmentStand.objects.filter(equipment__filing_no="闽A-T00001", equipment__serial="T-001")
    assert two_sites.filter(valid_to=None).count() == 2
    assert {"没有登记过这个工程；设备照样登记，安装使用待匹配"} <= {p[2] for p in problems(batch, "warning")}
    before = everything()
    assert counts(import_table(sheet, at=AT)) == (8, 0, 0, 8, 0)
    assert everything() == before
