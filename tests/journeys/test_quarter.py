"""A quarter goes by under a controlled clock in four regions: what the platform did by itself, and on which day.

The same hazards everywhere, and nobody lifts a hand but the leader, who decides each morning what lay on her desk the
evening before. What differs is what each region's documents ask for.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils.timezone import localtime

from zhiben.domains.accidents.models import TraceTrigger
from zhiben.domains.accidents.services.opening import open_due_traces
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.services.hazards import report_hazard, take_step
from zhiben.domains.hazards.services.sweeping import ask_for_signatures
from zhiben.domains.hazards.terms import Level, Source
from zhiben.domains.hazards.tests.factories import CLAUSE, Site, finding, make_site, photo
from zhiben.domains.interviews.public import sign_interview
from zhiben.domains.ladder.models import Rung
from zhiben.domains.ladder.public import sign_order
from zhiben.domains.ladder.services.climbing import climb
from zhiben.domains.ladder.tests.factories import CHANGZHOU, HAINAN, JIAOCHENG, NATION, happened, on
from zhiben.domains.listings.public import sign_listing
from zhiben.domains.listings.services.progress import open_due_progress
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.papers.models import IssuedPaper
from zhiben.kernel.workflow.models import CaseMove, Todo, Urge
from zhiben.kernel.workflow.reminders import remind

pytestmark = pytest.mark.django_db
FOUND, DEADLINE, LAST = date(2026, 7, 1), date(2026, 7, 10), date(2026, 9, 30)
MORE_TIME, HANDED_IN, NEW_DEADLINE = date(2026, 7, 9), date(2026, 7, 20), date(2026, 7, 31)
SIGN: dict[str, Callable[[Actor, UUID, datetime], object]] = {
    "ladder.order": lambda actor, pk, at: sign_order(actor=actor, order_id=pk, at=at),
    "listing": lambda actor, pk, at: sign_listing(actor=actor, listing_id=pk, at=at),
    "interview": lambda actor, pk, at: sign_interview(
        actor=actor,
        interview_id=pk,
        at=at,
        meet_on=(at + timedelta(days=7)).date(),
        meet_time="09:30",
        meet_place="三楼会议室",
    ),
}


@dataclass
class Region:
    """One site with four hazards of the same visit. Nobody touches ``idle`` and ``general``."""

    site: Site
    idle: Hazard = field(init=False)
    late: Hazard = field(init=False)
    extended: Hazard = field(init=False)
    general: Hazard = field(init=False)

    def __post_init__(self) -> None:
        self.idle = self.found("基坑坡顶堆载超过设计限值", Level.MAJOR)
        self.late = self.found("外脚手架三层以上连墙件缺失", Level.MAJOR)
        self.extended = self.found("模板支架立杆悬空三处", Level.MAJOR)
        self.general = self.found("配电箱未上锁", Level.GENERAL)

    def found(self, words: str, level: Level) -> Hazard:
        clause, photos = (CLAUSE if level == Level.MAJOR else ""), (photo(self.site.inspector),)
        hazard = report_hazard(
            actor=self.site.inspector, project_id=self.site.project.pk, source=Source.SUPERVISION, found_on=FOUND,
            at=on(FOUND), finding=finding(words, level=level, clause_code=clause, before_photos=photos),
        )  # fmt: skip
        return take_step(
            actor=self.site.inspector, hazard_id=hazard.pk, action="order", at=on(FOUND, "10:00"), deadline_on=DEADLINE,
            responsible_person="吴大山", measure="按方案整改",
        )  # fmt: skip

    def people_act(self, day: date) -> None:
        """What people do of their own: one hazard is handed in ten days late, for one the leader gives more time."""
        if day == HANDED_IN:
            take_step(
                actor=self.site.inspector, hazard_id=self.late.pk, action="submit", at=on(day), on_behalf_of="吴大山",
                result="已补齐", after_photos=[photo(self.site.inspector, f"after-{self.site.agency.pk}")],
            )  # fmt: skip
        if day == MORE_TIME:
            take_step(
                actor=self.site.leader, hazard_id=self.extended.pk, action="extend", at=on(day), deadline_on=NEW_DEADLINE,
                reason="加固构件要加工",
            )  # fmt: skip


def a_day(day: date, regions: list[Region]) -> None:
    """The leader's morning, then everything the platform does by itself."""
    at = on(day, "09:05")
    for region in regions:
        decide(region.site, at)
        region.people_act(day)
    happened()
    open_due_progress(at=at)
    ask_for_signatures(at=at)
    remind(at=at)
    climb(at)
    open_due_traces(at=at)
    happened()


