"""Projects with parties, posts and periods, spread over the counties of a world."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.base.text import name_key
from zhiben.kernel.crypto import mask_phone, seal
from zhiben.registry.projects.models import Project, ProjectParty, ProjectPeriod, ProjectPost
from zhiben.world.bulk.agencies import Office
from zhiben.world.bulk.days import DAY, day_at, number_of, uid
from zhiben.world.bulk.enterprises import Firm, Firms
from zhiben.world.bulk.people import person
from zhiben.world.bulk.places import centre, spot
from zhiben.world.bulk.plants import SENDERS, Plants
from zhiben.world.names import HOUSING, MUNICIPAL, PLACE_WORDS
from zhiben.world.registers import PARTIES, PROGRESS

POSTS: Final = (
    ("site_manager", "contractor"), ("technical_lead", "contractor"), ("safety_officer", "contractor"),
    ("chief_consultant", "consultant"), ("owner_lead", "owner"),
)  # fmt: skip
RISKS: Final = ("major", "larger", "larger", "ordinary", "ordinary", "ordinary", "low")
FIRST_START: Final = number_of(datetime(2021, 9, 1, tzinfo=CHINA).date())
EARLY: Final = 6  # one in so many began long ago and went on long: theirs are the hazards of old ledgers
STOPPED_SINCE: Final = 20


@dataclass
class Plot:
    """One project as the stories need it: days as numbers, everything else as words."""

    id: str
    code: str
    name: str
    start: int
    end: int  # the last day on which something may be found
    contractor: Firm
    blanks: dict[str, str]
    running: bool
    crew: tuple[int, ...]  # who holds the posts, in their order: numbers of people
    crews: dict[str, list[int]]  # who works there, by the enterprise that sent them


@dataclass
class Plots:
    """Of one office, with the rows of the register."""

    office: Office
    all: list[Plot] = field(default_factory=list)
    rows: dict[type[Any], list[dict[str, Any]]] = field(
        default_factory=lambda: {Project: [], ProjectParty: [], ProjectPost: [], ProjectPeriod: []}
    )


def lay_out(office: Office, first: int, count: int, firms: Firms, plants: Plants, today: int, seed: int) -> Plots:
    """``first``: the number of its first project in the whole world."""
    plots, chance = Plots(office), Random(f"{seed}/projects/{office.key}")  # noqa: S311
    middle, taken = centre(office.division.code), set[str]()
    for number in range(first, first + count):
        row = _project(office, number, chance, middle, today, taken, early=(number - first) % EARLY == 0)
        mine = {kind: chance.choice(firms.by_kind[kind]) for kind in (*PARTIES, *SENDERS)}
        running = row["status"] == "under_way"
        held = [plants.staff.one_of(mine[sender].id) for _, sender in POSTS]
        if running:
            held = plants.posts(held, next((p.crew for p in reversed(plots.all) if p.running), None))
        crew = [person(seed, one) for one in held]
        plots.rows[Project].append(row)
        _link(plots, row, mine, crew, chance)
        _periods(plots, row, chance, today)
        plots.all.append(_plot(row, mine, crew, today, tuple(held), plants.workers(mine) if running else {}))
    return plots


def _project(
    office: Office,
    number: int,
    chance: Random,
    middle: tuple[float, float],
    today: int,
    taken: set[str],
    *,
    early: bool,
) -> dict[str, Any]:
    kind = "housing" if number % 4 else "municipal"
    start = chance.randrange(FIRST_START, FIRST_START + 300 if early else today - 90)
    begun, planned = day_at(start), day_at(start + chance.randrange(1500 if early else 700, 2200 if early else 1700))
    division, lat_lng = office.division, spot(middle, chance)
    name = _name(division.name, number, kind, chance)
    status = "ended" if planned < day_at(today) else "stopped" if number % 40 == 7 else "under_way"
    return {
        "id": uid(chance, start * DAY + 540), "name": name, "name_key": name_key(name),
        "project_code": _code(f"{division.code}{begun:%y%m%d}{'01' if kind == 'housing' else '02'}", number, taken),
        "supervise_no": f"示监{begun:%Y}{number + 1:06d}",
        "permit_no": f"{division.code}{begun:%Y%m%d}{number % 100:02d}01",
        "address": f"{division.name}{chance.choice(PLACE_WORDS)}路{chance.randrange(1, 400)}号",
        "province": division.province, "city": division.city, "county": division.county, "place": division.path,
        "scope": division.path, "agency_id": office.id, "kind": kind, "area_m2": chance.randrange(20, 1800) * 100,
        "price_wan": chance.randrange(8, 900) * 100, "progress": chance.choice(PROGRESS[kind]), "status": status,
        "structure": f"框架/{chance.randrange(2, 33)}层" if kind == "housing" else "", "start_on": begun,
        "plan_end_on": planned, "risk": chance.choice(RISKS), "station": "质量安全科", "lat": lat_lng[0],
        "lng": lat_lng[1], "created_at": datetime(begun.year, begun.month, begun.day, 9, tzinfo=CHINA),
    }  # fmt: skip


def _code(beginning: str, number: int, taken: set[str]) -> str:
    """Two projects of one division and kind may begin on one day: the later takes the next serial that is free."""
    code = next(code for n in range(100) if (code := f"{beginning}{(number + n) % 100:02d}") not in taken)
    taken.add(code)
    return code


def _name(place: str, number: int, kind: str, chance: Random) -> str:
    short = place.removesuffix("区").removesuffix("县").removesuffix("市") if len(place) > 2 else place
    word = PLACE_WORDS[number % len(PLACE_WORDS)]
    tail = HOUSING[number % len(HOUSING)] if kind == "housing" else MUNICIPAL[number % len(MUNICIPAL)]
    lot = f"{chance.randrange(1, 10)}号地块" if kind == "housing" else f"{'一二三四五'[number % 5]}期"
    return f"{short}{word}{tail}{lot}（{number + 1:03d}标段）"


def _link(plots: Plots, row: dict[str, Any], mine: dict[str, Firm], crew: Sequence[Any], chance: Random) -> None:
    at = number_of(row["start_on"]) * DAY + 540
    for role, firm in mine.items():
        plots.rows[ProjectParty].append({
            "id": uid(chance, at), "project": row["id"], "enterprise": firm.id, "role": role,
            "valid_from": row["start_on"],
        })  # fmt: skip
    for (post, sender), (person_id, _, _) in zip(POSTS, crew, strict=True):
        plots.rows[ProjectPost].append({
            "id": uid(chance, at), "project": row["id"], "enterprise": mine[sender].id, "person": person_id,
            "post": post, "valid_from": row["start_on"],
        })  # fmt: skip


def _periods(plots: Plots, row: dict[str, Any], chance: Random, today: int) -> None:
    rows, begun, status = plots.rows[ProjectPeriod], row["start_on"], row["status"]
    turn = row["plan_end_on"] if status == "ended" else day_at(today) - timedelta(days=STOPPED_SINCE)
    going = status == "under_way"
    at = number_of(begun) * DAY + 540
    first = {"id": uid(chance, at), "project": row["id"], "reason": "开工", "status": "under_way", "valid_from": begun}
    rows.append({**first, "valid_to": None if going else turn})
    if not going:
        reason = "竣工，终止监督" if status == "ended" else "停工整改"
        rows.append({
            "id": uid(chance, at), "project": row["id"], "reason": reason, "status": status, "valid_from": turn,
        })  # fmt: skip


def _plot(
    row: dict[str, Any], mine: dict[str, Firm], crew: Sequence[tuple[str, str, str]], today: int,
    held: tuple[int, ...], crews: dict[str, list[int]],
) -> Plot:  # fmt: skip
    ended = row["status"] == "ended"
    contractor = mine["contractor"]
    blanks = {
        "site": row["id"], "site_name": row["name"], "place": row["place"], "province": row["province"],
        "city": row["city"], "county": row["county"], "unit": contractor.name, "uscc": contractor.uscc, "legal": contractor.legal_person,
        "supervise_no": row["supervise_no"], "address": row["address"], "manager": crew[0][1], "safety": crew[2][1],
        "phone": mask_phone(crew[0][2]), "phone_cipher": seal(crew[0][2]).hex(),
        "o_copies": f"{mine['consultant'].name}、{mine['owner'].name}",
        **{f"e_{role}": firm.id for role, firm in mine.items() if role in PARTIES},
    }  # fmt: skip
    end = number_of(row["plan_end_on"]) - 60 if ended else today
    return Plot(
        row["id"], row["project_code"], row["name"], number_of(row["start_on"]), end, contractor, blanks,
        row["status"] == "under_way", held, crews,
    )  # fmt: skip
