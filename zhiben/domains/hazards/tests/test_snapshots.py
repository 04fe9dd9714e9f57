"""Figures kept by what changed are exactly those counted whole, whatever is changed, on every kept day."""

from datetime import date, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from zhiben.domains.hazards.models import Hazard, LookBack, Measure, Serving
from zhiben.domains.hazards.terms import HazardState as S
from zhiben.domains.hazards.terms import Level, LookBackState, MeasureKind, MeasureState, ServingState, Source
from zhiben.domains.hazards.tests.counting import day, hazard, moment, project_in
from zhiben.kernel.base.clock import start_of_day
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.models import Change, Revision, Snapshot, TakenDay
from zhiben.kernel.indicators.snapshots import revisions, series, take_snapshots
from zhiben.kernel.indicators.tallies import Tally
from zhiben.kernel.indicators.terms import Taking
from zhiben.kernel.indicators.whole import count_whole, kept_indicators

CITY: Final = "460100"
PLACES: Final = (
    (Area(code="460105", name="丙区", level="county", path="46.4601.460105."), CITY),
    (Area(code="460171", name="丁开发区", level="zone", path="46.4601.460171."), CITY),
    (Area(code="469002", name="戊市", level="county", path="46.469002."), ""),
)
MARCH: Final = Area(code="460105", name="丙区", level="county", path="46.4601.460105.")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ZHIBEN_TODAY", day("2026-04-20"))


