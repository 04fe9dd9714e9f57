"""The ladder climbs on its days; the leader signs, declines, or has not come to it yet; what was signed goes on."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import cycle
from typing import Any, Final
from uuid import UUID

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.terms import HazardState, Level
from zhiben.domains.interviews.models import Commitment, Interview
from zhiben.domains.interviews.services.deciding import decline_interview, sign_interview
from zhiben.domains.interviews.services.holding import Promise, hold_interview, receive_interview
from zhiben.domains.interviews.services.keeping import submit_commitment, verify_commitment
from zhiben.domains.ladder.models import Order
from zhiben.domains.ladder.services.answering import answer_order, receive_order, verify_order
from zhiben.domains.ladder.services.climbing import climb, list_at_once
from zhiben.domains.ladder.services.deciding import decline_order, sign_order
from zhiben.domains.ladder.services.drafting import draft_order
from zhiben.domains.ladder.services.opening import open_drafts
from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.services.deciding import decline_listing
from zhiben.kernel.base.clock import CHINA, day_of
from zhiben.world.chronicle import Chronicle
from zhiben.world.stories import Fate, Major

ON_THE_DESK: Final = timedelta(days=2)  # what was drafted since then has not been decided yet
STEPS: Final = {Level.MAJOR.value: (7, 15, 30), Level.GENERAL.value: (15,)}
GENERAL_ORDERS: Final = ("verified", "declined", "verified", "verified")
ANSWER: Final = "已按督办要求组织整改，责任人、措施和完成时限已明确，正在落实，整改情况和照片一并报送。"
ASKED: Final = "重大事故隐患长期未销号，请查明原因，报送督办、约谈和整改推进情况。"
NOT_PRESSED: Final = "企业已在检查当日书面承诺并安排整改，复查已排定，本次先不督办，逾期未改再办。"
NOT_LISTED: Final = "停工令仍在执行，现场封闭无人作业，已由约谈和督办单督促，暂不挂牌。"
NOT_TALKED: Final = "企业正在办理项目转让，责任主体即将变更，待接收单位确定后约谈。"
PLACE: Final = "武进区住建局三楼会议室"
UNTIL: Final = (7, 20, 40)
PROMISES: Final = ("停用并封闭隐患部位，安排专人值守", "按论证意见完成加固并经验收", "对项目管理人员组织专项安全培训")


class LadderTale:
    """Decisions are by hazard; those about general hazards come round in turn."""

    def __init__(self, chronicle: Chronicle) -> None:
        self.on, self.later, self.site_of = chronicle.on, chronicle.later, chronicle.site_of
        self.teller, self.cast = chronicle.teller, chronicle.cast
        self.majors: dict[UUID, Major] = {m.item.id: m for m in self.teller.majors}
        self.turns: Iterator[str] = cycle(GENERAL_ORDERS)
        self.left_from = day_of(self.teller.at) - ON_THE_DESK

    def tell(self) -> None:
        for major in self.teller.majors:
            if major.plot.fate is Fate.DRAFTED:
                self.on(major.issued_at + timedelta(minutes=10), self._list(major))
        longest = min(self.teller.majors, key=lambda m: (m.closed_at is not None, m.issued_at))
        self.on(self.teller.at - timedelta(hours=18), partial(self._from_above, longest))
        for day in self._days():
            self.on(datetime.combine(day, time(8, 40), CHINA), self._climb)

    def _from_above(self, major: Major, at: datetime) -> None:
        """The city asks the county about the one that has been open longest."""
        draft_order(actor=self.cast.city, hazard_ids=[major.item.id], at=at, reason=ASKED)

    def _days(self) -> list[date]:
        """On which days something reaches a rung, up to today."""
        overdue = Hazard.objects.past_deadline(on=day_of(self.teller.at))
        late = overdue.filter(silent=False, state=HazardState.RECTIFYING).values_list("deadline_on", "level")
        days = {due + timedelta(days=n) for due, level in late if due for n in STEPS[level]}
        return sorted(days)

    def _list(self, major: Major) -> Callable[[datetime], object]:
        def act(at: datetime) -> None:
            list_at_once(major.item.id, at)
            open_drafts(at=at, project_id=major.site.id)

        return act

    def _climb(self, at: datetime) -> None:
        climb(at)
        if day_of(at) >= self.left_from:
            return
        at_desk = at + timedelta(hours=6)
        for order in Order.objects.filter(state="DRAFT", opened_at=at).order_by("id"):
            self.on(at_desk, self._decide_order(order.pk))
        for listing in Listing.objects.filter(state="DRAFT", opened_at=at).order_by("id"):
            self.on(at_desk, self._decline_listing(listing.pk))
        for talk in Interview.objects.filter(state="DRAFT", opened_at=at).order_by("id"):
            self.on(at_desk, self._decide_talk(talk.pk))

    def _decline_listing(self, pk: UUID) -> Callable[[datetime], object]:
        return lambda at: decline_listing(actor=self.cast.leader, listing_id=pk, reason=NOT_LISTED, at=at)

    def _decide_order(self, pk: UUID) -> Callable[[datetime], object]:
        def act(at: datetime) -> None:
            order = Order.objects.get(pk=pk)
            hazards = list(order.items.values_list("hazard_id", flat=True))
            major = next((self.majors[h] for h in hazards if h in self.majors), None)
            word = major.plot.order if major else next(self.turns)
            if word == "declined":
                decline_order(actor=self.cast.leader, order_id=pk, reason=NOT_PRESSED, at=at)
                return
            sign_order(actor=self.cast.leader, order_id=pk, at=at)
            self._follow_order(order, word, at)

        return act

    def _follow_order(self, order: Order, word: str, at: datetime) -> None:
        site = self.site_of(order.project_id)
        by = self.cast.site(site)
        self.later(at, 1, lambda t: receive_order(actor=by, order_id=order.pk, receiver=by.name, at=t))
        if word == "unanswered":
            return
        self.later(at, 3, lambda t: answer_order(actor=by, order_id=order.pk, answer=ANSWER, at=t))
        if word == "verified":
            said = "经核实，责任人和措施已落实，整改按计划推进。"
            self.later(
                at, 5, lambda t: verify_order(actor=self.cast.inspector, order_id=order.pk, conclusion=said, at=t)
            )

    def _decide_talk(self, pk: UUID) -> Callable[[datetime], object]:
        def act(at: datetime) -> None:
            talk = Interview.objects.get(pk=pk)
            major = self.majors[talk.case_id] if talk.case_id else None
            if major is None or major.plot.talk == "declined":
                decline_interview(actor=self.cast.leader, interview_id=pk, reason=NOT_TALKED, at=at)
                return
            meet_on = day_of(at) + timedelta(days=6)
            sign_interview(actor=self.cast.leader, interview_id=pk, at=at, meet_on=meet_on, meet_time="09:30",
                           meet_place=PLACE)  # fmt: skip
            by = self.cast.head(major.site)
            self.later(at, 1, lambda t: receive_interview(actor=by, interview_id=pk, receiver=by.name, at=t))
            if major.plot.talk in ("held", "done"):
                self.on(datetime.combine(meet_on, time(11, 30), CHINA), self._hold(pk, major))

        return act

    def _hold(self, pk: UUID, major: Major) -> Callable[[datetime], object]:
        """Two promises that are kept, and where the story goes on one that is late."""

        def act(at: datetime) -> None:
            by, clerk = self.cast.head(major.site), self.cast.clerk
            texts = PROMISES if major.plot.talk == "held" else PROMISES[:2]
            promises = [
                Promise(text=text, person=major.site.manager, until=day_of(at) + timedelta(days=n))
                for n, text in zip(UNTIL, texts, strict=False)
            ]
            here = f"{self.cast.leader.name}（{self.cast.leader.reach_name}）、{by.name}（{by.reach_name}）、{major.site.manager}"
            hold_interview(
                actor=clerk, interview_id=pk, held_on=day_of(at), host=self.cast.leader.name, attendees=here,
                problems=f"{major.row['title']}，逾期未整改到位。", promises=promises, at=at,
                promise="立即组织整改，如期完成承诺事项。",
            )  # fmt: skip
            kept = Commitment.objects.filter(interview=pk).order_by("position")
            if major.plot.talk == "held":
                kept = kept[:1]
            for n, row in zip(UNTIL, kept, strict=False):
                self._keep(row.pk, by, at, n)

        return act

    def _keep(self, pk: UUID, by: Any, at: datetime, days: int) -> None:
        done = "已落实，现场照片和验收记录已报送。"
        self.later(at, days - 2, lambda t: submit_commitment(actor=by, commitment_id=pk, result=done, at=t))
        self.later(at, days, lambda t: verify_commitment(actor=self.cast.inspector, commitment_id=pk, at=t))
