"""Who works where in the county: employments, the real-name lists of the sites, and those who report from them."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID

from zhiben.kernel.base.clock import start_of_day
from zhiben.registry.people.models import Employment, Person
from zhiben.registry.projects.models import Informant, ProjectPost, SiteWorker
from zhiben.world.copying import copy_rows
from zhiben.world.drawing import Chance
from zhiben.world.registers import BEGINNING, Registers, Site

ON_A_SITE: Final = 8
TEAMS: Final = (
    ("钢筋班", "钢筋工"), ("木工班", "模板工"), ("架子班", "架子工"), ("混凝土班", "混凝土工"), ("水电班", "电工"), ("瓦工班", "砌筑工"),
)  # fmt: skip
SPECIAL: Final = {"架子工": ("02", "建筑架子工（普通脚手架）"), "电工": ("01", "建筑电工")}
REPORTED: Final = 30


def build_workers(chance: Chance, registers: Registers, today: date) -> int:
    """After the registers, with a chance of its own. Returns how many people stand on a site."""
    copy_rows(Employment, _employments(chance))
    going_on = [site for site in registers.sites if site.ended_on is None]
    free = _free(len(going_on) * ON_A_SITE)
    copy_rows(SiteWorker, [row for site in going_on for row in _crew(chance, site, free, today)])
    officers = dict(
        ProjectPost.objects.filter(post="safety_officer", valid_to=None).values_list("project_id", "person_id")
    )
    reporting = [site for site in going_on if site.id in officers][:40]
    copy_rows(Informant, [_informant(chance, site, officers[site.id], n, today) for n, site in enumerate(reporting)])
    return SiteWorker.objects.count()


def _employments(chance: Chance) -> Iterator[dict[str, Any]]:
    employed = Person.objects.exclude(employer=None).order_by("id").values_list("id", "employer_id")
    for person, employer in employed:
        since = chance.day_between(BEGINNING, BEGINNING + timedelta(days=900))
        yield {"id": chance.id(since), "person": person, "enterprise": employer, "valid_from": since, "valid_to": None}


def _free(count: int) -> Iterator[tuple[Any, Any]]:
    """People without a key post, the last registered first: the first are at the cranes."""
    held = ProjectPost.objects.values("person")
    rows = Person.objects.exclude(pk__in=held).order_by("-id").values_list("id", "employer_id")
    return iter(list(rows[:count]))


def _crew(chance: Chance, site: Site, free: Iterator[tuple[Any, Any]], today: date) -> Iterator[dict[str, Any]]:
    """One stay a person, so that nobody is in two places whom the rules are not meant to find."""
    for number, (person, employer) in enumerate(islice(free, ON_A_SITE)):
        team, trade = TEAMS[number % len(TEAMS)]
        code, special = SPECIAL.get(trade, ("", ""))
        since = chance.day_between(min(site.start_on, today), today)
        yield {
            "id": chance.id(since), "project": site.id, "person": person, "enterprise": employer, "team": team,
            "is_leader": number == 0, "trade": trade, "special": bool(special), "special_code": code,
            "special_trade": special, "contract_no": f"示合同{since:%Y%m%d}{number:02d}", "taught_on": since,
            "taught_hours": 24, "taught_score": "合格", "examined_on": since, "valid_from": since, "valid_to": None,
        }  # fmt: skip


def _informant(chance: Chance, site: Site, officer: UUID, number: int, today: date) -> dict[str, Any]:
    """Whoever manages the site's safety; every eighth has not reported for too long."""
    late = REPORTED + 5 if number % 8 == 7 else number % REPORTED
    reported = start_of_day(today - timedelta(days=late)) + timedelta(hours=9)
    return {
        "id": chance.id(site.start_on), "subject": "project", "project": site.id, "subject_name": site.name,
        "person": officer, "duty": "专职安全员", "province": site.columns["province"],
        "city": site.columns["city"], "county": site.columns["county"], "valid_from": site.start_on,
        "reported_at": reported, "due_at": reported + timedelta(days=REPORTED), "updated_at": reported,
    }  # fmt: skip
