"""What one process needs to know to tell the cases of one office: plain values, nothing of the database."""

from dataclasses import dataclass
from typing import Any, Final

from zhiben.domains.criteria.public import cite
from zhiben.domains.hazards.terms import ListingLevel
from zhiben.kernel.parameters.queries import standing
from zhiben.registry.agencies.terms import Level
from zhiben.world.bulk.agencies import Inspector, Office
from zhiben.world.bulk.days import Days, day_at, number_of
from zhiben.world.bulk.projects import Plot
from zhiben.world.bulk.sheets import clean
from zhiben.world.findings import EDITION_2024, GENERAL, MAJOR, Wording

NUMBERS: Final = {
    "n_recheck": "hazards.recheck_working_days", "n_measure": "hazards.measure_working_days",
    "n_serve": "hazards.serving_hours", "n_plan": "hazards.plan_working_days",
    "n_review": "hazards.plan_review_working_days", "n_report": "hazards.double_report_working_days",
    "n_look": "hazards.look_back_days", "n_l_decide": "listings.decide_working_days",
    "n_l_plan": "listings.plan_working_days", "n_l_plan_review": "listings.plan_review_working_days",
    "n_l_review": "listings.review_working_days", "n_progress": "listings.progress_days",
    "n_o_decide": "ladder.decide_working_days", "n_o_answer": "ladder.answer_working_days",
    "n_o_verify": "ladder.verify_working_days",
}  # fmt: skip
SHORTS: Final = {
    "notice.RECTIFY": "notices.short.RECTIFY", "notice.STOP": "notices.short.STOP",
    "notice.RESUME": "notices.short.RESUME", "listing.LIST": "listings.short.LIST",
    "listing.DELIST": "listings.short.DELIST", "ladder.order": "ladder.order_short",
}  # fmt: skip
TEXTS: Final = "notices.text."
EDITION: Final = number_of(EDITION_2024)
LISTED_BY: Final = {Level.COUNTY: ListingLevel.COUNTY, Level.ZONE: ListingLevel.COUNTY, Level.CITY: ListingLevel.CITY}


@dataclass(frozen=True)
class Shared:
    """The same for all offices."""

    days: Days
    general: list[dict[str, str]]
    major: dict[bool, list[dict[str, str]]]  # in the words of the edition of 2024, or of 2022
    seed: int
    now: int
    batch: str

    @property
    def today(self) -> int:
        """The last day that is wholly past."""
        return self.now // 1440 - 1


@dataclass(frozen=True)
class Task:
    """One office with its sites and what its place has set."""

    key: str
    blanks: dict[str, str]
    prefix: str
    team: list[Inspector]
    others: list[Inspector]
    plots: list[Plot]
    hazards: int
    numbers: dict[str, int]
    shorts: dict[str, str]
    demands: frozenset[str]
    rungs: dict[str, tuple[int, str]]  # by level: at how many days overdue a 督办单 is drafted, and the rule's row
    template: str
    phrases: dict[str, str]  # what the agency always writes in its notices


def shared_of(days: Days, seed: int, now: int, batch: str) -> Shared:
    major = {new: [_wording(w, new) for w in MAJOR] for new in (True, False)}
    return Shared(days, [_wording(w, False) for w in GENERAL], major, seed, now, batch)


def _wording(wording: Wording, new: bool) -> dict[str, str]:
    clause = wording.clauses[new]
    values = {
        "c": wording.category, "l": wording.location, "x": wording.description, "m": wording.measure, "k": clause,
        "kt": cite(clause) if clause else "",
    }  # fmt: skip
    return {name: clean(value) for name, value in values.items()}


def task_of(office: Office, plots: list[Plot], hazards: int, today: int) -> Task:
    """What the place has set is read once, as it stands today."""
    path, held = office.division.path, standing(path=office.division.path, on=day_at(today))

    def said(key: str) -> Any:
        return held[key].value

    leader, clerk = office.officers[0], office.officers[3]
    blanks = {
        "agency": office.id, "agency_name": office.name, "scope": path, "leader": leader.name,
        "leader_id": leader.user, "clerk": clerk.name, "clerk_id": clerk.user,
        "l_wanted": clean(said("listings.text.requirements")), "l_other": clean(said("listings.text.other")),
        "o_demands": clean(said("ladder.text.demands")), "level": LISTED_BY[Level(office.level)].value,
    }  # fmt: skip
    staff = [o for n, o in enumerate(office.officers) if n not in (0, 3)]
    return Task(
        key=office.key, blanks=blanks, prefix=office.prefix, team=[o for o in staff if o.user],
        others=[o for o in staff if not o.user], plots=plots, hazards=hazards,
        numbers={name: int(said(key)) for name, key in NUMBERS.items()},
        shorts={series: str(said(key)) for series, key in SHORTS.items()},
        demands=frozenset(said("hazards.major_measures")), template=str(said("notices.number_template")),
        phrases={k.removeprefix(TEXTS): str(row.value) for k, row in held.items() if k.startswith(TEXTS)},
        rungs={
            level: (min(map(int, row.value)), str(row.parameter_id))
            for level in ("GENERAL", "MAJOR") if (row := held[f"ladder.{level.lower()}.order_days"]).value
        },
    )  # fmt: skip
