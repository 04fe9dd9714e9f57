"""Ledgers of hazards in and out."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.services.hazards import take_step
from zhiben.domains.hazards.tests.factories import Site, make_site, photo
from zhiben.domains.hazards.workflow import HAZARD_FLOW
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import CHINA, end_of_day, start_of_day
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.papers.importing import check_import, replace_value, undo_import
from zhiben.kernel.papers.models import ImportIssue
from zhiben.kernel.testing.tables import check_table, counts, export_table, import_table, problems, write_table
from zhiben.kernel.workflow.backfill import switch_on
from zhiben.kernel.workflow.models import CaseMove, CaseParty, Todo

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 5, 9, tzinfo=CHINA)
HEADER = [
    "序号", "隐患编号", "工程名称", "项目所在地", "建设/施工/监理单位", "隐患部位", "隐患描述", "隐患类别", "判定依据（条款）", "发现方式",
    "发现日期", "判定日期与判定人", "是否停工", "是否挂牌督办及层级", "督办文号", "整改措施", "整改资金（万元）", "整改责任单位",
    "整改责任人及电话", "整改时限", "应急措施", "整改完成日期", "复查（验收）人及日期", "是否销号", "销号文号", "处罚情况",
    "是否向职代会及部门双报告", "佐证材料", "备注",
]  # fmt: skip
OPEN: list[Any] = [
    1, "ZD001", "青石路安置房一期工程", "鼓楼区", "甲置业/闽江建设有限公司（青石路安）/丙监理", "3号楼基坑",
    "坡顶堆载超限\n未按方案卸载", "基坑",
    "建质规〔2024〕5号第五条第（四）项", "监督抽查", date(2026, 5, 6), "2026-05-06 王五", "是", "是（市级）", "榕督〔2026〕1号",
    "卸载", 12.5, "闽江建设有限公司", "张三 13800138000", "2026.5.20", "撤人", None, None, "否", None, None, "是", None, None,
]  # fmt: skip
CLOSED: list[Any] = [
    2, "ZD002", "青石路安置房一期工程", "鼓楼", "甲/乙/丙", "2号楼", "连墙件缺失", "脚手架", "2024-8.1", "企业自查", "20260401", "李四",
    "否", "否", None, "补设", "3000元", "闽江建设有限公司", "李四", "2026年4月10日", None, "2026-04-08", "王五 2026年4月9日", "√",
    "榕销〔2026〕2号", "无", "否", None, "已归档",
]  # fmt: skip


@pytest.fixture
def site(db: None) -> Site:
    return make_site()


def table(path: Path, *rows: list[Any]) -> Path:
    return write_table(path, [["重大事故隐患台账"], HEADER, *rows])


def changed(row: list[Any], **cells: Any) -> list[Any]:
    return [next((v for k, v in cells.items() if h.startswith(k)), c) for h, c in zip(HEADER, row, strict=True)]


def hand_in(site: Site, hazard: Hazard) -> None:
    take_step(
        actor=site.inspector, hazard_id=hazard.pk, action="submit", at=AT, result="已卸载", on_behalf_of="项目部",
        after_photos=[photo(site.inspector, "after")],
    )  # fmt: skip


def test_every_column_finds_its_place_with_the_ledgers_own_days(site: Site, tmp_path: Path) -> None:
    batch = import_table(table(tmp_path / "a.xlsx", OPEN, CLOSED), at=AT)
    assert (batch.kind, counts(batch), problems(batch)) == ("hazards", (2, 2, 0, 0, 0), [])
    first, second = Hazard.objects.order_by("number")
    assert (first.project_id, first.agency_id, first.place) == (site.project.pk, site.agency.pk, "35.3501.350102.")
    assert (first.state, first.level, first.source, first.category) == ("RECTIFYING", "MAJOR", "SUPERVISION", "基坑")
    assert (first.clause_code, first.clause_text) == ("2024-5.4", "建质规〔2024〕5号第五条第（四）项")
    assert (first.found_on, first.graded_on, first.graded_by) == (date(2026, 5, 6), date(2026, 5, 6), "王五")
    assert first.description == "坡顶堆载超限\n未按方案卸载"
    assert (first.listing_level, first.listing_no, first.stop_work) == ("CITY", "榕督〔2026〕1号", True)
    assert (first.fund_wan, first.responsible_person) == (Decimal("12.5"), "张三")
    assert (first.responsible_phone_masked, first.double_report) == ("138****8000", True)
    assert (first.deadline_on, first.due_at) == (date(2026, 5, 20), end_of_day(date(2026, 5, 20)))
    assert (first.backfilled, first.silent, first.seq, first.closed_at) == (True, True, 1, None)
    assert (second.state, second.closed_on, second.closed_at) == (
        "CLOSED", date(2026, 4, 9), end_of_day(date(2026, 4, 9)),
    )  # fmt: skip
    assert (second.fund_wan, second.rechecked_by, second.listing_level) == (Decimal("0.3"), "王五", "")
    assert (second.penalty, second.remark, second.close_no) == ("无", "已归档", "榕销〔2026〕2号")
    move = CaseMove.objects.get(case_id=first.pk)
    assert (move.action, move.target, move.at) == ("backfill", "RECTIFYING", start_of_day(date(2026, 5, 6)))
    assert set(CaseParty.objects.filter(case_id=first.pk).values_list("kind", "role")) == {
        ("project", "site"), ("enterprise", "contractor"),
    }  # fmt: skip
    assert not Todo.objects.exists()


def test_the_same_file_and_its_export_change_nothing(site: Site, tmp_path: Path) -> None:
    path = table(tmp_path / "a.xlsx", OPEN, CLOSED, changed(OPEN, 隐患编号=None, 隐患描述="没有编号的一条"))
    import_table(path, at=AT)
    before = list(Hazard.objects.order_by("id").values())
    assert counts(import_table(path, at=AT)) == (3, 0, 0, 3, 0)
    assert counts(import_table(export_table("hazards", tmp_path / "o.xlsx", at=AT), at=AT)) == (3, 0, 0, 3, 0)
    assert list(Hazard.objects.order_by("id").values()) == before
    assert CaseMove.objects.count() == 3


def test_next_months_ledger_closes_what_it_closes(site: Site, tmp_path: Path) -> None:
    import_table(table(tmp_path / "a.xlsx", OPEN), at=AT)
    row = changed(OPEN, 整改完成="2026-05-18", 复查="王五 2026-05-19", 是否销号="是")
    batch = import_table(table(tmp_path / "b.xlsx", row), at=AT)
    assert counts(batch) == (1, 0, 1, 0, 0)
    hazard = Hazard.objects.get()
    assert (hazard.state, hazard.closed_on, hazard.due_at, hazard.seq) == ("CLOSED", date(2026, 5, 19), None, 2)
    assert list(CaseMove.objects.order_by("seq").values_list("seq", "source", "target", "at")) == [
        (1, "", "RECTIFYING", start_of_day(date(2026, 5, 6))),
        (2, "RECTIFYING", "CLOSED", end_of_day(date(2026, 5, 19))),
    ]
    assert counts(import_table(table(tmp_path / "c.xlsx", row), at=AT)) == (1, 0, 0, 1, 0)
    with pytest.raises(WrongState, match="办理经过不能抹去"):
        undo_import(actor=system_actor(), batch_id=batch.id, at=AT)
    reopened = check_table(table(tmp_path / "d.xlsx", OPEN), at=AT)
    assert problems(reopened) == [(3, "是否销号", "系统里这条隐患已销号，台账却写未销号，请核对")]


def test_what_is_worked_on_here_is_not_changed_by_a_ledger(site: Site, tmp_path: Path) -> None:
    import_table(table(tmp_path / "a.xlsx", OPEN), at=AT)
    hazard = Hazard.objects.get()
    switch_on(HAZARD_FLOW, [hazard.pk], actor=site.inspector, at=AT)
    hand_in(site, hazard)
    row = changed(OPEN, 是否销号="是", 隐患描述="另一种说法", 复查="王五 2026-05-19")
    batch = import_table(table(tmp_path / "b.xlsx", row), at=AT)
    assert counts(batch) == (1, 0, 0, 1, 0)
    assert problems(batch, "warning")[0][2].startswith("这条隐患已在系统里办理")
    hazard.refresh_from_db()
    assert (hazard.state, hazard.description) == ("SUBMITTED", "坡顶堆载超限\n未按方案卸载")


def test_undo_takes_the_hazards_away_and_leaves_the_trace(site: Site, tmp_path: Path) -> None:
    batch = import_table(table(tmp_path / "a.xlsx", OPEN, CLOSED), at=AT)
    undo_import(actor=system_actor(), batch_id=batch.id, at=AT)
    assert not Hazard.objects.exists()
    assert not CaseParty.objects.filter(flow="hazard").exists()
    assert CaseMove.objects.filter(action="backfill").count() == 2
    again = import_table(table(tmp_path / "a.xlsx", OPEN, CLOSED), at=AT)
    switch_on(HAZARD_FLOW, list(Hazard.objects.values_list("pk", flat=True)), actor=site.inspector, at=AT)
    hand_in(site, Hazard.objects.get(number="ZD001"))
    with pytest.raises(WrongState, match="导入之后已有隐患被办理或修改"):
        undo_import(actor=system_actor(), batch_id=again.id, at=AT)


def test_an_unknown_project_offers_the_nearest_names(site: Site, tmp_path: Path) -> None:
    batch = check_table(table(tmp_path / "a.xlsx", changed(OPEN, 工程名称="青石路安置房1期工程")), at=AT)
    issue = ImportIssue.objects.get(batch=batch, level="error")
    assert (issue.row_no, issue.label, issue.reason) == (3, "工程名称", "没有登记过这个工程")
    assert issue.suggestions == ["青石路安置房一期工程"]
    replace_value(actor=system_actor(), batch_id=batch.id, at=AT, column="project_name",
                  value="青石路安置房1期工程", chosen=issue.suggestions[0])  # fmt: skip
    assert check_import(actor=system_actor(), batch_id=batch.id, at=AT).errors == 0


def test_wrong_rows_say_where_and_why(site: Site, tmp_path: Path) -> None:
    rows = [
        changed(OPEN, 整改时限="2026-02-30"), changed(OPEN, 隐患编号="A", 整改时限="2026-05-01"),
        changed(OPEN, 隐患编号="B", 发现方式="听说"), changed(OPEN, 隐患编号="C", 发现日期="2026-07-01", 整改时限="2026-08-01"),
        changed(OPEN, 隐患编号="D", 判定依据="不知道哪条"),
    ]  # fmt: skip
    batch = check_table(table(tmp_path / "a.xlsx", *rows), at=AT)
    assert problems(batch) == [
        (3, "整改时限", "没有这一天：2026年2月30日"),
        (4, "整改时限", "整改时限 2026-05-01 早于发现日期 2026-05-06"),
        (5, "发现方式", "“听说”不在可选范围：企业自查、监督抽查、举报、平台预警、上级督查"),
        (6, "发现日期", "发现日期 2026-07-01 在今天之后"),
    ]
    assert [p[:2] for p in problems(batch, "warning") if p[1] == "判定依据"] == [(7, "判定依据")]


def test_the_ledger_of_ordinary_hazards(site: Site, tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["一般隐患排查整改台账"],
        ["序号", "工程名称", "检查日期", "检查类型", "检查人", "问题描述", "部位", "类别", "依据规范条款", "隐患级别（一般/较大/重大）",
         "整改通知单号", "整改责任人", "整改期限", "整改前照片", "整改后照片", "完成日期", "复查人、复查日期", "复查结论", "是否闭环"],
        [1, "青石路安置房一期工程", "2026-05-06", "周检", "王五", "灭火器缺失", "食堂", "消防", "JGJ59 3.2", "一般", "改1号", "张三",
         "2026-05-08", None, None, "2026-05-07", None, "合格", "是"],
    ]  # fmt: skip
    batch = import_table(write_table(tmp_path / "a.xlsx", rows), at=AT)
    assert (batch.kind, counts(batch), problems(batch)) == ("general_hazards", (1, 1, 0, 0, 0), [])
    hazard = Hazard.objects.get()
    assert (hazard.level, hazard.state, hazard.found_by, hazard.remark) == (
        "GENERAL", "CLOSED", "王五", "整改通知单号：改1号",
    )  # fmt: skip
    out = export_table("general_hazards", tmp_path / "o.xlsx", at=AT)
    assert counts(import_table(out, at=AT)) == (1, 0, 0, 1, 0)
