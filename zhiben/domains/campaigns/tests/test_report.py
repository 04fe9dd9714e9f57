"""The monthly report: every figure counted by hand, every figure opening its records."""

from typing import Any

import pytest

from zhiben.domains.campaigns.queries.months import IN_MONTH, IN_YEAR, month_of
from zhiben.domains.campaigns.queries.report import ReportData, monthly_report
from zhiben.domains.campaigns.queries.table import Figure, Row
from zhiben.domains.campaigns.tests.conftest import CITY, DISTRICT, PLAIN_COUNTY, PROVINCE, ZONE, March
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.tests.counting import day, moment
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible
from zhiben.kernel.indicators.queries import entries, records
from zhiben.kernel.indicators.terms import Part

pytestmark = pytest.mark.django_db
LATER = moment("2026-05-06 09:00")


def report(code: str = PROVINCE, month: str = "2026-03", **more: Any) -> ReportData:
    return monthly_report(actor=system_actor(), division_code=code, month=month, at=more.pop("at", LATER), **more)


def row(data: ReportData, name: str) -> Row:
    return next(r for r in [*data.table.rows, data.table.total] if r.name == name)


def line(found: Row, span: str) -> dict[str, str]:
    """The figures that are not nothing."""
    return {
        key: str(figure.value)
        for (key, spot), figure in found.cells.items()
        if spot == span and figure.value not in (0, None)
    }


def test_a_month_is_counted_exactly(march: March) -> None:
    data = report()
    assert line(row(data, "海口市"), IN_MONTH) == {
        "running": "2", "projects": "1", "visits": "3", "coverage": "50.00", "general": "3", "general_closed": "2",
        "general_rate": "66.66", "major": "2", "major_self": "1", "major_department": "1", "stop": "1",
    }  # fmt: skip
    assert line(row(data, "海口市"), IN_YEAR) == {
        "projects": "2", "visits": "5", "coverage": "100.00", "general": "4", "general_closed": "3",
        "general_rate": "75.00", "major": "3", "major_self": "1", "major_department": "2", "major_closed": "1",
        "major_rate": "33.33", "stop": "1",
    }  # fmt: skip
    assert line(row(data, "琼海市"), IN_MONTH) == {
        "running": "1", "projects": "1", "visits": "1", "coverage": "100.00", "general": "1",
        "major": "1", "major_other": "1", "major_closed": "1", "major_rate": "100.00", "listed": "1", "rectify": "1",
    }  # fmt: skip
    assert line(row(data, "合计"), IN_MONTH) == {
        "running": "3", "projects": "2", "visits": "4", "coverage": "66.66", "general": "4", "general_closed": "2",
        "general_rate": "50.00", "major": "3", "major_self": "1", "major_department": "1", "major_other": "1",
        "major_closed": "1", "major_rate": "33.33", "listed": "1", "rectify": "1", "stop": "1",
    }  # fmt: skip
    assert [c.rule for c in data.checks if not c.holds] == []


def test_divisions_without_any_record_report_zero(march: March) -> None:
    data = report()
    silent = row(data, "三亚市")
    assert silent.count("general", IN_YEAR) == 0
    assert silent.value("general_rate", IN_YEAR) is None
    assert [r.name for r in data.table.rows][:4] == ["海口市", "三亚市", "三沙市", "儋州市"]
    assert "琼海市" in [r.name for r in data.table.rows]


def test_a_city_lists_its_districts_and_zones_and_a_district_its_agencies(march: March) -> None:
    city = report(CITY)
    assert row(city, "秀英区").count("general", IN_MONTH) == 3
    assert (row(city, "滨海产业园").count("running", IN_MONTH), row(city, "滨海产业园").count("major", IN_YEAR)) == (
        1,
        1,
    )
    district = report(DISTRICT)
    assert row(district, "秀英区建设工程质量安全监督站").count("general", IN_MONTH) == 2
    assert row(district, "合计").count("general", IN_MONTH) == 3
    assert len(report(ZONE).table.rows) == 1


@pytest.mark.parametrize("code", [PROVINCE, CITY, DISTRICT, ZONE, PLAIN_COUNTY, "000000"])
def test_every_cell_opens_as_many_records_as_it_says(march: March, code: str) -> None:
    data = report(code)
    cells = [f for r in [*data.table.rows, data.table.total] for f in r.cells.values() if f.column.part is not None]
    assert [f for f in cells if _opened(f) != f.value] == []
    assert sum(int(f.value or 0) for f in cells) > 0


def _opened(figure: Figure) -> int:
    return entries(figure.column.indicator, figure.part, figure.question).count()


