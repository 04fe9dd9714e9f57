"""The plans that come with the product: whole, each clause of the ledger once, and what they say where."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from zhiben.domains.campaigns.models import PlanClause, PlanTarget, PlanTask
from zhiben.domains.campaigns.queries.areas import area_of
from zhiben.domains.campaigns.queries.due_days import occurrences
from zhiben.domains.campaigns.queries.plans import as_target, duties_for, plans_in_force, targets_of
from zhiben.domains.campaigns.services.plans.declaration import schema
from zhiben.domains.campaigns.services.plans.knowledge import FOLDER, ledger
from zhiben.domains.campaigns.services.plans.loading import check_plans, plan_files
from zhiben.domains.campaigns.terms import ClauseState, Goal
from zhiben.registry.agencies.public import division

pytestmark = pytest.mark.django_db
FIVE = {"national-2024", "jiaocheng-2024", "fujian-2024", "changzhou-2023", "hainan-2023"}
NOW = date(2026, 11, 21)


def path_of(code: str) -> str:
    return division(code).path


def test_the_files_hold_together() -> None:
    files = plan_files()
    assert {path.stem for path in files} == FIVE
    assert list(map(str, check_plans({path.name: path.read_bytes() for path in files}))) == []


def test_the_published_schema_is_up_to_date() -> None:
    said = json.loads((FOLDER / "schema.json").read_text("utf-8"))
    assert said == schema(), "run python -m tools.plan_schema"


def test_every_clause_of_the_ledger_stands_in_exactly_one_plan() -> None:
    stored = Counter(clause for row in PlanClause.objects.all() for clause in row.clauses)
    assert stored == {f"{plan}/{number}": 1 for plan, asks in ledger().asks.items() for number in asks}
    assert len(stored) == 334


def test_every_task_and_target_says_where_it_comes_from_and_how_sure_it_is() -> None:
    for model in (PlanTask, PlanTarget):
        for row in model.objects.select_related("plan"):
            assert row.clauses, row.key
            assert all(clause.startswith(f"{row.plan.key}/") for clause in row.clauses), row.key
            assert row.mark in ("已核实", "旁证", "未核实", "自定"), row.key
    assert not PlanClause.objects.filter(state=ClauseState.WAITS, waits_for="").exists()
    assert not PlanClause.objects.exclude(state=ClauseState.PREAMBLE).filter(ask="").exists()


def test_a_hundred_is_asked_only_where_the_document_says_so() -> None:
    hundred = PlanTarget.objects.filter(value=100, goal=Goal.AT_LEAST)
    assert {(row.indicator, row.words) for row in hundred} == {
        ("insurance-rate", "100%"),
        ("principal-attendance", "100%"),
    }
    zeros = PlanTarget.objects.filter(goal=Goal.AT_MOST)
    assert {row.value for row in zeros} == {Decimal(0)}
    assert all(row.value is None for row in PlanTarget.objects.exclude(goal__in=(Goal.AT_LEAST, Goal.AT_MOST)))


@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        ("350102", NOW, [("national-2024", "monthly")]),
        ("141122", NOW, [("national-2024", "monthly")]),
        ("460100", NOW, [("hainan-2023", "monthly")]),  # the calendar outlives its plan
        ("469002", date(2023, 6, 1), [("hainan-2023", "monthly"), ("hainan-2023", "summary")]),
        ("460000", NOW, [("national-2024", "monthly")]),  # the province itself hands in by the nation's rule
        ("460000", date(2023, 6, 1), []),
        ("320411", NOW, [("changzhou-2023", "monthly")]),
        ("320411", date(2023, 6, 1), [("changzhou-2023", name) for name in ("monthly", "progress", "summary")]),
        ("320400", NOW, [("national-2024", "monthly")]),
        ("000000", NOW, [("national-2024", "quarterly"), ("national-2024", "annual")]),
        ("350102", date(2024, 4, 7), []),
    ],
)  # fmt: skip
def test_the_calendar_of_a_place(code: str, on: date, expected: list[tuple[str, str]]) -> None:
    assert [(duty.plan.key, duty.key) for duty in duties_for(path_of(code), on)] == expected


def test_the_days_reports_are_due_and_what_they_speak_of() -> None:
    def said(code: str, key: str, since: date, until: date) -> list[tuple[str, str, str]]:
        duty = next(d for d in duties_for(path_of(code), since) if d.key == key)
        return [(str(o.due), str(o.first), str(o.last)) for o in occurrences(duty, since, until)]

    first, last = date(2024, 1, 31), date(2024, 3, 31)
    assert said("469002", "monthly", first, last) == [
        ("2024-02-01", "2024-01-01", "2024-01-31"), ("2024-03-01", "2024-02-01", "2024-02-29"),
    ]  # fmt: skip
    assert said("320411", "monthly", first, date(2024, 2, 29)) == [
        ("2024-01-31", "2024-01-01", "2024-01-31"), ("2024-02-29", "2024-02-01", "2024-02-29"),
    ]  # fmt: skip
    assert said("350000", "monthly", date(2025, 12, 6), date(2026, 1, 5)) == [
        ("2026-01-05", "2025-12-01", "2025-12-31")
    ]
    assert said("320411", "progress", date(2023, 7, 1), date(2023, 8, 1)) == [
        ("2023-07-28", "2023-04-20", "2023-07-28")
    ]
    assert said("320411", "progress", date(2023, 8, 1), date(2023, 9, 1)) == []
    assert said("320411", "summary", date(2023, 7, 1), date(2024, 1, 1)) == [("2023-12-31", "2023-01-01", "2023-12-31")]
    assert said("000000", "quarterly", NOW, date(2027, 12, 31)) == []  # the plan has ended before January
    assert said("000000", "annual", NOW, date(2027, 12, 31)) == [("2026-12-31", "2026-01-01", "2026-12-31")]


def test_the_nearest_plan_in_force_sets_the_target() -> None:
    def said(code: str, on: date, key: str) -> tuple[str, str, str]:
        row = targets_of(area_of(code), on)[key]
        return row.plan.key, row.words, str(row.due_on)

    assert said("141122", NOW, "trace-start-rate")[0] == "jiaocheng-2024"
    assert said("141100", NOW, "trace-start-rate")[0] == "national-2024"
    assert said("460105", date(2023, 11, 1), "hazard-closure")[0] == "hainan-2023"
    assert said("460105", NOW, "hazard-closure")[0] == "national-2024"
    assert [said("350100", date(year, 6, 1), "standard-sites")[2] for year in (2024, 2025, 2026)] == [
        "2024-12-31", "2025-12-31", "2026-12-31",
    ]  # fmt: skip
    assert targets_of(area_of("350100"), date(2022, 1, 1)) == {}
    assert [plan.key for plan in plans_in_force(path_of("141122"), NOW)] == ["jiaocheng-2024", "national-2024"]


def test_what_a_figure_is_held_against() -> None:
    national = targets_of(area_of("000000"), NOW)
    assert as_target(national["hazard-closure"]).compares is False
    assert as_target(national["accident-trend"]).compares is True
    rounds = as_target(national["coverage-rounds"])
    assert (str(rounds.value), rounds.text, rounds.source) == (
        "2.00",
        "不少于2/年",
        "房屋市政工程安全生产治本攻坚三年行动方案",
    )


def test_one_question_is_one_query(django_assert_num_queries: object) -> None:
    area = area_of("141122")
    with django_assert_num_queries(1):  # type: ignore[operator]
        targets_of(area, NOW)
    with django_assert_num_queries(2):  # type: ignore[operator]
        duties_for(area.path, NOW)
