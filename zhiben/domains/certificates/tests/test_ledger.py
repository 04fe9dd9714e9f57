"""证照台账 in and out: whatever comes is kept; what is odd is marked with the reason and blocks nobody."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from zhiben.domains.certificates.models import Certificate
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import CHINA, today
from zhiben.kernel.base.errors import NotPermitted, WrongState
from zhiben.kernel.papers.importing import undo_import
from zhiben.kernel.testing.tables import counts, export_table, import_table, problems, write_table
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.equipment.tests.conftest import crane
from zhiben.registry.people.models import Person
from zhiben.registry.projects.tests.conftest import NUMBER, Region

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 5, 9, tzinfo=CHINA)
HEADER = [
    "序号", "证照类别", "类别", "证书编号", "持证人", "统一社会信用代码", "身份证号", "产权备案编号", "受聘单位", "发证机关", "发证日期",
    "有效期起", "有效期止", "状态", "决定书文号", "电子证照",
]  # fmt: skip
USCC = "91350100M000100Y43"
MANAGER: list[Any] = [
    1, "三类人员证", "C2", "闽建安C2（2025）0000001", "陈大山", None, NUMBER, None, "甲建设有限公司", "省质安总站", "2025-06-01",
    "2025-06-01", "2028-05-31", "有效", None, "是",
]  # fmt: skip
WORKER = [
    2, "特种作业证", "建筑起重机械司机（塔式起重机）", "闽A052025000001", "林水生", None, "440524188001010014", None, "甲建设有限公司",
    "省质安总站", "2025-06-01", "2025-06-01", "2027-05-31", None, None, None,
]  # fmt: skip
LICENCE = [
    3, "安许证", None, "（闽）JZ安许证字〔2024〕000123", "甲建设有限公司", USCC, None, None, None, "省质安总站", "2024-06-01",
    "2024-06-01", "2027-05-31", "有效", None, None,
]  # fmt: skip
CRANE = [
    4, "使用登记证", None, "闽登2026001", "塔机", None, None, "闽A-T00001", "甲建设有限公司", "鼓楼质安站", "2026-02-20", None, None,
    None, None, None,
]  # fmt: skip
PLACES = {"kind": 1, "number": 3, "holder": 4, "uscc": 5, "id": 6, "filing": 7, "issuer": 9, "since": 11, "until": 12,
          "state": 13}  # fmt: skip


def row(like: list[Any], **cells: Any) -> list[Any]:
    new = list(like)
    for name, value in cells.items():
        new[PLACES[name]] = value
    return new


def table(path: Path, *rows: list[Any]) -> Path:
    return write_table(path, [["证照台账"], HEADER, *rows])


def everything() -> list[Any]:
    return [list(m.objects.order_by("id").values()) for m in (Certificate, Person, Enterprise)]


def doubts() -> dict[tuple[str, str], list[str]]:
    return {(c.number, c.holder_name): c.doubts for c in Certificate.objects.filter(doubtful=True)}


def test_in_again_out_and_in_changes_nothing_and_is_taken_back(region: Region, tmp_path: Path) -> None:
    crane()
    empty = everything()
    sheet = table(tmp_path / "a.xlsx", MANAGER, WORKER, LICENCE, CRANE)
    batch = import_table(sheet, at=AT)
    assert (batch.kind, *counts(batch)) == ("certificates", 4, 4, 0, 0, 0)
    by_kind = {c.kind: c for c in Certificate.objects.all()}
    manager, worker = by_kind["safety_manager"], by_kind["special_worker"]
    assert (manager.class_code, manager.electronic, manager.valid_to) == ("C2", True, date(2028, 5, 31))
    assert manager.person == Person.objects.get(name="陈大山")
    assert (worker.class_code, worker.state, worker.unmatched) == ("05", "valid", False)
    assert by_kind["crane_registration"].equipment_id is not None
    licence = by_kind["enterprise_license"]
    assert (licence.enterprise, licence.unmatched) == (Enterprise.objects.get(name="甲建设有限公司"), False)
    assert doubts() == {}

    said = everything()
    assert counts(import_table(sheet, at=AT)) == (4, 0, 0, 4, 0)
    out = export_table("certificates", tmp_path / "out.xlsx", at=AT)
    assert counts(import_table(out, at=AT)) == (4, 0, 0, 4, 0)
    assert everything() == said

    longer = import_table(table(tmp_path / "b.xlsx", row(WORKER, until="2029-05-31")), at=AT)
    assert counts(longer) == (1, 0, 1, 0, 0)
    undo_import(actor=system_actor("command"), batch_id=longer.pk, at=AT, reason="导错了")
    assert everything() == said
    turned = import_table(table(tmp_path / "c.xlsx", row(LICENCE, state="暂扣")), at=AT)
    assert counts(turned) == (1, 0, 1, 0, 0)
    with pytest.raises(WrongState):
        undo_import(actor=system_actor("command"), batch_id=turned.pk, at=AT, reason="导错了")
    assert Certificate.objects.get(kind="enterprise_license").state == "suspended"
    assert empty[0] == []


def test_a_certifier_brings_in_what_the_own_authority_issues(region: Region, tmp_path: Path) -> None:
    """Other kinds, other issuers and certificates of another authority are refused with the reason, the rest is in."""
    import_table(table(tmp_path / "a.xlsx", row(WORKER, issuer="市质安站")), at=AT)
    actor, before = region.actor(region.province, Role.CERTIFIER), everything()[0]
    elsewhere = row(MANAGER, number="闽建安C2（2025）0000009", issuer="市质安站")
    sheet = table(tmp_path / "b.xlsx", MANAGER, row(WORKER, issuer=None), LICENCE, CRANE, elsewhere)
    batch = import_table(sheet, at=AT, kind="certificates", actor=actor)
    assert counts(batch) == (5, 2, 0, 0, 3)
    assert {(row_no, column): reason for row_no, column, reason in problems(batch)} == {
        (4, "证书编号"): "这个编号的证照由市质安站颁发，请由发证机关或者本机关内勤导入",
        (6, "证照种类"): "省质安总站不颁发起重机械使用登记证，请由发证机关或者本机关内勤导入",
        (7, "发证机关"): "发证机关不是省质安总站，请由发证机关或者本机关内勤导入",
    }
    assert [one for one in everything()[0] if one["id"] == before[0]["id"]] == before
    with pytest.raises(NotPermitted):
        import_table(sheet, at=AT, kind="people", actor=actor)


def test_an_import_of_its_own_leaves_no_trace_when_taken_back(region: Region, tmp_path: Path) -> None:
    empty = everything()
    batch = import_table(table(tmp_path / "a.xlsx", MANAGER, WORKER, LICENCE), at=AT)
    undo_import(actor=system_actor("command"), batch_id=batch.pk, at=AT, reason="导错了")
    assert everything() == empty


def test_bad_ledgers_come_in_marked_with_the_reason_and_block_nobody(region: Region, tmp_path: Path) -> None:
    """Wrong check digits, overlapping validity, duplicate numbers, unknown issuers, holders only by name."""
    rows = [
        MANAGER,
        row(WORKER, id="440524188001010015"),
        row(LICENCE, uscc="91350100M000100Y44", holder="没有登记的公司"),
        row(MANAGER, number="闽建安C2（2025）0000002", since="2026-01-01", until="2029-01-01"),
        row(MANAGER, holder="林二", id=None),
        row(WORKER, number="闽A052025000009", id="11010519491231002X", holder="陈大山", issuer="某某厅"),
        row(WORKER, number="闽A05202500", holder="王五", id=None),
        row(WORKER, number="闽A052025000010", holder="赵六", id=None, until="长期有效吧"),
        row(WORKER, number="闽A052025000011", holder="钱七", id=None, kind="不知道"),
        row(CRANE, filing="闽A-T09999"),
    ]
    sheet = table(tmp_path / "bad.xlsx", *rows)
    batch = import_table(sheet, at=AT)
    assert counts(batch) == (10, 10, 0, 0, 0)
    assert problems(batch) == []
    assert len(problems(batch, "warning")) >= 5
    assert set(batch.issues.filter(column="kind").values_list("value", flat=True)) == {"不知道", ""}
    assert doubts() == {
        ("闽A052025000001", "林水生"): ["持证人：身份证号的校验码不对"],
        ("（闽）JZ安许证字〔2024〕000123", "没有登记的公司"): [
            "持证企业：统一社会信用代码的校验码不对"
        ],
        ("闽建安C2（2025）0000002", "陈大山"): ["有效期与同一持证主体的 闽建安C2（2025）0000001 重叠"],
        ("闽建安C2（2025）0000001", "林二"): ["编号与 陈大山 的证照重复"],
        ("闽A052025000009", "陈大山"): ["发证机关“某某厅”不在机构名录里"],
        ("闽A05202500", "王五"): ["证书编号的写法与该类证书不符"],
        ("闽A052025000010", "赵六"): ["有效期止“长期有效吧”认不出"],
        ("闽A052025000011", "钱七"): ["证照种类“不知道”认不出", "没有写明证照种类，按编号推断为特种作业操作资格证"],
    }  # fmt: skip
    unmatched = set(Certificate.objects.filter(unmatched=True).values_list("holder_name", flat=True))
    assert unmatched == {"没有登记的公司", "林二", "王五", "赵六", "钱七", "塔机"}
    crane()
    before = everything()
    assert counts(import_table(sheet, at=AT))[:2] == (10, 0)
    out = export_table("certificates", tmp_path / "out.xlsx", at=AT)
    settled = everything()
    assert [len(rows) for rows in settled] == [len(rows) for rows in before]
    assert counts(import_table(out, at=AT)) == (10, 0, 0, 10, 0)
    assert everything() == settled
    found = import_table(table(tmp_path / "n.xlsx", row(CRANE, filing="闽A-T00001")), at=AT)
    assert counts(found) == (1, 0, 1, 0, 0)
    assert not Certificate.objects.get(kind="crane_registration").unmatched


def test_what_is_about_to_end_goes_out_as_the_form_has_it(region: Region, tmp_path: Path) -> None:
    def until(days: int) -> str:
        return (today() + timedelta(days=days)).isoformat()

    rows = [
        row(MANAGER, until=until(-1)),
        row(MANAGER, number="闽建安C2（2025）0000002", until=until(400), since=until(1)),
        row(WORKER, until=until(29)),
        row(LICENCE, until=until(60), holder="没有登记的公司"),
        row(WORKER, number="闽A052025000008", until=until(91)),
    ]
    import_table(table(tmp_path / "a.xlsx", *rows), at=AT)
    book = export_table("expiring", tmp_path / "out.xlsx", at=AT)
    sheet = load_workbook(book).worksheets[0]
    read = [
        [str(cell).removesuffix(" 00:00:00") if cell is not None else "" for cell in line]
        for line in sheet.iter_rows(values_only=True)
    ]
    start = next(n for n, line in enumerate(read) if "对象类型" in line)
    assert [line[1:] for line in read[start : start + 4]] == [
        ["对象类型", "名称", "证照类别", "证号", "有效期止", "剩余天数", "预警级", "所在项目", "责任人", "处理状态"],
        ["人员", "陈大山", "安管人员考核合格证", "闽建安C2（2025）0000001", until(-1), "-1", "已过期", "", "甲建设有限公司", "已取得新证"],
        ["人员", "林水生", "特种作业操作资格证", "闽A052025000001", until(29), "29", "30天内", "", "甲建设有限公司", "已取得新证"],
        ["企业", "没有登记的公司", "安全生产许可证", "（闽）JZ安许证字〔2024〕000123", until(60), "60", "60天内", "", "", "未处理"],
    ]  # fmt: skip