class Life:
    """Things that happen to hazards in no particular order, with dates in the past, today and ahead."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.projects = [project_in(area, city) for area, city in PLACES]
        self.hazards: list[UUID] = []

    def live(self, today: date, acts: int) -> None:
        for _ in range(acts):
            act = self.dice.choice(
                [self.found, self.found, self.closed, self.changed, self.demanded, self.served, self.looked]
            )
            act(today)

    def found(self, today: date) -> None:
        since = self.near(today, back=40)
        deadline = self.dice.choice([None, since + timedelta(days=self.dice.randint(0, 20))])
        state = self.dice.choice([S.REPORTED, S.CONFIRMED, S.RECORDED, S.RECTIFYING])
        pk = hazard(
            self.dice.choice(self.projects), str(since), str(deadline or ""), state=state,
            level=self.dice.choice(Level.values), source=self.dice.choice(Source.values),
            graded_on=self.dice.choice([None, since]), measure=self.dice.choice(["", "加固"]),
        )  # fmt: skip
        self.hazards.append(pk)

    def closed(self, today: date) -> None:
        on, undated = self.near(today, back=5), self.dice.random() < 0.2
        self.any_hazard().update(state=S.CLOSED, closed_on=None if undated else on, closed_at=start_of_day(today))

    def changed(self, today: date) -> None:
        project = self.dice.choice(self.projects)
        change: dict[str, Any] = self.dice.choice([
            {"level": self.dice.choice(Level.values)}, {"state": S.VOIDED, "closed_at": start_of_day(today)},
            {"state": S.RECTIFYING, "closed_at": None, "closed_on": None}, {"found_on": today - timedelta(days=60)},
            {"deadline_on": None}, {"deadline_on": today + timedelta(days=self.dice.randint(0, 9))},
            {"province": project.province, "city": project.city, "county": project.county}, {"remark": "改了备注"},
        ])  # fmt: skip
        self.any_hazard().update(**change)

    def demanded(self, today: date) -> None:
        pk = self.dice.choice(self.hazards)
        known = Measure.objects.filter(hazard_id=pk)
        if known.exists() and self.dice.random() < 0.7:
            done = self.dice.choice([None, self.near(today, back=10)])
            QuerySet.update(known, done_on=done, state=self.dice.choice(MeasureState.values))
            return
        kind = self.dice.choice([one for one in MeasureKind if not known.filter(kind=one).exists()] or [None])
        if kind is not None:
            self.related(Measure, pk, today, kind=kind, state=MeasureState.REQUIRED)

    def served(self, today: date) -> None:
        pk = self.dice.choice(self.hazards)
        known = Serving.objects.filter(hazard_id=pk)
        if not known.exists():
            enterprise = self.enterprise()
            self.related(Serving, pk, today, enterprise_id=enterprise, enterprise_name="甲公司", post="PRINCIPAL",
                         state=ServingState.SENT, token=new_id().hex)  # fmt: skip
            return
        signed = self.dice.choice([None, start_of_day(today) - timedelta(hours=self.dice.randint(1, 90))])
        QuerySet.update(known, signed_at=signed, state=self.dice.choice(ServingState.values))

    def looked(self, today: date) -> None:
        pk = self.dice.choice(self.hazards)
        known = LookBack.objects.filter(hazard_id=pk)
        if not known.exists():
            self.related(LookBack, pk, today, theme="回头看", found_on=today, due_on=today + timedelta(days=3),
                         planned_by="林晓", state=LookBackState.PLANNED)  # fmt: skip
            return
        held = self.dice.choice([None, today])
        QuerySet.update(known, held_on=held, state=self.dice.choice(LookBackState.values))

    def related(self, model: Any, pk: UUID, today: date, **values: Any) -> None:
        one = Hazard.objects.get(pk=pk)
        at = start_of_day(today) - timedelta(hours=self.dice.randint(0, 50))
        model.objects.create(title="事项", hazard=one, opened_at=at, **one.columns_of_case(), **values)

    def enterprise(self) -> UUID:
        from zhiben.registry.enterprises.models import Enterprise

        return Enterprise.objects.get_or_create(
            name="甲公司", defaults={"name_key": "甲公司", "created_at": moment("2025-01-01")}
        )[0].pk

    def any_hazard(self) -> "Rows":
        return Rows(self.dice.choice(self.hazards))

    def near(self, today: date, back: int) -> date:
        return today - timedelta(days=self.dice.choice([0, 0, 0, 1, 2, self.dice.randint(0, back)]))


class Rows:
    """One hazard, written past its workflow; what no hazard may be is left undone."""

    def __init__(self, pk: UUID) -> None:
        self.pk = pk

    def update(self, **values: Any) -> None:
        one = Hazard.objects.get(pk=self.pk)
        for name, value in values.items():
            setattr(one, name, value)
        if (one.state in (S.CLOSED, S.VOIDED)) != (one.closed_at is not None):
            return
        if one.deadline_on is not None and one.deadline_on < one.found_on:
            return
        QuerySet.update(Hazard.objects.filter(pk=self.pk), **values)


def kept(on: date) -> dict[tuple[str, str], Tally]:
    rows = Snapshot.objects.filter(on=on).values_list("division_code", "key", "numerator", "denominator")
    return {(code, key): Tally(numerator=n, denominator=d) for code, key, n, d in rows}


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_by_changes_is_what_is_counted_whole(seed: int) -> None:
    life, first = Life(seed), day("2025-12-22")
    life.hazards = [hazard(life.projects[0], "2025-11-01", "2025-12-01", level=Level.MAJOR)]
    life.live(first, 40)
    said: dict[date, dict[tuple[str, str], Tally]] = {}
    for number in range(16):
        today = first + timedelta(days=number)
        life.live(today, 12)
        taken = take_snapshots(on=today, at=start_of_day(today + timedelta(days=1)))
        assert taken.how == _way(today, first)
        said[today] = kept(today)
        assert Change.objects.count() == 0
        assert said[today] == count_whole(kept_indicators(), today)
        for before in TakenDay.objects.values_list("on", flat=True) if number in (6, 15) else ():
            assert kept(before) == count_whole(kept_indicators(), before), (today, before)
    assert Revision.objects.exists()
    _every_correction_is_told(said)


def _way(today: date, first: date) -> Taking:
    if today in (first, day("2026-01-01")):
        return Taking.WHOLE
    return Taking.CHECKED if today.weekday() == 6 else Taking.CHANGES


def _every_correction_is_told(said: dict[date, dict[tuple[str, str], Tally]]) -> None:
    """First said plus every revision since is what is kept now, and no revision is about nothing."""
    for on, figures in said.items():
        for one in Revision.objects.filter(on=on).order_by("seen_at"):
            where = (one.division_code, one.key)
            was = Tally(numerator=one.was_numerator, denominator=one.was_denominator)
            now = Tally(numerator=one.numerator, denominator=one.denominator)
            assert was == figures.get(where, now - now)
            assert was != now
            assert one.why != "全量核对"
            figures[where] = now
        assert {where: tally for where, tally in figures.items() if tally.numerator or tally.denominator} == kept(on)


def test_what_was_entered_late_is_a_correction_of_the_day_it_belongs_to() -> None:
    project = project_in(*PLACES[0])
    for _ in range(12):
        hazard(project, "2026-03-20", "2026-05-01", level=Level.MAJOR)
    for number in range(3):
        on = day("2026-03-30") + timedelta(days=number)
        take_snapshots(on=on, at=start_of_day(on + timedelta(days=1)))
    late = hazard(project, "2026-03-31", "2026-05-01", level=Level.MAJOR)
    take_snapshots(on=day("2026-04-02"), at=moment("2026-04-03 00:20"))
    found = [one for one in revisions("460105") if one.key == "hazard-open.major"]
    assert [(str(o.on), o.was_numerator, o.numerator, o.why) for o in found] == [
        ("2026-04-01", 12, 13, "期间晚录入 1 条"), ("2026-03-31", 12, 13, "期间晚录入 1 条")
    ]  # fmt: skip
    Rows(late).update(state=S.VOIDED, closed_at=moment("2026-04-03 09:00"))
    take_snapshots(on=day("2026-04-03"), at=moment("2026-04-04 00:20"))
    found = [one for one in revisions("469002") if one.key == "hazard-open.major"]
    assert found == []
    now = [
        (str(s.on), s.numerator) for s in series("hazard-open.major", "460105", day("2026-03-29"), day("2026-04-30"))
    ]
    assert now == [(f"2026-0{m}-{d:02}", 12) for m, d in [(3, 30), (3, 31), (4, 1), (4, 2), (4, 3)]]
    why = {o.why for o in revisions("460100") if o.seen_at == moment("2026-04-04 00:20")}
    assert why == {"期间作废 1 条"}


def test_a_day_repeated_only_takes_in_what_was_written_since() -> None:
    project, on = project_in(*PLACES[0]), day("2026-03-31")
    hazard(project, "2026-03-01", "2026-04-10")
    take_snapshots(on=on, at=moment("2026-04-01 00:20"))
    assert Revision.objects.count() == 0
    hazard(project, "2026-03-31", "2026-04-10")
    again = take_snapshots(on=on, at=moment("2026-04-01 08:00"))
    assert (again.how, again.changed) == (Taking.CHANGES, 1)
    assert kept(on) == count_whole(kept_indicators(), on)
    # A day before the first kept one is counted as the records are now.
    assert take_snapshots(on=day("2026-02-28"), at=moment("2026-04-01 09:00")).how == Taking.LATER


def test_a_weekly_check_finds_what_no_trigger_saw() -> None:
    project, on = project_in(*PLACES[0]), day("2026-03-28")
    pk = hazard(project, "2026-03-01", "2026-04-10", level=Level.MAJOR)
    take_snapshots(on=on, at=moment("2026-03-29 00:20"))
    Rows(pk).update(level=Level.GENERAL)
    Change.objects.all().delete()
    taken = take_snapshots(on=on + timedelta(days=1), at=moment("2026-03-30 00:20"))
    assert taken.how == Taking.CHECKED
    assert kept(day("2026-03-29")) == count_whole(kept_indicators(), day("2026-03-29"))
    assert {one.why for one in revisions("460105")} == {"全量核对"}


def test_a_day_that_has_not_come_is_not_kept() -> None:
    with pytest.raises(ValueError, match="has not come"):
        take_snapshots(on=day("2026-04-21"), at=moment("2026-04-20 10:00"))
    assert not TakenDay.objects.exists()


def test_a_change_that_no_figure_rests_on_is_not_noted() -> None:
    pk = hazard(project_in(*PLACES[0]), "2026-03-01", "2026-04-10")
    Change.objects.all().delete()
    Rows(pk).update(remark="改了备注")
    assert Change.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("update hazards_hazard set deadline_on = '2026-04-11' where id = %s", [pk])
    assert [(c.source, c.root_id, (c.before or {})["deadline_on"]) for c in Change.objects.all()] == [
        ("hazards_hazard", pk, "2026-04-10")
    ]
