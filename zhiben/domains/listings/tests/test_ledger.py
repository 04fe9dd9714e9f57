"""挂牌督办台账 in and out."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.tests.factories import CLAUSE, Site, make_site
from zhiben.domains.listings.ledgers.columns import delist_parts, office_parts, review_parts
from zhiben.domains.listings.models import ListedHazard, Listing
from zhiben.domains.listings.services.taking_over import switch_on_listings
from zhiben.domains.listings.tests.factories import close_hazard, governing, major, reviewed, step
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import CHINA, now
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.papers.importing import undo_import
from zhiben.kernel.testing.tables import check_table, counts, export_table, import_table, problems, write_table
from zhiben.kernel.workflow.models import CaseMove, CaseParty, Todo

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 5, 9, tzinfo=CHINA)
HEADER = [
    "序号", "督办文号", "督办单位与层级", "工程名称", "责任单位", "隐患内容", "判定条款", "督办日期", "治理期限", "治理方案报送日期",
    "治理进展（周报）", "治理报告日期", "现场审查日期、人员、意见", "解除文号、日期", "是否逾期", "后续处理", "公开网址",
]  # fmt: skip
PROJECT = "青石路安置房一期工程"
RUNNING: list[Any] = [
    1, "榕督〔2026〕1号", "鼓楼区建设工程质量安全监督站（县级）", PROJECT, "闽江建设有限公司", "基坑坡顶堆载超过设计限值\n未按方案卸载",
    "建质规〔2024〕5号第五条第（四）项", date(2026, 5, 6), "2026.6.20", "2026-05-10", "5月13日：已卸载三成", None, None, None, "否",
    None, None,
]  # fmt: skip
DONE: list[Any] = [
    2, "榕督[2026]2号", "鼓楼区建设工程质量安全监督站 县级", PROJECT, "闽江建设有限公司", "连墙件缺失", "2024-8.1", "2026年4月1日",
    "2026-04-20", "2026-04-03", None, "2026-04-18", "2026-04-19 王五、赵六 合格", "榕解督〔2026〕1号，2026-04-21", "是",
    "2026-04-22 通报", "https://example.invalid/2",
]  # fmt: skip


@pytest.fixture
def site(db: None) -> Site:
    return make_site()


def table(path: Path, *rows: list[Any]) -> Path:
    return write_table(path, [["挂牌督办台账"], HEADER, *rows])


def changed(row: list[Any], **cells: Any) -> list[Any]:
    return [next((v for k, v in cells.items() if h.startswith(k)), c) for h, c in zip(HEADER, row, strict=True)]


def test_every_column_finds_its_place_with_the_ledgers_own_days(site: Site, tmp_path: Path) -> None:
    batch = import_table(table(tmp_path / "a.xlsx", RUNNING, DONE), at=AT)
    assert (batch.kind, counts(batch), problems(batch)) == ("listings", (2, 2, 0, 0, 0), [])
    first, second = Listing.objects.order_by("number")
    assert (first.number, first.agency_name, first.level) == (
        "榕督〔2026〕1号", "鼓楼区建设工程质量安全监督站", "COUNTY",
    )  # fmt: skip
    assert (first.state, first.project_id, first.agency_id) == ("GOVERNING", site.project.pk, site.agency.pk)
    assert (first.listed_on, first.deadline_on, first.plan_on) == (
        date(2026, 5, 6), date(2026, 6, 20), date(2026, 5, 10),
    )  # fmt: skip
    assert (first.progress_text, first.backfilled, first.silent) == ("5月13日：已卸载三成", True, True)
    assert (second.number, second.state, second.delist_no) == ("榕督〔2026〕2号", "DELISTED", "榕解督〔2026〕1号")
    assert (second.reviewed_on, second.reviewed_by, second.review_opinion) == (
        date(2026, 4, 19), "王五、赵六", "合格",
    )  # fmt: skip
    assert (second.delisted_on, second.follow_up, second.public_url) == (
        date(2026, 4, 21), "2026-04-22 通报", "https://example.invalid/2",
    )  # fmt: skip
    assert [p[2][:3] for p in problems(batch, "warning")] == ["待匹配", "待匹配"]
    assert CaseMove.objects.filter(case_id=first.pk).get().action == "backfill"
    assert CaseParty.objects.filter(case_id=first.pk).count() == 2
    assert not Todo.objects.exists()


def test_names_in_a_ledgers_words_do_not_become_public(site: Site, tmp_path: Path) -> None:
    """As with what is signed here: the public list says what was found, not who."""
    words = "吴大山未按方案卸载，王五复查属实，电话 13800001234"
    import_table(table(tmp_path / "a.xlsx", changed(DONE, 隐患内容=words)), at=AT)
    listing = Listing.objects.get()
    assert listing.matter == words
    assert listing.public_text == "有关人员未按方案卸载，有关人员复查属实，电话 （号码略）"


def test_the_same_file_and_its_export_change_nothing(site: Site, tmp_path: Path) -> None:
    path = table(tmp_path / "a.xlsx", RUNNING, DONE)
    import_table(path, at=AT)
    before = list(Listing.objects.order_by("id").values())
    assert counts(import_table(path, at=AT)) == (2, 0, 0, 2, 0)
    out = export_table("listings", tmp_path / "o.xlsx", at=AT)
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert [c.value for c in sheet[3]][:17] == HEADER
    assert counts(import_table(out, at=AT)) == (2, 0, 0, 2, 0)
    assert list(Listing.objects.order_by("id").values()) == before


def test_what_was_done_here_goes_out_and_back_in_unchanged(site: Site, tmp_path: Path) -> None:
    hazard = major(site)
    listing = reviewed(site, hazard)
    close_hazard(site, hazard.pk)
    step(site.leader, listing, "delist")
    running = governing(site, major(site, "三层外架连墙件缺失"))
    given = {"kind": "STOP", "done_on": date(2026, 1, 1), "document_no": "停字1号"}
    step(site.inspector, running, "follow_up", **given)
    before = list(Listing.objects.order_by("id").values())
    out = export_table("listings", tmp_path / "o.xlsx", at=now())
    batch = import_table(out, at=now())
    assert (counts(batch), problems(batch)) == ((2, 0, 0, 2, 0), [])
    assert list(Listing.objects.order_by("id").values()) == before


def test_row_meets_its_hazard_by_number_or_by_words(site: Site, tmp_path: Path) -> None:
    by_words = major(site, "基坑坡顶堆载超过设计限值 未按方案卸载", clause_code=CLAUSE)
    by_number = major(site, "另一种说法")
    Hazard.objects.filter(pk=by_number.pk).update(listing_no="榕督〔2026〕2号", listing_level="COUNTY")
    batch = import_table(table(tmp_path / "a.xlsx", RUNNING, DONE), at=AT)
    assert problems(batch, "warning") == []
    pairs = ListedHazard.objects.order_by("listing__number").values_list("hazard", "active")
    assert list(pairs) == [(by_words.pk, True), (by_number.pk, False)]


def test_hazard_registered_later_is_met_by_the_next_import(site: Site, tmp_path: Path) -> None:
    path = table(tmp_path / "a.xlsx", RUNNING)
    import_table(path, at=AT)
    hazard = major(site, "基坑坡顶堆载超过设计限值 未按方案卸载")
    batch = import_table(path, at=AT)
    assert counts(batch) == (1, 0, 1, 0, 0)
    assert ListedHazard.objects.get().hazard_id == hazard.pk
    undo_import(actor=system_actor(), batch_id=batch.id, at=AT)
    assert not ListedHazard.objects.exists()
    assert Listing.objects.count() == 1


def test_next_months_ledger_delists_what_it_delists(site: Site, tmp_path: Path) -> None:
    major(site, "基坑坡顶堆载超过设计限值 未按方案卸载")
    import_table(table(tmp_path / "a.xlsx", RUNNING), at=AT)
    row = changed(
        RUNNING, 治理报告="2026-05-28", 现场审查="2026-05-30 王五、赵六 合格", 解除="榕解督〔2026〕9号 2026-06-01"
    )
    assert counts(import_table(table(tmp_path / "b.xlsx", row), at=AT)) == (1, 0, 1, 0, 0)
    listing = Listing.objects.get()
    assert (listing.state, listing.delisted_on, listing.due_at, listing.seq) == (
        "DELISTED", date(2026, 6, 1), None, 2,
    )  # fmt: skip
    assert not ListedHazard.objects.filter(active=True).exists()
    reopened = check_table(table(tmp_path / "c.xlsx", RUNNING), at=AT)
    assert problems(reopened)[0][2] == "系统里这件挂牌督办已解除，台账却没有解除文号和日期，请核对"


def test_switched_on_it_asks_for_progress_and_is_no_longer_changed_by_ledgers(site: Site, tmp_path: Path) -> None:
    batch = import_table(table(tmp_path / "a.xlsx", RUNNING), at=AT)
    listing = Listing.objects.get()
    assert switch_on_listings(actor=site.leader, ids=[listing.pk], at=AT) == 1
    assert set(Todo.objects.open().values_list("action", "holder_kind")) == {
        ("report", "project"), ("report", "enterprise"),
    }  # fmt: skip
    assert listing.progress.count() == 1
    with pytest.raises(WrongState, match="导入之后已有挂牌督办被办理或修改"):
        undo_import(actor=system_actor(), batch_id=batch.id, at=AT)
    changed_row = changed(RUNNING, 隐患内容="另一种说法")
    assert counts(import_table(table(tmp_path / "b.xlsx", changed_row), at=AT)) == (1, 0, 0, 1, 0)


def test_undo_takes_the_listings_away_and_leaves_the_trace(site: Site, tmp_path: Path) -> None:
    major(site, "基坑坡顶堆载超过设计限值 未按方案卸载")
    batch = import_table(table(tmp_path / "a.xlsx", RUNNING, DONE), at=AT)
    undo_import(actor=system_actor(), batch_id=batch.id, at=AT)
    assert not Listing.objects.exists()
    assert not ListedHazard.objects.exists()
    assert CaseMove.objects.filter(flow="listing", action="backfill").count() == 2


def test_wrong_rows_say_where_and_why(site: Site, tmp_path: Path) -> None:
    rows = [
        changed(RUNNING, 治理期限="2026-05-01"),
        changed(RUNNING, 督办文号="B", 督办日期="2026-07-01", 治理期限="2026-08-01", 治理方案=None),
        changed(RUNNING, 督办文号="C", 工程名称="青石路安置房1期工程"), changed(RUNNING, 督办文号=None),
        changed(RUNNING, 督办文号="D", 治理报告="2026-02-30"),
        changed(DONE, 督办文号="E", 督办单位="不认得的站（市级）"), changed(DONE, 督办文号="F", 解除="榕解督〔2026〕7号"),
    ]  # fmt: skip
    batch = check_table(table(tmp_path / "a.xlsx", *rows), at=AT)
    assert problems(batch) == [
        (3, "治理期限", "治理期限 2026-05-01 早于督办日期 2026-05-06"),
        (4, "督办日期", "督办日期 2026-07-01 在今天之后"),
        (5, "工程名称", "没有登记过这个工程"),
        (6, "督办文号", "必填，没有填写督办文号"),
        (7, "治理报告日期", "没有这一天：2026年2月30日"),
    ]
    warned = [p for p in problems(batch, "warning") if not p[2].startswith("待匹配")]
    assert warned == [(8, "督办单位与层级", "没有认出督办单位“不认得的站”，按工程的监管机构登记")]
    import_table(table(tmp_path / "b.xlsx", rows[5]), at=AT)
    assert Listing.objects.get().level == "CITY"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("榕城区站（县级）", ("榕城区站", "COUNTY")), ("省住建厅 省级", ("省住建厅", "PROVINCE")), ("市站", ("市站", "")),
        ("鼓楼区监督站、区级", ("鼓楼区监督站", "COUNTY")),
    ],
)  # fmt: skip
def test_office_and_level_in_one_cell(text: str, expected: tuple[str, str]) -> None:
    assert tuple(office_parts(text).values()) == expected


def test_review_and_delisting_in_one_cell() -> None:
    assert review_parts("2026年3月5日，王五、赵六，经审查，合格") == {
        "reviewed": "2026年3月5日", "review_by": "王五、赵六", "opinion": "经审查，合格",
    }  # fmt: skip
    assert delist_parts("榕解督〔2026〕1号、2026-03-05") == {"delist_no": "榕解督〔2026〕1号", "delisted": "2026-03-05"}
