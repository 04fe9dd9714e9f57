"""The same number wherever one looks: a thousand random questions, asked of the database view, the list, its export, the
monthly report, the indicators, the interface, and of the tables by hand. A sample goes through the real doors."""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import openpyxl
import pytest
from django.test import Client

from tests.conformance.questions import (
    OfMonth,
    Question,
    any_question,
    by_hand,
    indicator_of,
    many_hazards,
    of_month,
    readers,
)
from zhiben.domains.campaigns.queries.areas import area_for
from zhiben.domains.campaigns.queries.months import IN_MONTH, month_of
from zhiben.domains.campaigns.queries.table import Table, read_table
from zhiben.domains.hazards.api.narrowing import narrowed
from zhiben.domains.hazards.api.schemas import HazardQuery
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.tests.factories import user_of
from zhiben.domains.hazards.web.lists import HazardList
from zhiben.domains.insight.queries.asking import FILTERS, view_of
from zhiben.domains.insight.queries.counting import WHOLE, count_groups
from zhiben.domains.insight.queries.summary import FIXED, measures_of
from zhiben.domains.insight.tests.scenes import Scene
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.indicators.queries import compute
from zhiben.kernel.search.keeping import refresh_all
from zhiben.kernel.ui.lists import export
from zhiben.kernel.ui.lists.export import export_list
from zhiben.kernel.ui.lists.filters import Asked
from zhiben.kernel.ui.lists.query import ListQuery
from zhiben.kernel.ui.lists.read import filtered

pytestmark = pytest.mark.django_db
QUESTIONS, THROUGH_DOORS, SEED = 1000, 70, 20261121
COUNTED = {"counted": "1"}
OF_VIEW = {name for one in FILTERS for name in one.names}
OF_WIRE = {name: name for name in HazardQuery.model_fields} | {"found_from": "found_since", "found_to": "found_until"}
Tables = dict[tuple[Actor, str, str], Table]


@pytest.fixture
def scene() -> Scene:
    """Most hazards stand in the search documents as they are; some have got another title since, or another place."""
    made = many_hazards()
    refresh_all()
    changed = Hazard.objects.filter(pk__in=Hazard.objects.order_by("pk").values_list("pk", flat=True)[::9])
    changed.filter(level="MAJOR").update(title="第7条隐患 1，换了说法")
    changed.exclude(level="MAJOR").update(where_name="安置房3期（改了名）")
    return made


def questions(scene: Scene, number: int, seed: int = SEED) -> Iterator[tuple[Actor, Question]]:
    chance, actors = Random(seed), readers(scene)
    for turn in range(number):
        actor = actors[turn % len(actors)]
        yield actor, any_question(chance, scene, actor)


def listed(actor: Actor, given: Question) -> set[UUID]:
    asked = Asked(actor, now(), given | COUNTED)
    found = set(filtered(HazardList(), asked).values_list("pk", flat=True))
    assert asked.problems == [], given
    return found


def exported(actor: Actor, given: Question) -> int:
    """How many lines the file has."""
    asked = given | COUNTED
    columns = tuple(column.key for column in HazardList.columns)
    return int(export_list(HazardList(), Asked(actor, now(), asked), ListQuery(asked, "", 1, columns)).content)


def figures(actor: Actor, given: Question) -> dict[str, int]:
    """The figures of the database of major hazards, or of general ones counted in the same way."""
    level = given.get("level", FIXED["level"])
    rest = {name: value for name, value in given.items() if name != "level"}
    view = view_of(actor, now(), rest, fixed={"level": level})
    found = count_groups(view.rows, {}, measures_of(view))[WHOLE][()]
    assert view.asked.problems == [], given
    return found


def reported(actor: Actor, where: OfMonth, tables: Tables) -> int:
    """A cell of the monthly report: of a row of the reader's own table where there is one, else of a table of its own.

    Each table is read once.
    """
    own = table_of(actor, actor.division_code, where.month, tables)
    row = next((one for one in own.rows if one.area.code == where.division and not one.area.agency_id), None)
    found = row or table_of(actor, where.division, where.month, tables).total
    return found.count(where.column, IN_MONTH)


def table_of(actor: Actor, code: str, month: str, tables: Tables) -> Table:
    if (actor, code, month) not in tables:
        tables[actor, code, month] = read_table(area_for(actor, code), month_of(month, today()))
    return tables[actor, code, month]


def test_a_thousand_questions_have_one_answer_each(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "write_sheet", only_counted)
    asked: Counter[str] = Counter()
    tables: Tables = {}
    for actor, given in questions(scene, QUESTIONS):
        with acting_as(actor):
            right = by_hand(actor, given)
            found = listed(actor, given)
            assert found == right, (actor.level, given)
            answers = {"list": len(found), "export": exported(actor, given)}
            answers |= further(actor, given, tables)
        assert set(answers.values()) == {len(right)}, (actor.level, given, len(right), answers)
        asked.update([*answers, *(["something"] if right else []), *given])
    assert asked["list"] == asked["export"] == QUESTIONS
    assert asked["interface"] > 700
    assert asked["view"] > 400
    assert asked["report"] > 150
    assert asked["indicator"] > 20
    assert asked["something"] > 500
    assert (
        min(asked[name] for name in ("division", "clause", "category", "enterprise", "project", "legacy", "age")) > 30
    )


