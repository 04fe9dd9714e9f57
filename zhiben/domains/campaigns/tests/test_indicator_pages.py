"""指标 as pages and data: periods, what is behind, targets of plans, comparisons, corrections, the workbook."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from openpyxl import load_workbook

from zhiben.domains.campaigns.models import Plan, PlanTarget
from zhiben.domains.campaigns.queries.areas import area_of
from zhiben.domains.campaigns.queries.catalogue import answers
from zhiben.domains.campaigns.tests.conftest import CITY, DISTRICT, PLAIN_COUNTY, PROVINCE, ZONE, March
from zhiben.domains.campaigns.tests.test_page import client_of, rows_listed
from zhiben.domains.hazards.terms import Level
from zhiben.domains.hazards.tests.counting import day, hazard, moment
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import start_of_day
from zhiben.kernel.indicators.snapshots import take_snapshots
from zhiben.kernel.indicators.terms import Status
from zhiben.registry.projects.models import Project

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sixth_of_april(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ZHIBEN_TODAY", day("2026-04-06"))


@pytest.fixture
def plan() -> Plan:
    """A plan of the province, in force in 2026, that asks for numbers."""
    made = Plan.objects.create(
        key="jia-2026", title="甲省行动方案", level="province", division_code=PROVINCE, path="46.",
        starts_on=day("2026-03-01"), ends_on=day("2026-12-31"), digest="x", loaded_at=moment("2026-01-01"),
    )  # fmt: skip
    said: list[dict[str, Any]] = [
        {"indicator": "hazard-closure", "goal": "at_least", "value": 90, "words": "90%以上"},
        {"indicator": "major-hazard-increment", "goal": "less_than_before", "words": "显著下降", "due_on": day("2026-12-31")},
        {"indicator": "unsupervised-projects", "goal": "at_most", "value": 0, "words": "有施工必有监管"},
        {"indicator": "major-hazard-db-built", "goal": "done", "words": "建成"},
        {"indicator": "listings.in_time", "goal": "at_least", "value": 0, "words": "按期"},
    ]  # fmt: skip
    for order, row in enumerate(said):
        PlanTarget.objects.create(plan=made, key=row["indicator"], order=order, mark="已核实", **row)
    return made


def said_of(code: str, **more: Any) -> dict[str, dict[str, Any]]:
    found = answers(area_of(code), day("2026-03-31"), **more)
    return {one.key: one.as_json(code) for one in found}


@pytest.mark.usefixtures("march")
def test_a_plan_in_force_says_what_is_asked_and_nothing_is_met_by_silence(plan: Plan) -> None:
    said = said_of(PROVINCE)
    closure = said["hazard-closure"]
    assert (closure["value"], closure["target"], closure["status"]) == (55.55, 90, "behind")
    assert said["hazard-closure.major"]["target"] == 90
    assert said["major-hazard-db-built"]["status"] == "no_target"
    silent = said["listings.in_time"]
    assert (silent["numerator"], silent["denominator"], silent["value"], silent["status"]) == (
        None,
        0,
        None,
        "not_collected",
    )
    assert said["unsupervised-projects"]["status"] == "behind"
    assert {one["status"] for one in said.values()} <= set(Status.values)
    empty = said_of("460200")
    assert {one["key"] for one in empty.values() if one["status"] == "met"} == set()
    assert empty["unsupervised-projects"]["status"] == "not_collected"


@pytest.mark.usefixtures("march")
def test_one_plan_is_held_against_its_own_targets_only(plan: Plan) -> None:
    said = said_of(PROVINCE, plan="jia-2026")
    assert set(said) == {
        "hazard-closure", "hazard-closure.general", "hazard-closure.major", "major-hazard-increment",
        "major-hazard-increment.before", "unsupervised-projects", "unsupervised-projects.no-agency",
        "unsupervised-projects.no-officer", "unsupervised-projects.several", "major-hazard-db-built", "listings.in_time",
    }  # fmt: skip
    assert said_of(PROVINCE, plan="national-2024")["hazard-closure"]["target"] is None


def test_a_drop_is_shown_with_both_years_days_and_percent(march: March, plan: Plan) -> None:
    for _ in range(5):
        hazard(march.district, "2025-02-01", "2025-03-01", "2025-02-20", level=Level.MAJOR)
    page = client_of(PROVINCE).get("/indicators/?on=2026-03-31").content.decode()
    assert "上年同期（2025年1月1日至2025年3月31日）5 条，减少 1 条（-20.00%）" in page
    assert said_of(PROVINCE)["major-hazard-increment"]["status"] == "on_track"
    assert said_of(CITY)["major-hazard-increment"]["status"] == "on_track"
    assert said_of(PLAIN_COUNTY)["major-hazard-increment"]["status"] == "not_collected"


@pytest.mark.parametrize(
    ("period", "count"), [("month", 3), ("quarter", 4), ("half", 4), ("year", 4), ("any&since=2026-03-31", 1)]
)
def test_periods_are_cut_at_the_chosen_day(march: March, period: str, count: int) -> None:
    client = client_of(PROVINCE)
    answer = client.get(f"/indicators/of/major-hazard-increment?on=2026-03-31&period={period}")
    (part,) = answer.context["line"].parts
    assert int(part.number) == count == rows_listed(client, part.url)


def test_the_campaign_counts_from_the_day_the_plan_began(march: March, plan: Plan) -> None:
    answer = client_of(PROVINCE).get("/indicators/?on=2026-03-31&period=campaign")
    assert "2026年3月1日至2026年3月31日" in answer.content.decode()
    assert "自《甲省行动方案》施行之日起" in answer.content.decode()


def test_the_furthest_behind_stands_first_and_every_number_opens_its_records(march: March, plan: Plan) -> None:
    client = client_of(PROVINCE)
    answer = client.get("/indicators/of/hazard-closure?on=2026-03-31")
    rows = answer.context["rows"]
    assert [row.row.name for row in rows][:2] == ["琼海市", "海口市"]
    behind = [row for row in rows if row.row.reading.status == Status.BEHIND]
    assert [(row.row.name, row.value, row.short) for row in behind] == [
        ("琼海市", "33.33%", "差 56.67 个百分点"), ("海口市", "66.66%", "差 23.34 个百分点")
    ]  # fmt: skip
    assert {row.row.reading.status for row in rows if row not in behind} == {Status.NOT_COLLECTED}
    for row in behind:
        for part in row.parts:
            assert (rows_listed(client, part.url) if part.url else 0) == int(part.number)
    below = client.get(f"/indicators/of/hazard-closure?on=2026-03-31&division={CITY}").context["rows"]
    assert {row.row.area.code for row in below} >= {DISTRICT, ZONE}
    agencies = client.get(f"/indicators/of/hazard-closure?on=2026-03-31&division={DISTRICT}").context["rows"]
    assert [row.row.name for row in agencies if row.row.area.agency_id == march.station] == [
        "秀英区建设工程质量安全监督站"
    ]


def test_a_correction_of_a_day_already_told_is_shown_on_the_page(march: March) -> None:
    for number in range(3):
        on = day("2026-03-30") + timedelta(days=number)
        take_snapshots(on=on, at=start_of_day(on + timedelta(days=1)))
    hazard(march.district, "2026-03-31", "2026-05-01", level=Level.MAJOR)
    take_snapshots(on=day("2026-04-02"), at=moment("2026-04-03 00:20"))
    client = client_of(DISTRICT)
    page = client.get("/indicators/of/hazard-open.major?on=2026-04-02").content.decode()
    assert "2026年3月31日的数，2026年4月3日有更正：2 → 3（期间晚录入 1 条）" in page
    assert 'data-chart="trend-data"' in page
    said = client.get("/api/v1/indicators/hazard-open.major?on=2026-04-02").json()
    assert [(p["on"], p["numerator"]) for p in said["trend"]] == [
        ("2026-03-30", 1), ("2026-03-31", 3), ("2026-04-01", 3), ("2026-04-02", 3)
    ]  # fmt: skip
    assert (said["revisions"][0]["was_numerator"], said["revisions"][0]["numerator"]) == (2, 3)


def test_a_province_is_shown_as_it_was_kept_last_night(march: March, django_assert_max_num_queries: Any) -> None:
    take_snapshots(on=day("2026-04-05"), at=moment("2026-04-06 00:20"))
    hazard(march.district, "2026-04-05", "2026-05-01", level=Level.MAJOR)
    client = client_of(PROVINCE)
    with django_assert_max_num_queries(45):
        answer = client.get("/indicators/")
    assert "每晚留存的数" in answer.content.decode()
    assert [f.value for f in answer.context["figures"]][:2] == ["1 条", "4 条"]
    said = {row["key"]: row for row in client.get("/api/v1/indicators?on=2026-04-05").json()}
    assert said["major-hazard-increment"]["numerator"] == 5


def test_the_interface_says_what_the_command_says(march: March) -> None:
    said = client_of(PROVINCE).get("/api/v1/indicators?on=2026-03-31").json()
    assert {row["key"]: row for row in said} == said_of(PROVINCE)
    assert client_of(DISTRICT).get(f"/api/v1/indicators?division={CITY}").status_code == 403
    assert client_of(DISTRICT).get("/api/v1/indicators/coverage-rounds").status_code == 404
    assert client_of(DISTRICT).get("/api/v1/indicators?plan=none").status_code == 422


def test_the_workbook_has_the_figures_of_the_page(march: March, plan: Plan) -> None:
    client = client_of(PROVINCE)
    answer = client.get("/indicators/workbook?on=2026-03-31")
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["指标", "下级"]
    rows = {row[0]: row for row in book["指标"].iter_rows(values_only=True) if row[0]}
    assert rows["隐患闭环整改销号率"][1:6] == (55.55, "%", 5, 9, "落后于进度")
    assert rows["隐患排查全覆盖轮次"][1] == "未采集"
    act = Act.objects.get(verb="indicators.export")
    assert (act.actor_name, act.detail["on"]) == ("林晓", "2026-03-31")


@pytest.mark.parametrize(
    "query", ["on=31.3.", "on=0001-01-01", "period=week", "period=any&since=2026-04-01&on=2026-03-31"]
)
def test_what_is_no_period_is_refused_in_words(query: str) -> None:
    assert client_of(DISTRICT).get(f"/indicators/?{query}").status_code == 422
    assert client_of(DISTRICT).get("/indicators/of/no-such").status_code == 404
    assert client_of(DISTRICT).get("/reports/indicators?on=2026-03-31")["Location"] == "/indicators/?on=2026-03-31"


def test_every_denominator_of_projects_is_the_one_definition_of_under_construction(march: March) -> None:
    """在建 on the day: 停工 counts, ended yesterday does not, begun today does."""
    for on, running in (("2026-03-19", 3), ("2026-03-20", 2), ("2026-03-31", 3)):
        asked = {one.key: one.reading for one in answers(area_of(PROVINCE), day(on)) if one.reading}
        reading = asked["unsupervised-projects"]
        assert reading.tally is not None
        assert reading.tally.denominator == running == Project.objects.under_construction(day(on)).count()
        coverage = client_of(PROVINCE).get(f"/api/v1/reports/monthly?month={on[:7]}").json()
    assert coverage["total"]["month"]["running"]["value"] == 3
