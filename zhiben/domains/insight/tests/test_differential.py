"""Page, ledger and hand-written SQL say the same number, whatever is asked: filters in any combination, any reader."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection

from zhiben.domains.criteria.public import category_names
from zhiben.domains.hazards.terms import CHANNELS
from zhiben.domains.hazards.web.lists import HazardList
from zhiben.domains.insight.queries.asking import View, view_of
from zhiben.domains.insight.queries.breakdowns import Table, table_of
from zhiben.domains.insight.queries.frequent import WAYS, frequent, frequent_view, period_of
from zhiben.domains.insight.queries.summary import FIXED, Summary, month_urls, summary
from zhiben.domains.insight.terms import By
from zhiben.domains.insight.tests.scenes import PLACES, Scene, make_scene, project_actor
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.ui.lists.filters import Asked
from zhiben.kernel.ui.lists.read import filtered

pytestmark = pytest.mark.django_db
ROUNDS = 120


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def listed(actor: Actor, url: str) -> int:
    """How many rows the ledger shows at an address."""
    given = dict(parse_qsl(urlsplit(url).query))
    asked = Asked(actor, now(), given)
    number = filtered(HazardList(), asked).count()
    assert asked.problems == [], (url, asked.problems)
    return number


def by_hand(actor: Actor, given: dict[str, str], also: str = "true") -> int:
    """The same question asked of the tables by somebody who has not read our code."""
    tests, values = ["h.level = 'MAJOR'", "h.state not in ('RECORDED', 'VOIDED')", also], []
    for name, value in given.items():
        sql, more = HAND[name](value)
        tests.append(sql)
        values += more
    reach = {"province": "h.province", "city": "h.city", "county": "h.county"}.get(actor.level)
    if actor.is_regulator and reach:
        tests.append(f"{reach} = %s")
        values.append(actor.division_code)
    if not actor.is_regulator:
        tests.append("h.project_id = %s")
        values.append(actor.reach_id)
    where = " and ".join(tests)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select count(*) from hazards_hazard h join projects_project p on p.id = h.project_id where {where}",
            values,
        )
        return int(cursor.fetchone()[0])


def _category(value: str) -> tuple[str, list[Any]]:
    if value == "-":
        return "h.category = '' and h.clause_code = ''", []
    written = [key for key, name in category_names().items() if name == value] + [value]
    return ("coalesce(nullif(h.category, ''), substring(h.clause_code from '^[^.]*')) = any(%s)", [written])


def _age(value: str) -> tuple[str, list[Any]]:
    low, _, high = value.partition("-")
    days = "(%s::date - h.found_on)"
    sql = (
        f"h.closed_at is null and {days} >= %s"
        if low != "0"
        else "h.closed_at is null and %s::date is not null and %s = 0"
    )
    values: list[Any] = [today(), int(low)]
    if high:
        sql += f" and {days} <= %s"
        values += [today(), int(high)]
    return sql, values


def _legacy(value: str) -> tuple[str, list[Any]]:
    word, _, year = value.partition("-")
    return f"extract(year from h.found_on) {'<=' if word == 'stock' else '>'} %s", [int(year)]


def _box(value: str) -> tuple[str, list[Any]]:
    return "p.lat >= %s and p.lng >= %s and p.lat < %s and p.lng < %s", value.split(",")


HAND: dict[str, Any] = {
    "division": lambda v: ("%s in (h.province, h.city, h.county)", [v]),
    "found_from": lambda v: ("h.found_on >= %s", [v]),
    "found_to": lambda v: ("h.found_on <= %s", [v]),
    "state": lambda v: ("h.state = %s", [v]),
    "source": lambda v: ("h.source = %s", [v]),
    "channel": lambda v: ("h.source = any(%s)", [list({k: s for k, _, s in CHANNELS}.get(v, ("PLATFORM",)))]),
    "legacy": _legacy,
    "clause": lambda v: ("h.clause_code = %s", ["" if v == "-" else v]),
    "category": _category,
    "age": _age,
    "open": lambda v: ("h.closed_at is null", []),
    "overdue": lambda v: ("h.closed_at is null and h.deadline_on < %s", [today()]),
    "project": lambda v: ("h.project_id = %s", [v]),
    "enterprise": lambda v: (
        "exists (select 1 from projects_projectparty q where q.project_id = h.project_id and q.role = 'contractor' and "
        "q.enterprise_id = %s and h.found_on between q.valid_from and coalesce(q.valid_to - 1, 'infinity'::date))", [v]
    ),
    "unit": lambda v: ("h.agency_id = %s", [v]),
    "box": _box,
}  # fmt: skip


def any_filters(chance: Random, scene: Scene) -> dict[str, str]:
    """Up to five filters at once, each with a value that may hit or miss."""
    day = today() - timedelta(days=chance.randrange(0, 1500))
    south, west = chance.uniform(18, 28), chance.uniform(108, 116)
    values = {
        "division": chance.choice([*PLACES, "350000", "350100", "460000", "320000"]),
        "found_from": str(day), "found_to": str(day + timedelta(days=chance.randrange(0, 900))),
        "state": chance.choice(["CONFIRMED", "RECTIFYING", "SUBMITTED", "CLOSED"]),
        "source": chance.choice(["SELF_CHECK", "SUPERVISION", "TIP_OFF", "PLATFORM", "UPPER"]),
        "channel": chance.choice(["self", "inspection", "tip_off", "other"]),
        "legacy": chance.choice(["stock-2023", "new-2023", "stock-2024", "new-2022"]),
        "clause": chance.choice(["-", "2022-10.1", "2024-5.4.1", "2022-11.2", "2022-4.1"]),
        "category": chance.choice(["-", "脚手架工程", "建筑起重机械及吊装工程", "自己写的类别", "高处作业", "基坑、边坡工程"]),
        "age": chance.choice(["0-7", "8-30", "31-90", "91-180", "181-365", "366-"]), "open": "1", "overdue": "1",
        "project": str(chance.choice(scene.projects).pk), "enterprise": str(chance.choice(scene.enterprises).pk),
        "unit": str(chance.choice(list(scene.agencies.values())).pk),
        "box": f"{south:.3f},{west:.3f},{south + chance.uniform(1, 9):.3f},{west + chance.uniform(1, 9):.3f}",
    }  # fmt: skip
    return {name: values[name] for name in chance.sample(sorted(values), chance.randrange(0, 5))}


def readers(scene: Scene) -> list[Actor]:
    return [
        scene.regulator("000000", "nation"), scene.regulator("350000", "province"), scene.regulator("350100", "city"),
        scene.regulator("350102", "county"), scene.regulator("460000", "province"), project_actor(scene.projects[0]),
    ]  # fmt: skip


def numbers_of(found: Summary) -> Iterator[tuple[str, int, str]]:
    for measure in found.measures:
        yield f"whole {measure.key}", found.whole[measure.key], found.urls[measure.key]
    for table in found.tables.values():
        yield from cells_of(table)
    for month in found.months[-3:] + found.months[:1]:
        urls = month_urls(found.view, month)
        yield f"{month.label} stock", month.stock, urls["stock"]
        yield f"{month.label} left", month.left, urls["left"]
        yield f"{month.label} found", month.found, urls["found"]
        yield f"{month.label} closed", month.closed, urls["closed"]


def cells_of(table: Table) -> Iterator[tuple[str, int, str]]:
    for line in table.lines:
        for measure in table.measures:
            yield f"{table.by} {line.key} {measure.key}", line.counts[measure.key], line.urls[measure.key]


def test_any_combination_of_filters_says_the_same_on_page_in_ledger_and_in_sql(scene: Scene) -> None:
    chance, seen = Random(20261121), 0
    actors = readers(scene)
    for turn in range(ROUNDS):
        actor, given = actors[turn % len(actors)], any_filters(chance, scene)
        if not actor.is_regulator:
            given.pop("division", None)
        with acting_as(actor):
            found = summary(view_of(actor, now(), given, fixed=FIXED))
            assert found.view.asked.problems == []
            assert found.whole["total"] == by_hand(actor, given), (actor.level, given)
            assert found.whole["open"] == by_hand(actor, given, "h.closed_at is null")
            assert found.whole["closed"] == by_hand(actor, given, "h.state = 'CLOSED'")
            assert listed(actor, found.view.records()) == found.whole["total"], (actor.level, given)
            numbers = list(numbers_of(found))
            for name, number, url in chance.sample(numbers, min(12, len(numbers))):
                assert bool(url) == bool(number), (name, given)
                if url:
                    assert listed(actor, url) == number, (name, actor.level, given, url)
            seen += bool(found.whole["total"])
    assert seen > ROUNDS // 3


def test_every_number_of_the_whole_view_opens_as_many_records_as_it_says(scene: Scene) -> None:
    actor = scene.regulator("000000", "nation")
    with acting_as(actor):
        found = summary(view_of(actor, now(), {}, fixed=FIXED))
        for name, number, url in numbers_of(found):
            assert (listed(actor, url) if url else 0) == number, (name, url)


@pytest.mark.parametrize("by", list(By))
def test_a_breakdown_alone_says_what_the_summary_says_and_opens_its_records(scene: Scene, by: By) -> None:
    actor = scene.regulator("350000", "province")
    with acting_as(actor):
        view = view_of(actor, now(), {"open": "1"}, fixed=FIXED)
        found = summary(view)
        table = table_of(view, by, found.measures, order="open", most=500)
        for name, number, url in cells_of(table):
            assert (listed(actor, url) if url else 0) == number, (name, url)
        if by in found.tables and not found.tables[by].cut:
            whole = [(line.name, line.counts) for line in found.tables[by].lines]
            assert whole == [(line.name, line.counts) for line in table.lines]


@pytest.mark.parametrize("by", WAYS)
def test_what_is_found_most_often_opens_its_records_of_both_years(scene: Scene, by: By) -> None:
    chance = Random(5)
    for actor in (scene.regulator("000000", "nation"), scene.regulator("350000", "province")):
        for _ in range(6):
            given = any_filters(chance, scene) | chance.choice([{}, {"level": "GENERAL"}, {"stage": "frame"}])
            for name in ("legacy", "age", "open", "overdue"):
                given.pop(name, None)
            if given.get("found_to", "9999") < given.get("found_from", ""):
                continue
            with acting_as(actor):
                view = frequent_view(actor, now(), given)
                found = frequent(view, by, period_of(view.given, view.on))
                assert view.asked.problems == []
                for name, number, url in [*cells_of(found.table), *_whole(found)]:
                    assert (listed(actor, url) if url else 0) == number, (name, given, url)


def _whole(found: Any) -> list[tuple[str, int, str]]:
    return [(f"whole {m.key}", found.whole[m.key], found.urls[m.key]) for m in found.table.measures]


def test_the_year_in_the_address_stays_the_year_of_its_numbers(scene: Scene) -> None:
    actor = scene.regulator("350000", "province")
    with acting_as(actor):
        view: View = view_of(actor, now(), {"legacy": "stock-2024"}, fixed=FIXED)
        found = summary(view)
        assert view.legacy == 2024
        assert found.whole["stock"] == found.whole["open"] == listed(actor, found.urls["open"])
        assert found.whole["new"] == 0