def only_counted(title: str, columns: Any, rows: Any) -> tuple[bytes, int]:
    """The number of rows instead of a workbook."""
    number = sum(1 for _ in rows)
    return str(number).encode(), number


def further(actor: Actor, given: Question, tables: Tables) -> dict[str, int]:
    """The other places that can be asked this question."""
    found = {}
    if one_word(given) and given.keys() <= OF_WIRE.keys():
        asked = HazardQuery(**{OF_WIRE[name]: value for name, value in (given | COUNTED).items()})  # type: ignore[arg-type]
        found["interface"] = narrowed(actor, asked, now()).count()
    if given.get("level") and given.keys() - {"level"} <= OF_VIEW:
        found["view"] = figures(actor, given)["total"]
    if where := of_month(actor, given):
        found["report"] = reported(actor, where, tables)
    if key := indicator_of(actor, given):
        [reading] = compute([key], area_for(actor, given.get("division", "")), today())
        assert reading.tally is not None
        found["indicator"] = reading.tally.numerator
    return found


def one_word(given: Question) -> bool:
    """The interface looks for a text as it stands, the list for each word of it."""
    return " " not in given.get("q", "")


def test_the_figures_of_the_view_are_its_parts_by_hand(scene: Scene) -> None:
    """未销号, 存量, 增量, 逾期 and 已销号 of what is asked, not only how many there are in all."""
    parts = {"open": "h.closed_at is null", "closed": "h.state = 'CLOSED'"}
    for actor, given in questions(scene, 120, SEED + 1):
        if given.keys() - {"level"} - OF_VIEW:
            continue
        with acting_as(actor):
            found, level = figures(actor, given), {"level": "MAJOR"} | given
            year = found["stock"] + found["new"]
            for key, also in parts.items():
                assert found[key] == len(by_hand(actor, level, f"h.state <> 'VOIDED' and {also}")), (key, given)
            late = f"h.state <> 'VOIDED' and h.closed_at is null and h.deadline_on < '{today()}'"
            assert (year, found["overdue"]) == (found["open"], len(by_hand(actor, level, late))), given


def test_the_doors_say_what_the_tables_say(scene: Scene) -> None:
    """Page, spreadsheet, database page and the interface, signed in, over HTTP."""
    clients: dict[Actor, Client] = {}
    asked: Counter[str] = Counter()
    for actor, given in questions(scene, THROUGH_DOORS, SEED + 2):
        if actor not in clients:
            clients[actor] = Client()
            clients[actor].force_login(user_of(actor))
        right = len(by_hand(actor, given))
        answers = at_the_doors(clients[actor], actor, given)
        assert set(answers.values()) == {right}, (actor.level, given, right, answers)
        asked.update(answers.keys())
    assert asked["page"] == asked["spreadsheet"] == THROUGH_DOORS
    assert asked["hazards"] > 45
    assert asked["database"] > 10
    assert asked["database page"] == asked["database"]
    assert asked["monthly"] > 8


def at_the_doors(client: Client, actor: Actor, given: Question) -> dict[str, int]:
    where = f"/hazards/?{urlencode(given | COUNTED)}"
    page = client.get(where)
    book = openpyxl.load_workbook(BytesIO(client.get(f"{where}&export=xlsx").content), read_only=True)
    found = {"page": page.context["reading"].total, "spreadsheet": sum(1 for _ in book.worksheets[0].rows) - 1}
    if one_word(given) and given.keys() <= OF_WIRE.keys():
        query = {OF_WIRE[name]: value for name, value in (given | COUNTED).items()}
        found["hazards"] = wire(client, "hazards", query | {"count": "true", "limit": "1"})["count"]
    if given.get("level") == "MAJOR" and given.keys() - {"level"} <= OF_VIEW - {"unplaced", "direct_in"}:
        rest = {name: value for name, value in given.items() if name != "level"}
        found["database"] = whole(wire(client, "database/summary", rest))
        found["database page"] = client.get(f"/database/?{urlencode(rest)}").context["found"].whole["total"]
    if month := of_month(actor, given):
        query = {"month": month.month, "division": month.division}
        found["monthly"] = wire(client, "reports/monthly", query)["total"]["month"][month.column]["value"]
    return found


def wire(client: Client, where: str, given: Question) -> Any:
    answer = client.get(f"/api/v1/{where}?{urlencode({n: v for n, v in given.items() if v})}")
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def whole(answer: Any) -> int:
    return int(answer["whole"]["total"]["value"])


@pytest.mark.parametrize(
    "given",
    [
        {"legacy": "stock"},
        {"age": "7"},
        {"source": "SOMEBODY"},
        {"channel": "x"},
        {"enterprise": "1"},
        {"box": "1,2,3"},
    ],
)
def test_what_nobody_understands_is_refused_to_a_program_and_never_taken_for_everything(
    scene: Scene, given: Question
) -> None:
    client = Client()
    client.force_login(user_of(readers(scene)[0]))
    answer = client.get(f"/api/v1/hazards?{urlencode(given)}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == next(iter(given))