def test_a_rate_opens_what_is_still_missing(march: March) -> None:
    rate = row(report(), "海口市").cells["general_rate", IN_MONTH]
    missing = records(rate.column.indicator, rate.part, rate.question)
    assert rate.part == Part.REMAINDER
    assert [h.pk for h in missing] == [march.hazards["same day, same visit"]]


def test_a_past_month_stays_as_it_stood_at_its_end(march: March) -> None:
    april = report(month="2026-04")
    assert line(row(april, "海口市"), IN_MONTH) == {
        "running": "2", "projects": "1", "visits": "1", "coverage": "50.00", "general": "1", "general_closed": "1",
        "general_rate": "100.00",
    }  # fmt: skip
    assert row(april, "海口市").count("general_closed", IN_YEAR) == 5
    assert row(report(at=moment("2027-01-01")), "海口市").count("general_closed", IN_MONTH) == 2


def test_the_running_month_is_cut_today_and_says_so(march: March) -> None:
    data = report(at=moment("2026-03-14 15:00"))
    assert data.cut_words == "截至2026年3月14日（当月尚未结束）"
    assert row(data, "合计").count("general", IN_MONTH) == 3
    assert report().cut_words == "截至2026年3月31日"


def test_queries_do_not_grow_with_rows(march: March, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(20):
        report("000000")
    with django_assert_max_num_queries(20):
        report(PROVINCE)


def test_major_hazards_open_or_moved_in_the_month_are_listed_as_they_stood(march: March) -> None:
    data = report()
    assert data.majors.total == 5
    found = {(m["project"], str(m["found"])): m for m in data.majors.lines}
    assert set(found) == {
        ("嘉积学校", "2022-05-01"), ("滨海厂房", "2026-01-20"), ("嘉积学校", "2026-03-08"), ("椰风苑一期", "2026-03-12"),
        ("椰风苑一期", "2026-03-31"),
    }  # fmt: skip
    old, closed = found["嘉积学校", "2022-05-01"], found["嘉积学校", "2026-03-08"]
    assert (old["closed"], old["overdue_days"], old["region"]) == (False, 1399, "海南省琼海市")
    assert (closed["closed"], closed["closed_on"], closed["listed"]) == (True, day("2026-03-20"), "县级")
    assert not any("phone" in key for m in data.majors.lines for key in m)


def test_the_document_ledger_holds_what_was_issued_in_the_month(march: March) -> None:
    documents = report().documents.lines
    assert [(d["number"], d["conclusion"]) for d in documents] == [
        ("琼建监责改〔2026〕1号", "尚有1项未销号"), ("秀建监停工〔2026〕0号", "已作废"), ("秀建监停工〔2026〕1号", "尚有1项未销号"),
    ]  # fmt: skip
    assert [d["overdue"] for d in documents] == [True, False, False]


@pytest.mark.parametrize(
    ("code", "due"),
    [
        ("350000", "2026-04-05"),
        ("460100", "2026-04-01"),
        ("320404", "2026-03-31"),
        ("320400", "2026-04-05"),
        ("460000", "2026-04-05"),
    ],
)
def test_the_day_to_hand_in_follows_the_rule_of_the_place(code: str, due: str) -> None:
    said = report(code).due
    assert said is not None
    assert (str(said.day), bool(said.source)) == (due, True)


def test_what_no_record_answers_is_named_with_the_reason() -> None:
    notes = report().notes
    assert any(n.startswith("未采集：") and "行政处罚起数、罚款金额（行政处罚" in n for n in notes)


@pytest.mark.parametrize("month", ["2026-13", "2026", "三月", "2026-06", "1999-01"])
def test_a_month_that_is_none_or_has_not_begun_is_refused(month: str) -> None:
    with pytest.raises(InvalidInput):
        report(month=month)


def test_without_a_month_the_one_before_is_meant() -> None:
    assert month_of("", day("2026-01-15")).code == "2025-12"


def test_only_the_own_division_and_below_can_be_asked_for(march: March) -> None:
    county = Actor(name="林晓", role=Role.CLERK, reach=ReachKind.AGENCY, path="46.4601.460105.", level="county")
    own = monthly_report(actor=county, division_code="", month="2026-03", at=LATER)
    assert own.area.name == "秀英区"
    for code in (CITY, PLAIN_COUNTY, "000000"):
        with pytest.raises(NotPermitted):
            monthly_report(actor=county, division_code=code, month="2026-03", at=LATER)
    with pytest.raises(NotVisible):
        report("999999")
    site = Actor(name="陈工", role=Role.SITE_MANAGER, reach=ReachKind.PROJECT, reach_id=march.district.pk)
    with pytest.raises(NotPermitted):
        monthly_report(actor=site, division_code="", month="2026-03", at=LATER)
    assert Hazard.objects.count() == 12
