"""What the hazard indicators count, on a set small enough to count by hand, on several days."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db.models import F

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.terms import HazardState as S
from zhiben.domains.hazards.terms import Level
from zhiben.domains.hazards.tests.counting import day, hazard, moment, project_in
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.declarations import Question
from zhiben.kernel.indicators.models import Snapshot
from zhiben.kernel.indicators.queries import compute, compute_below, records
from zhiben.kernel.indicators.snapshots import series, take_snapshots
from zhiben.kernel.indicators.standing import Comparison, Target
from zhiben.kernel.indicators.tallies import Tally, count_by
from zhiben.kernel.indicators.terms import Goal, Part, Status

NATION = Area(code="000000", name="全国", level="nation", path="")
PROVINCE = Area(code="460000", name="甲省", level="province", path="46.")
CITY = Area(code="460100", name="乙市", level="city", path="46.4601.")
DISTRICT = Area(code="460105", name="丙区", level="county", path="46.4601.460105.")
ZONE = Area(code="460171", name="丁开发区", level="zone", path="46.4601.460171.")
PLAIN_COUNTY = Area(code="469002", name="戊市", level="county", path="46.469002.")
KEYS = ["hazard-closure", "hazard-closure.general", "hazard-closure.major", "legacy-major-hazards-cleared",
        "major-hazard-zero", "major-hazard-zero.overdue", "hazard-open.major", "hazard-overdue"]  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def small_set() -> dict[str, UUID]:
    """Eleven hazards in a district, a zone and a county straight under the province; legacy up to 2023."""
    district, zone = project_in(DISTRICT, CITY.code), project_in(ZONE, CITY.code)
    plain = project_in(PLAIN_COUNTY)
    major: dict[str, Any] = {"level": Level.MAJOR}
    return {
        "closed on its last day": hazard(district, "2026-03-01", "2026-03-31", "2026-03-31"),
        "closed a day late": hazard(district, "2026-03-02", "2026-03-31", "2026-04-01", **major),
        "still open, overdue": hazard(district, "2026-03-03", "2026-03-20", **major),
        "not yet due": hazard(district, "2026-03-30", "2026-04-15"),
        "voided": hazard(district, "2026-03-04", "2026-03-10", state=S.VOIDED),
        "in a draft": hazard(district, "2026-03-05", "2026-03-10", state=S.RECORDED),
        "returned once": hazard(zone, "2026-03-06", "2026-03-25", round=2, rechecked_on=day("2026-03-12")),
        "closed early in the zone": hazard(zone, "2026-03-07", "2026-03-28", "2026-03-08", **major),
        "old, closed": hazard(plain, "2022-05-01", "2022-06-01", "2023-02-01", backfilled=True, **major),
        "old, open, no deadline": hazard(plain, "2023-12-31", state=S.CONFIRMED, backfilled=True, **major),
        "old, closed, undated": hazard(plain, "2023-11-01", state=S.CLOSED, backfilled=True,
                                       closed_at=moment("2026-03-15 08:00"), **major),
    }  # fmt: skip


def figures(area: Area, on: str) -> dict[str, tuple[int, int | None]]:
    readings = compute(KEYS, area, day(on))
    return {r.indicator.key: (r.tally.numerator, r.tally.denominator) for r in readings if r.tally}


def test_any_day_gives_the_figures_of_that_day(small_set: dict[str, UUID]) -> None:
    assert figures(PROVINCE, "2026-03-31") == {
        "hazard-closure": (4, 7), "hazard-closure.general": (1, 2), "hazard-closure.major": (3, 5),
        "legacy-major-hazards-cleared": (2, 3), "major-hazard-zero": (1, 3), "major-hazard-zero.overdue": (1, None),
        "hazard-open.major": (3, None), "hazard-overdue": (2, None),
    }  # fmt: skip
    assert figures(PROVINCE, "2026-04-01") == {
        "hazard-closure": (5, 7), "hazard-closure.general": (1, 2), "hazard-closure.major": (4, 5),
        "legacy-major-hazards-cleared": (2, 3), "major-hazard-zero": (1, 3), "major-hazard-zero.overdue": (1, None),
        "hazard-open.major": (2, None), "hazard-overdue": (2, None),
    }  # fmt: skip
    assert figures(PROVINCE, "2026-03-14")["legacy-major-hazards-cleared"] == (1, 3)
    assert figures(PROVINCE, "2022-12-31")["legacy-major-hazards-cleared"] == (0, 1)
    assert figures(PROVINCE, "2026-03-20")["hazard-overdue"] == (0, None)
    assert figures(PROVINCE, "2026-03-21")["hazard-overdue"] == (1, None)


@pytest.mark.parametrize(
    ("area", "closure"),
    [(NATION, (4, 7)), (PROVINCE, (4, 7)), (CITY, (2, 5)), (DISTRICT, (1, 3)), (ZONE, (1, 2)), (PLAIN_COUNTY, (2, 2))],
)
def test_each_level_counts_what_stands_in_it(
    small_set: dict[str, UUID], area: Area, closure: tuple[int, int | None]
) -> None:
    assert figures(area, "2026-03-31")["hazard-closure"] == closure


def test_a_county_straight_under_its_province_stands_beside_the_cities(
    small_set: dict[str, UUID], django_assert_num_queries: Any
) -> None:
    empty_city = Area(code="460200", name="己市", level="city", path="46.4602.")
    with django_assert_num_queries(1):
        rows = compute_below(["hazard-closure"], [CITY, PLAIN_COUNTY, empty_city], PROVINCE, day("2026-03-31"))
    assert [(r.area.name, r.value) for r in rows] == [("乙市", Decimal(40)), ("戊市", Decimal(100)), ("己市", None)]
    below = compute_below(["hazard-closure"], [DISTRICT, ZONE], CITY, day("2026-03-31"))
    assert [(r.area.name, r.value) for r in below] == [("丙区", Decimal("33.33")), ("丁开发区", Decimal(50))]


@pytest.mark.parametrize("on", ["2022-12-31", "2026-03-14", "2026-03-31", "2026-04-20"])
@pytest.mark.parametrize("area", [NATION, PROVINCE, CITY, ZONE])
def test_every_number_opens_exactly_its_records(small_set: dict[str, UUID], area: Area, on: str) -> None:
    question = Question.of_year(area, day(on))
    for key, (numerator, denominator) in figures(area, on).items():
        assert records(key, Part.NUMERATOR, question).count() == numerator
        if denominator is not None:
            assert records(key, Part.DENOMINATOR, question).count() == denominator
            assert records(key, Part.REMAINDER, question).count() == denominator - numerator


def test_the_records_are_the_right_ones(small_set: dict[str, UUID]) -> None:
    names = {pk: name for name, pk in small_set.items()}
    missing = records("hazard-closure", Part.REMAINDER, Question.of_year(PROVINCE, day("2026-03-31")))
    assert {names[h.pk] for h in missing} == {"closed a day late", "still open, overdue", "returned once"}
    late = records("major-hazard-zero", Part.REMAINDER, Question.of_year(PROVINCE, day("2026-12-31")))
    assert {names[h.pk] for h in late} == {"closed a day late", "still open, overdue"}


def test_without_a_target_the_status_says_so(small_set: dict[str, UUID]) -> None:
    assert {r.status for r in compute(KEYS, PROVINCE, day("2026-03-31"))} == {Status.NO_TARGET}


def test_one_figure_broken_down_by_anything_in_one_query(
    small_set: dict[str, UUID], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        by_level = count_by("hazard-closure", PROVINCE, day("2026-03-31"), "level")
    assert by_level == {"GENERAL": Tally(numerator=1, denominator=2), "MAJOR": Tally(numerator=3, denominator=5)}
    with django_assert_num_queries(1):
        by_project = count_by("hazard-open.major", CITY, day("2026-03-31"), "project__name")
    assert by_project == {"丙区工程": Tally(numerator=2)}
    with pytest.raises(InvalidInput):
        count_by("coverage-rounds-of-nobody", PROVINCE, day("2026-03-31"), "level")


def test_a_target_without_records_is_never_met(small_set: dict[str, UUID]) -> None:
    empty = Area(code="460200", name="己市", level="city", path="46.4602.")
    wanted = Target(goal=Goal.AT_LEAST, value=Decimal(0), text="全部")
    (share,) = compute(["hazard-closure"], empty, day("2026-03-31"), targets=lambda *_: wanted)
    assert (share.tally, share.value, share.status) == (Tally(numerator=0, denominator=0), None, Status.NOT_COLLECTED)
    assert share.why == "没有记录可以说明（到期应销号的隐患条数为 0），不算达到"
    drop = Target(goal=Goal.LESS_THAN_BEFORE, due=day("2026-12-31"))
    (low,) = compute(["major-hazard-increment"], empty, day("2026-03-31"), targets=lambda *_: drop)
    assert low.before is not None
    assert (low.status, low.before.value) == (Status.NOT_COLLECTED, Decimal(0))


def test_a_drop_shows_both_years_and_their_days(small_set: dict[str, UUID]) -> None:
    hazard(project_in(DISTRICT, CITY.code), "2025-03-01", "2025-03-31", "2025-03-31", level=Level.MAJOR)
    drop = Target(goal=Goal.LESS_THAN_BEFORE, due=day("2026-12-31"))
    (found,) = compute(["major-hazard-increment"], CITY, day("2026-03-31"), targets=lambda *_: drop)
    assert found.before == Comparison(
        since=day("2025-01-01"), on=day("2025-03-31"), tally=Tally(numerator=1), value=Decimal(1)
    )
    assert (found.value, found.status) == (Decimal(3), Status.BEHIND)
    rows = compute_below(["major-hazard-increment"], [DISTRICT, ZONE], CITY, day("2026-03-31"), targets=lambda *_: drop)
    assert [(r.value, r.before.value if r.before else None) for r in rows] == [
        (Decimal(2), Decimal(1)),
        (Decimal(1), Decimal(0)),
    ]


def test_snapshots_hold_what_was_said_on_the_day(small_set: dict[str, UUID]) -> None:
    on, at = day("2026-03-31"), moment("2026-04-01 00:30")
    take_snapshots(on=on, at=at)
    take_snapshots(on=on, at=at)
    held = {s.division_code: (s.numerator, s.denominator) for s in Snapshot.objects.filter(key="hazard-closure", on=on)}
    assert held == {
        "000000": (4, 7), "460000": (4, 7), "460100": (2, 5), "460105": (1, 3), "460171": (1, 2), "469002": (2, 2)
    }  # fmt: skip
    Hazard.objects.filter(pk=small_set["closed on its last day"]).update(deadline_on=F("found_on"), closed_on=None)
    assert [(s.numerator, s.denominator) for s in series("hazard-closure", "460105", on, on)] == [(1, 3)]
