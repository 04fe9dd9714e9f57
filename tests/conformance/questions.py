"""Random questions about hazards, as an address asks them, and each written out in SQL by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any, Final
from uuid import UUID

from django.db import connection

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.terms import ListingLevel
from zhiben.domains.insight.tests.scenes import PLACES, Scene, levels_of, make_scene
from zhiben.domains.insight.tests.test_differential import HAND as OF_THE_DATABASE
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.ids import new_id
from zhiben.registry.agencies.models import Division
from zhiben.registry.agencies.public import add_zone
from zhiben.registry.projects.models import Project

ZONE: Final = "350171"
CODES: Final = (*PLACES, ZONE, "350000", "350100", "460000", "320000", "350128")
STATES: Final = ("CONFIRMED", "RECTIFYING", "SUBMITTED", "CLOSED", "VOIDED", "RECORDED", "REPORTED")
SOURCES: Final = ("SELF_CHECK", "SUPERVISION", "TIP_OFF", "PLATFORM", "UPPER")
BANDS: Final = ("0-7", "8-30", "31-90", "91-180", "181-365", "366-")
PROGRESS: Final = {
    "ground": ["基坑开挖"], "frame": ["主体结构施工至 12 层"], "fitting": ["外墙装修"], "ending": ["竣工验收准备"],
    "unknown": ["", "说不清"], "starting": [],
}  # fmt: skip
Question = dict[str, str]


def many_hazards(seed: int = 11) -> Scene:
    """Two provinces and a third, a zone, a county straight under its province; drafts, voided ones, ledger rows that were
    never switched on, closed ones without a day, open ones without a deadline, some listed for supervision."""
    chance, scene = Random(seed), make_scene(seed=seed, hazards=700)
    add_zone(actor=system_actor(), code=ZONE, name="滨江高新区", parent_code="350100", at=now())
    in_zone = levels_of(ZONE)
    moved = [one.pk for one in scene.projects if one.county in ("350102", "350103")][:2]
    Project.objects.filter(pk__in=moved).update(**in_zone)
    Hazard.objects.filter(project_id__in=moved).update(**in_zone)
    every = list(Hazard.objects.order_by("title").values_list("pk", flat=True))
    Hazard.objects.filter(pk__in=chance.sample(every, 160)).update(silent=True, backfilled=True)
    Hazard.objects.filter(pk__in=chance.sample(every, 60)).update(listing_level=ListingLevel.CITY)
    return scene


def reader(scene: Scene, code: str, level: str, role: Role) -> Actor:
    """Somebody with an account whose agency is of that division; an empty code is the nation."""
    path = Division.objects.get(pk=code).path if code else ""
    user = User.objects.create_user(f"{role}-{new_id()}"[:64], name="陈二")
    agency = next(iter(scene.agencies.values()))
    return Grant.objects.create(
        user=user, role=role, reach=ReachKind.AGENCY, reach_id=agency.pk, reach_name="本级", path=path, level=level,
        valid_from=now() - timedelta(days=1),
    ).actor()  # fmt: skip


def readers(scene: Scene) -> list[Actor]:
    """An officer of a county, leaders of a city and two provinces, a clerk of a zone, somebody who reads the nation."""
    return [
        reader(scene, "350102", "county", Role.INSPECTOR), reader(scene, "350100", "city", Role.LEADER),
        reader(scene, "350000", "province", Role.LEADER), reader(scene, "", "nation", Role.LEADER),
        reader(scene, "460000", "province", Role.LEADER), reader(scene, ZONE, "zone", Role.CLERK),
        reader(scene, "469002", "county", Role.CLERK),
    ]  # fmt: skip


def any_question(chance: Random, scene: Scene, actor: Actor) -> Question:
    """Half of them anything, the others such as a monthly report or an indicator also answers."""
    kind = chance.random()
    below = [code for code in CODES if is_below(actor, code)] if chance.random() < 0.8 else CODES
    if kind < 0.5:
        return anything(chance, scene, chance.choice(below))
    given = {"level": chance.choice(("MAJOR", "GENERAL")), "division": chance.choice(below)}
    if chance.random() < 0.3:
        del given["division"]
    if kind < 0.8:
        return given | of_a_month(chance, given["level"])
    return given | chance.choice(({"open": "1"}, {"overdue": "1"}, {"open": "1", "legacy": "stock-2023"}))


def of_a_month(chance: Random, level: str) -> Question:
    """Found in one month; of the major ones perhaps by whom; perhaps those of them put right by its end."""
    first = (today() - timedelta(days=int(chance.random() ** 2 * 720))).replace(day=1)
    last = min((first + timedelta(days=31)).replace(day=1) - timedelta(days=1), today())
    given = {"found_from": str(first), "found_to": str(last)}
    more = chance.choice(("", "", "closed", "self", "inspection"))
    if more == "closed":
        given["closed_to"] = str(last)
    elif more and level == "MAJOR":
        given["channel"] = more
    return given


def anything(chance: Random, scene: Scene, division: str) -> Question:
    """Up to five filters at once, each with a value that may hit or miss."""
    day = today() - timedelta(days=chance.randrange(0, 1500))
    closed = today() - timedelta(days=chance.randrange(0, 1500))
    south, west = chance.uniform(18, 28), chance.uniform(108, 116)
    values = {
        "division": division, "level": chance.choice(("MAJOR", "GENERAL")), "state": chance.choice(STATES),
        "source": chance.choice(SOURCES), "channel": chance.choice(("self", "inspection", "tip_off", "other")),
        "found_from": str(day), "found_to": str(day + timedelta(days=chance.randrange(0, 900))),
        "closed_from": str(closed), "closed_to": str(closed + timedelta(days=chance.randrange(0, 400))),
        "open_on": str(day + timedelta(days=chance.randrange(0, 60))), "age": chance.choice(BANDS),
        "legacy": chance.choice(("stock-2023", "new-2023", "stock-2024", "new-2022")), "open": "1", "overdue": "1",
        "clause": chance.choice(("-", "2022-10.1", "2024-5.4.1", "2022-11.2", "2022-4.1")),
        "category": chance.choice(("-", "脚手架工程", "建筑起重机械及吊装工程", "自己写的类别", "高处作业", "基坑、边坡工程")),
        "stage": chance.choice(sorted(PROGRESS)), "project": str(chance.choice(scene.projects).pk),
        "enterprise": str(chance.choice(scene.enterprises).pk), "unit": str(chance.choice([*scene.agencies.values()]).pk),
        "box": f"{south:.3f},{west:.3f},{south + chance.uniform(1, 9):.3f},{west + chance.uniform(1, 9):.3f}",
        "unplaced": "1", "silent": "1", "listed": "1", "direct_in": chance.choice(("province", "city", "nation")),
        "q": chance.choice(("安置房", "安置房3期", "第7", "条隐患 1", "没有这样的")),
    }  # fmt: skip
    return {name: values[name] for name in chance.sample(sorted(values), chance.randrange(0, 6))}


DAY_CLOSED: Final = "coalesce(h.closed_on, (h.closed_at at time zone 'Asia/Shanghai')::date)"
CLOSED_DAY: Final = f"case when h.closed_at is null then null else {DAY_CLOSED} end"
BELOW: Final = {"province": "h.city = '' and h.county = ''", "city": "h.county = ''", "nation": "h.province = ''"}


def _words(value: str) -> tuple[str, list[Any]]:
    each = "(h.title ilike %s or h.where_name ilike %s or h.number ilike %s)"
    words = value.split()
    return " and ".join([each] * len(words)), [f"%{word}%" for word in words for _ in range(3)]


HAND: Final[Mapping[str, Any]] = OF_THE_DATABASE | {
    "level": lambda v: ("h.level = %s", [v]),
    "closed_from": lambda v: (f"{CLOSED_DAY} >= %s", [v]),
    "closed_to": lambda v: (f"{CLOSED_DAY} <= %s", [v]),
    "open_on": lambda v: (f"h.found_on <= %s and (h.closed_at is null or {CLOSED_DAY} > %s)", [v, v]),
    "stage": lambda v: ("p.progress = any(%s)", [PROGRESS[v]]),
    "unplaced": lambda v: ("(p.lat is null or p.lng is null)", []),
    "silent": lambda v: ("h.silent", []),
    "listed": lambda v: ("h.listing_level <> ''", []),
    "direct_in": lambda v: (BELOW[v], []),
    "q": _words,
}


def by_hand(actor: Actor, given: Question, also: str = "h.state <> 'VOIDED'") -> set[UUID]:
    """Which rows somebody finds who has the tables and the question, and has not read our code."""
    tests, values = ["h.state <> 'RECORDED'", also], []
    for name, value in given.items():
        sql, more = HAND[name](value)
        tests.append(f"({sql})")
        values += more
    column = {"province": "h.province", "city": "h.city", "county": "h.county", "zone": "h.county"}.get(actor.level)
    if column:
        tests.append(f"{column} = %s")
        values.append(actor.division_code)
    with connection.cursor() as cursor:
        cursor.execute(
            "select h.id from hazards_hazard h join projects_project p on p.id = h.project_id "
            f"where {' and '.join(tests)}", values,
        )  # fmt: skip
        return {row[0] for row in cursor.fetchall()}


@dataclass(frozen=True)
class OfMonth:
    """What of the monthly table answers a question: which month, of which division, in which column."""

    division: str
    month: str
    column: str


def of_month(actor: Actor, given: Question) -> OfMonth | None:
    """None where the table has no such figure: other filters, days that are no month, a division that is not below."""
    code, since, until = given.get("division", actor.division_code), given.get("found_from"), given.get("found_to")
    rest = {name for name in given if name not in ("division", "level", "found_from", "found_to")}
    if not since or not until or "level" not in given or not since.endswith("-01"):
        return None
    first, last = date.fromisoformat(since), date.fromisoformat(until)
    if last != min((first + timedelta(days=31)).replace(day=1) - timedelta(days=1), today()):
        return None
    base = given["level"].lower()
    known = {
        frozenset(): base, frozenset({"closed_to"}): f"{base}_closed" if given.get("closed_to") == until else "",
        frozenset({"channel"}): {"self": "major_self", "inspection": "major_department"}.get(given.get("channel", ""), "")
        if base == "major" else "",
    }  # fmt: skip
    column = known.get(frozenset(rest), "")
    return OfMonth(code, since[:7], column) if column and is_below(actor, code) else None


def is_below(actor: Actor, code: str) -> bool:
    return not code or path_of(code).startswith(actor.path)


@cache
def path_of(code: str) -> str:
    return Division.objects.get(pk=code).path


def indicator_of(actor: Actor, given: Question) -> str:
    """Which indicator is the number of exactly these records; empty for none."""
    asked = {name: value for name, value in given.items() if name != "division"}
    if not is_below(actor, given.get("division", "")):
        return ""
    if asked == {"level": "MAJOR", "open": "1"}:
        return "hazard-open.major"
    if asked == {"level": "MAJOR", "overdue": "1"}:
        return "major-hazard-zero.overdue"
    return "hazard-overdue" if asked == {"overdue": "1"} else ""
