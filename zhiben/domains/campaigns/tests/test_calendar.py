"""The calendar of reports: any month of any year, each region by its own rule; and what is opened by it."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiben.domains.accidents.models import Incident
from zhiben.domains.accidents.tests.factories import reported
from zhiben.domains.campaigns.documents import report_document, report_tables, signed_versions
from zhiben.domains.campaigns.indicators import REPORTS
from zhiben.domains.campaigns.models import Plan, Report
from zhiben.domains.campaigns.queries.areas import area_of
from zhiben.domains.campaigns.queries.below import received
from zhiben.domains.campaigns.queries.drafting import texts_of
from zhiben.domains.campaigns.queries.duties import Calendars
from zhiben.domains.campaigns.queries.months import hand_in, month_of
from zhiben.domains.campaigns.queries.own_report import data_of
from zhiben.domains.campaigns.queries.plan_pages import plan_page
from zhiben.domains.campaigns.queries.plans import duties_for
from zhiben.domains.campaigns.queries.report import monthly_report
from zhiben.domains.campaigns.services.filling import Wanted, fill_template, receive_blank
from zhiben.domains.campaigns.services.opening import open_due_reports
from zhiben.domains.campaigns.tests.conftest import CITY, DISTRICT, PROVINCE, March
from zhiben.domains.campaigns.tests.forms import summary_form
from zhiben.domains.campaigns.tests.offices import BORN, Office, office, opened, step, submitted, when
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.tests.counting import day, moment
from zhiben.domains.hazards.tests.factories import issued, items, make_site
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.indicators.addresses import address_of
from zhiben.kernel.indicators.declarations import Question
from zhiben.kernel.indicators.queries import compute, entries
from zhiben.kernel.indicators.terms import Part
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.papers.documents import BodyTable
from zhiben.kernel.workflow.models import Todo
from zhiben.kernel.workflow.reminders import remind
from zhiben.registry.agencies.models import Division
from zhiben.registry.agencies.public import add_zone

pytestmark = pytest.mark.django_db
PLACES = (("", "nation"), ("35.", "province"), ("35.3501.350102.", "county"), ("46.", "province"), ("46.4601.", "city"),
          ("46.4601.460105.", "county"), ("46.469002.", "county"), ("32.3204.", "city"), ("32.3204.320404.", "county"),
          ("14.1411.141122.", "county"))  # fmt: skip
MONTHS = st.dates(date(2024, 5, 1), date(2040, 12, 1)).map(lambda one: one.replace(day=1))


def last(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(month=MONTHS)
def test_every_month_is_due_once_by_the_rule_of_its_place(month: date) -> None:
    calendars, end = Calendars.read(), last(month)
    after = end + timedelta(days=1)
    expected = {
        "35.3501.350102.": after.replace(day=5), "46.4601.460105.": after, "46.469002.": after,
        "32.3204.320404.": end, "32.3204.": after.replace(day=5), "14.1411.141122.": after.replace(day=5),
    }  # fmt: skip
    for path, level in PLACES:
        if path not in expected:
            continue
        found = calendars.of_month(path, level, end)
        assert found is not None
        assert (found.first, found.last, found.due) == (month, end, expected[path])
        due = [one for one in calendars.due(path, level, month, end + timedelta(days=40)) if one.last == end]
        assert [one.duty.kind for one in due] == ["monthly"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(on=st.dates(date(2023, 1, 1), date(2030, 12, 31)), place=st.sampled_from(PLACES))
def test_by_set_is_what_one_place_is_told(on: date, place: tuple[str, str]) -> None:
    path, level = place
    assert {d.pk for d in Calendars.read().ruling(path, level, on)} == {d.pk for d in duties_for(path, on)}


@pytest.mark.parametrize(
    ("code", "month", "due"),
    [("320404", "2028-02", "2028-02-29"), ("460105", "2027-12", "2028-01-01"), ("350102", "2027-12", "2028-01-05"),
     ("320404", "2027-12", "2027-12-31"), ("350102", "2028-01", "2028-02-05")],
)  # fmt: skip
def test_leap_days_and_the_turn_of_the_year(code: str, month: str, due: str) -> None:
    found = hand_in(month_of(month, day("2029-01-01")), area_of(code))
    assert found is not None
    assert (found.day, bool(found.source)) == (day(due), True)


def test_before_any_plan_nothing_is_due() -> None:
    assert hand_in(month_of("2022-03", day("2026-01-01")), area_of("350102")) is None


def test_opened_some_days_before_once_and_for_everybody_who_owes() -> None:
    offices = {code: office(code) for code in (PROVINCE, CITY, DISTRICT)}
    changzhou = office("320404")
    Plan.objects.update(loaded_at=moment("2026-01-01"))
    for number in range(90):
        open_due_reports(at=moment("2026-01-01 01:00") + timedelta(days=number))
    assert open_due_reports(at=moment("2026-03-31 12:00")) == 0
    found = {
        code: [(str(r.until), str(r.due_on)) for r in Report.objects.filter(agency_id=one.agency.pk).order_by("until")]
        for code, one in [*offices.items(), ("320404", changzhou)]
    }
    assert found[PROVINCE] == [("2025-12-31", "2026-01-05"), ("2026-01-31", "2026-02-05"), ("2026-02-28", "2026-03-05"),
                               ("2026-03-31", "2026-04-05")]  # fmt: skip
    assert found[CITY] == found[DISTRICT] == [
        ("2025-12-31", "2026-01-01"), ("2026-01-31", "2026-02-01"), ("2026-02-28", "2026-03-01"),
        ("2026-03-31", "2026-04-01"),
    ]  # fmt: skip
    assert found["320404"] == [("2026-01-31", "2026-01-31"), ("2026-02-28", "2026-02-28"), ("2026-03-31", "2026-03-31")]
    assert Report.objects.filter(receiver_id=offices[PROVINCE].agency.pk, agency_id=offices[CITY].agency.pk).exists()
    assert Todo.objects.open().filter(flow="report").count() == Report.objects.count()


def test_what_came_due_while_the_platform_stood_still_is_opened_afterwards() -> None:
    place = office(DISTRICT)
    Plan.objects.update(loaded_at=moment("2026-03-01"))
    open_due_reports(at=moment("2026-04-20"))
    assert [str(r.due_on) for r in Report.objects.filter(agency_id=place.agency.pk)] == ["2026-04-01"]


def test_who_does_not_hand_in_is_reminded_and_urged() -> None:
    place = office(DISTRICT)
    opened(place)
    told = [remind(at=moment(at)) for at in ("2026-03-31 09:00", "2026-04-02 09:30", "2026-04-04 09:30")]
    assert told == [1, 2, 1]


@pytest.mark.clause("changzhou-2023/4.4a")
def test_changzhou_reports_the_month_at_its_end() -> None:
    """常州：月末生成当月草稿（表样可配置、可导出），县级核对后报送，市里看到按时、迟报、缺报."""
    city, district, other = office("320400"), office("320404"), office("320411")
    late = opened(other, "2026-03-28 08:00")
    done = submitted(district, "2026-03-31", opened(district, "2026-03-28 08:00"), zero=True)
    assert (done.late, str(done.version and done.version.cut)) == (False, "2026-03-31")
    assert late.stands(day("2026-04-01")).label == "缺报"
    assert submitted(other, "2026-04-01", late, zero=True).stands(day("2026-04-01")).label == "迟报"
    assert report_tables(done, "pdf", at=when("2026-04-01"), signed=signed_versions(done)[0])[1].startswith(b"%PDF")
    form = receive_blank(actor=district.clerk, stream=summary_form(), name="省定月报.xlsx", at=when("2026-03-31"))
    wanted = Wanted(report=done.pk)
    filled = fill_template(actor=district.clerk, template_id=form.pk, wanted=wanted, at=when("2026-03-31"))[1]
    sheet: Any = openpyxl.load_workbook(BytesIO(filled.content)).active
    assert (form.name, sheet["C6"].value) == ("省定月报", 0)
    assert step(done, city.clerk, "accept", "2026-04-01").state == "ACCEPTED"


@pytest.mark.clause("national-2024/3.2d")
def test_the_fifth_is_the_last_day_and_each_level_shows_who_was_on_time() -> None:
    """国家：按月自动生成草稿，5日（含）截止，逐级显示按时、迟报、缺报."""
    province, city = office("350000"), office("350100")
    places = [office(code) for code in ("350102", "350103", "350104")]
    reports = [opened(place, "2026-04-01 01:00") for place in places]
    assert {r.due_at for r in reports} == {when("2026-04-05 23:59:59")}
    submitted(places[0], "2026-04-05 23:50", reports[0], zero=True)
    submitted(places[1], "2026-04-06 00:10", reports[1], zero=True)
    submitted(city, "2026-04-05", Report.objects.get(agency_id=city.agency.pk), zero=True)

    def shown(place: Office) -> list[str]:
        found = received(place.clerk, kind="monthly", until=day("2026-03-31"), on=day("2026-04-06"))
        return [answer.stands.label for answer in found.answers]

    assert shown(city) == ["按时", "迟报", "缺报"]
    assert shown(province) == ["按时"]
    assert shown(places[0]) == []


@pytest.mark.clause("hainan-2023/4.4a")
def test_hainan_hands_in_three_ledgers_and_the_table_by_the_first(march: March) -> None:
    """海南：每月1日前报上月；三类台账自动生成；缺报提示."""
    city, district = office(CITY), office(DISTRICT)
    site = make_site(code=DISTRICT, name="滨海大道改造工程")
    incident = reported(site)
    Incident.objects.filter(pk=incident.pk).update(
        occurred_at=moment("2026-03-12 10:00"), reported_at=moment("2026-03-12 11:00")
    )
    report = opened(district)
    assert (report.due_on, report.due_at) == (day("2026-04-01"), when("2026-04-01 23:59:59"))
    assert report.stands(day("2026-04-02")).label == "缺报"
    done = submitted(district, "2026-04-01", report)
    content = report_tables(done, "xlsx", at=when("2026-04-02"), signed=signed_versions(done)[0])[1]
    book = openpyxl.load_workbook(BytesIO(content))
    assert book.sheetnames == ["统计表", "重大事故隐患台账", "执法文书台账", "非亡人事故台账", "重大险情台账"]
    told = [[c.value for c in row] for row in book["非亡人事故台账"].iter_rows()]
    assert any(incident.title in map(str, row) for row in told)
    assert "2026-03-12 10:00" in str(told)
    assert any("脚手架" in str(c.value) for row in book["重大事故隐患台账"].iter_rows() for c in row)
    found = received(city.clerk, kind="monthly", until=day("2026-03-31"), on=day("2026-04-02"))
    assert [a.stands.label for a in found.answers] == ["按时"]


def test_on_time_is_counted_by_each_place_s_own_rule() -> None:
    """On time; late; returned and again in time; returned and too late; never."""
    city = office(CITY)
    codes = ("460105", "460106", "460107", "460108")
    offices = [office(code) for code in codes]
    submitted(offices[0], "2026-04-01", zero=True)
    submitted(offices[1], "2026-04-03", zero=True)
    for place, again in ((offices[2], "2026-04-08"), (offices[3], "2026-04-09")):
        report = submitted(place, "2026-04-01", zero=True)
        step(report, city.leader, "return", "2026-04-02", reason="补充情况")
        submitted(place, again, report, zero=True)

    def read(code: str, on: str) -> tuple[int, int | None]:
        found = compute(["monthly-on-time"], area_of(code), day(on), since=day("2026-04-01"))[0]
        assert found.tally is not None
        return found.tally.numerator, found.tally.denominator

    assert read(CITY, "2026-04-30") == (2, 5)
    assert read(CITY, "2026-04-05") == (1, 5)
    assert [read(code, "2026-04-30") for code in codes] == [(1, 1), (0, 1), (1, 1), (0, 1)]
    asked = Question(area=area_of(CITY), since=day("2026-04-01"), on=day("2026-04-30"))
    late = entries("monthly-on-time", Part.REMAINDER, asked)
    assert {r.agency_id for r in late} == {city.agency.pk, offices[1].agency.pk, offices[3].agency.pk}
    assert address_of("monthly-on-time", Part.REMAINDER, asked).startswith("/reports/?indicator=monthly-on-time")
    assert REPORTS.rows().count() == 5


@pytest.mark.clause("changzhou-2023/4.4b")
@pytest.mark.clause("changzhou-2023/4.4c")
@pytest.mark.clause("hainan-2023/4.4b")
def test_progress_in_july_and_summaries_at_the_end_of_the_year() -> None:
    """常州：7月28日前报阶段进展，年底前报三部分的总结；海南：12月31日前报总结。数字带出，迟报缺报显示，提交后归档."""
    city, district, forgetful = office("320400"), office("320404"), office("320411")
    province, haikou = office(PROVINCE), office(CITY)
    open_due_reports(at=moment("2023-07-24 08:00"))
    progress = Report.objects.get(agency_id=district.agency.pk, kind="progress")
    assert (str(progress.due_on), progress.receiver_name) == ("2023-07-28", city.agency.name)
    remind(at=moment("2023-07-27 09:00"))
    told = Notification.objects.filter(case_id=progress.pk, topic="due_soon")
    assert list(told.values_list("user_id", flat=True)) == [district.user.pk]
    submitted(district, "2023-07-28", progress, zero=True)
    stood = received(city.clerk, kind="progress", until=progress.until, on=day("2023-07-29"))
    assert {a.report.where_name: a.stands.label for a in stood.answers} == {
        district.agency.name: "按时", forgetful.agency.name: "缺报"
    }  # fmt: skip

    open_due_reports(at=moment("2023-12-27 08:00"))
    year = {one.division_code: one for one in Report.objects.filter(kind="summary")}
    assert {code: (str(r.since), str(r.due_on)) for code, r in year.items()} == {
        code: ("2023-01-01", "2023-12-31") for code in ("320404", "320411", CITY)
    }  # fmt: skip
    three = {"work": "互学互检", "problems": "分包管理不严", "next_steps": "压实总包责任"}
    summary = year["320404"]
    assert list(summary.headings.values()) == ["经验做法", "问题成因", "对策建议"]
    assert set(texts_of(summary, data_of(summary, at=when("2023-12-27"), by="")).values()) == {""}
    done = submitted(district, "2023-12-29", summary, zero=True, **three)
    filed = step(done, city.clerk, "accept", "2023-12-30")
    said = [line for line in printed(filed) if isinstance(line, str)]
    assert [
        one
        for pair in zip(("一、经验做法", "二、问题成因", "三、对策建议"), three.values(), strict=True)
        for one in pair
    ] == said[2:8]
    with pytest.raises(WrongState):
        step(filed, district.clerk, "edit", "2023-12-30", work="改一改")
    stood = received(city.clerk, kind="summary", until=day("2023-12-31"), on=day("2024-01-02"))
    assert {a.report.where_name: a.stands.label for a in stood.answers} == {
        district.agency.name: "按时", forgetful.agency.name: "缺报"
    }  # fmt: skip

    hainan = year[CITY]
    assert list(hainan.headings.values()) == ["工作情况", "存在问题", "下一步打算"]
    late = submitted(haikou, "2024-01-03", hainan, zero=True)
    rows = next(part for part in printed(late) if isinstance(part, BodyTable)).rows
    assert ("一般隐患·排查数（条）", "0", "0") in rows
    stood = received(province.clerk, kind="summary", until=day("2023-12-31"), on=day("2024-01-04"))
    assert [a.stands.label for a in stood.answers] == ["迟报"]
    assert step(late, province.clerk, "accept", "2024-01-04").state == "ACCEPTED"


def printed(report: Report) -> Sequence[str | BodyTable]:
    return report_document(report, at=when("2024-01-05"), signed=signed_versions(report)[0]).body


@pytest.mark.parametrize(
    ("upper", "code", "name", "sibling", "due", "plan"),
    [
        pytest.param("320400", "320471", "常州经济开发区", "320404", "2026-03-31", "changzhou-2023",
                     marks=pytest.mark.clause("changzhou-2023/0a")),
        pytest.param(PROVINCE, "460071", "洋浦经济开发区", "469002", "2026-04-01", "hainan-2023",
                     marks=pytest.mark.clause("hainan-2023/0a")),
    ],
)  # fmt: skip
def test_a_zone_is_an_authority_beside_the_counties(
    upper: str, code: str, name: str, sibling: str, due: str, plan: str
) -> None:
    """功能区、重点园区：登记为属地监管机构，独立接任务、排查、报送，统计时单列并汇入上级."""
    if not Division.objects.filter(pk=code).exists():
        add_zone(actor=system_actor(), code=code, name=name, parent_code=upper, at=BORN)
    name = area_of(code).name
    above, zone, beside = office(upper), office(code, name=f"{name}建设局"), office(sibling)
    site = make_site(code=code, name="保税仓库工程")
    found = items(issued(site))
    assert [one.agency_id for one in found] == [site.agency.pk]
    Hazard.objects.filter(pk=found[0].pk).update(found_on=day("2026-03-10"))

    assert any(line.mine for line in plan_page(plan, own=area_of(code), today=day("2026-03-29")).tasks)
    report = opened(zone, "2026-03-29 08:00")
    assert (report.receiver_id, str(report.due_on), report.own) == (above.agency.pk, due, False)
    done = submitted(zone, due, report)
    assert done.version is not None
    assert done.version.figures["total"]["general|month"] == 1

    month = monthly_report(actor=above.clerk, division_code=upper, month="2026-03", at=when("2026-04-02"))
    rows = {row.name: row.count("general", "month") for row in month.table.rows}
    assert (rows[name], rows[beside.agency.division.name], month.table.total.count("general", "month")) == (1, 0, 1)
    stood = received(above.clerk, kind="monthly", until=day("2026-03-31"), on=day("2026-04-03"))
    assert {a.report.where_name: a.stands.label for a in stood.answers} == {
        zone.agency.name: "按时", beside.agency.name: "缺报"
    }  # fmt: skip
    assert step(done, above.clerk, "accept", "2026-04-03").state == "ACCEPTED"
