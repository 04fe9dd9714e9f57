"""A quarter goes by under a controlled clock in four regions: what the platform did by itself, and on which day.

The same hazards everywhere, and nobody lifts a hand but the leader, who decides each morning what lay on her desk the
evening before. What differs is what each region's documents ask for.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

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
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.workflow.models import Todo, Urge
from zhiben.kernel.workflow.reminders import remind

pytestmark = pytest.mark.django_db
FOUND, DEADLINE, LAST = date(2026, 7, 1), date(2026, 7, 10), date(2026, 9, 30)
MORE_TIME, HANDED_IN, NEW_DEADLINE = date(2026, 7, 9), date(2026, 7, 20), date(2026, 7, 31)
SIGN = {
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


def test_explore(settings: Any) -> None:
    regions = {}
    settings.ZHIBEN_TODAY = FOUND
    for code in (NATION, CHANGZHOU, HAINAN, JIAOCHENG):
        regions[code] = Region(make_site(code=code, name=f"{code}安置房"))
    day = FOUND
    while day <= LAST:
        settings.ZHIBEN_TODAY = day
        a_day(day, list(regions.values()))
        day += timedelta(days=1)
    for code, region in regions.items():
        for name in ("idle", "late", "extended", "general"):
            h = getattr(region, name)
            print(code, name, chronicle(h))
    from collections import Counter

    print(Counter(Notification.objects.values_list("topic", flat=True)))
    print(Counter(Todo.objects.open().values_list("flow", "label")))