def decide(site: Site, at: datetime) -> None:
    drafts = Todo.objects.open().filter(holder_kind="agency", holder_id=site.agency.pk, action="sign", flow__in=SIGN)
    for flow, case_id in list(drafts.values_list("flow", "case_id")):
        SIGN[flow](site.leader, case_id, at)


def chronicle(hazard: Hazard) -> list[str]:
    """Month-day, what, and how many days overdue."""
    rungs = [(r.reached_at, f"{r.code} {r.days} {r.outcome}") for r in Rung.objects.filter(hazard=hazard)]
    urges = [(u.at, f"urge {u.days_overdue}") for u in Urge.objects.filter(case_id=hazard.pk)]
    triggers = TraceTrigger.objects.filter(trace__hazard_id=hazard.pk)
    traces = [(t.at, f"trace {t.code}") for t in triggers]
    return [f"{localtime(at):%m-%d} {what}" for at, what in sorted([*rungs, *urges, *traces])]


# What happens whatever the region: 催办 one, three and seven days after the deadline, 督办单 seven days after it for a major
# hazard and fifteen for a general one, and once it was handed in the agency's own clock of three working days.
GENERAL = ["07-11 urge 1", "07-13 urge 3", "07-17 urge 7", "07-25 ORDER 15 SIGNED"]
PRESSED = ["07-11 urge 1", "07-13 urge 3", "07-17 ORDER 7 SIGNED", "07-17 urge 7"]
OURSELVES = ["07-24 urge 1", "07-26 urge 3", "07-27 OWN 2 SIGNED", "07-30 urge 7", "08-03 ABOVE 7 UNNEEDED"]
AGAIN = ["08-01 urge 1", "08-03 urge 3", "08-07 ORDER 7 SIGNED", "08-07 urge 7"]
AT_ONCE = ["07-01 LISTING 0 SIGNED", "07-01 trace MAJOR_HAZARD"]
IN_A_BATCH = ["07-01 LISTING 0 BATCH", "07-01 trace NO_INSPECTION"]
TRACED, TRACED_LATER = ["07-11 trace OVERDUE_MAJOR"], ["08-01 trace OVERDUE_MAJOR"]
TALK, TALK_LATER = ["08-09 INTERVIEW 30 SIGNED"], ["08-30 INTERVIEW 30 SIGNED"]
EXPECTED = {
    # The nation's plan: 督办 and 销号; the listing comes by climbing. 福建 traces accidents only.
    NATION: {
        "idle": [*PRESSED, "07-25 LISTING 15 SIGNED", *TALK],
        "late": [*PRESSED, *OURSELVES],
        "extended": [*AGAIN, "08-15 LISTING 15 SIGNED", *TALK_LATER],
    },
    # 常州 and 海南: listed and traced on the day it is found.
    CHANGZHOU: {
        "idle": [*AT_ONCE, *TRACED, *PRESSED, *TALK],
        "late": [*AT_ONCE, *TRACED, *PRESSED, *OURSELVES],
        "extended": [*AT_ONCE, *TRACED_LATER, *AGAIN, *TALK_LATER],
    },
    HAINAN: {
        "idle": [*AT_ONCE, *TRACED, *PRESSED, *TALK],
        "late": [*AT_ONCE, *TRACED, *PRESSED, *OURSELVES],
        "extended": [*AT_ONCE, *TRACED_LATER, *AGAIN, *TALK_LATER],
    },
    # 交城: waits for the clerk to pick the month's batch; traced when nothing was checked before or nothing is done.
    JIAOCHENG: {
        "idle": [*IN_A_BATCH, *TRACED, *PRESSED, *TALK],
        "late": [*IN_A_BATCH, *TRACED, *PRESSED, *OURSELVES],
        "extended": [*IN_A_BATCH, *TRACED_LATER, *AGAIN, *TALK_LATER],
    },
}  # fmt: skip


def test_a_quarter_in_four_regions(settings: Any) -> None:
    settings.ZHIBEN_TODAY = FOUND
    regions = {code: Region(make_site(code=code, name=f"{code}安置房")) for code in EXPECTED}
    day = FOUND
    while day <= LAST:
        settings.ZHIBEN_TODAY = day
        a_day(day, list(regions.values()))
        day += timedelta(days=1)
    for code, expected in EXPECTED.items():
        for name, days in {**expected, "general": GENERAL}.items():
            assert chronicle(getattr(regions[code], name)) == days, (code, name)
    told = Notification.objects.exclude(key="")
    assert told.count() == told.values("user_id", "key").distinct().count() > 0
    stood = still()
    a_day(LAST, list(regions.values()))
    assert still() == stood


def still() -> tuple[int, ...]:
    """What a day adds to when something happens. The last one over again adds nothing."""
    return tuple(
        model.objects.count() for model in (Rung, Urge, TraceTrigger, Notification, Todo, CaseMove, IssuedPaper)
    )
