"""What happened in the demo region since 2024: visits, notices, hazards, each walked to where it stands today."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, Final
from uuid import UUID

from zhiben.domains.criteria.public import cite
from zhiben.domains.hazards.workflow import HAZARD_FLOW, NOTICE_FLOWS, RESUME_FLOW
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of, end_of_day
from zhiben.kernel.parameters.models import WorkingDay
from zhiben.world.accounts import IN_THE_OFFICE
from zhiben.world.drawing import Chance
from zhiben.world.findings import GENERAL, MAJOR, Wording
from zhiben.world.registers import Registers, Site
from zhiben.world.rows import Rows
from zhiben.world.walking import Person, Walk

DAYS: Final = {"GENERAL": 7, "MAJOR": 15}


class Fate(Enum):
    """What came of 挂牌督办 for one major hazard."""

    DRAFTED = "on the leader's desk"
    WAIVED = "the leader said why not"
    LISTED = "signed, the plan is awaited"
    GOVERNING = "progress comes every week"
    MISSED = "one week without a report"
    REPORTED = "waiting for the review on site"
    DELISTED = "over"


@dataclass(frozen=True, kw_only=True)
class Plot:
    """One visit and how far it came. ``ending``: draft, signing, issued, replied, half, closed, cleared, resumed.

    Of a major hazard also: what came of 挂牌督办 (``fate``), of the 督办单 and of the 约谈 that the ladder asked for, and
    whether it came back (``again``).
    """

    site: Site
    day: date
    kind: str
    ending: str
    items: tuple[tuple[str, Wording], ...]
    fate: Fate | None = None
    order: str = "verified"
    talk: str = ""
    again: str = ""


class Days:
    """The working calendar, read once."""

    def __init__(self) -> None:
        rows = WorkingDay.objects.order_by("date").values_list("date", "is_working", "ordinal")
        self._ordinal = {day: ordinal for day, _, ordinal in rows}
        self._day = {ordinal: day for day, working, ordinal in rows if working}

    def after(self, day: date, count: int) -> date:
        return self._day[self._ordinal[day] + count]

    def due(self, at: datetime, count: int) -> datetime:
        """The end of the working day so many after the day of the act."""
        return end_of_day(self.after(day_of(at), count))


@dataclass
class Teller:
    """Turns plots into rows. ``today`` is the last day that is wholly past, ``at`` the moment of the telling."""

    chance: Chance
    registers: Registers
    today: date
    at: datetime
    rows: Rows = field(default_factory=Rows)
    majors: list["Major"] = field(default_factory=list)

    def __post_init__(self) -> None:
        county = self.registers.county
        staff = [o for o in self.registers.officers if o.agency_id == county.pk]
        name = county.name
        self.leader = Person(name=staff[0].name, role=Role.LEADER, reach_name=name, user_id=staff[0].user_id)
        self.staff = [o for place, o in enumerate(staff) if place not in IN_THE_OFFICE]
        self.days = Days()
        self.system = Person(name="系统", role=Role.SYSTEM, reach_name="")

    def after(self, at: datetime, days: int = 1) -> datetime:
        """Office hours so many days later; it may lie in the future."""
        return max(self.chance.moment(day_of(at) + timedelta(days=days)), at + timedelta(minutes=20))

    def past(self, *moments: datetime | None) -> bool:
        """All of them have come."""
        return all(m is not None and m <= self.at for m in moments)

    def numbered(self, kind: str, year: int, seq: int) -> str:
        """A number of the county, as its own templates write it."""
        return f"{self.registers.county.doc_prefix}{kind}〔{year}〕{seq}号"

    def tell(self, plot: Plot) -> None:
        """A visit by two officers, its notice and its items."""
        officers = self.chance.some(self.staff, 2)
        by = Person(
            name=officers[0].name, role=Role.INSPECTOR, reach_name=self.registers.county.name,
            user_id=officers[0].user_id,
        )  # fmt: skip
        site_person = Person(name=plot.site.manager, role=Role.SITE_MANAGER, reach_name=plot.site.name)
        at = self.chance.moment(plot.day)
        notice = NoticeTale(self, plot, by, site_person, at)
        notice.tell()
        self.rows.add_notice(notice.row(), notice.walk, plot.site, officers)


class NoticeTale:
    """One notice on its way, with its items."""

    def __init__(self, teller: Teller, plot: Plot, by: Person, site: Person, at: datetime) -> None:
        self.teller, self.plot, self.by, self.site_person, self.at = teller, plot, by, site, at
        self.id = teller.chance.id(at)
        self.flow = NOTICE_FLOWS[plot.kind]  # type: ignore[index]
        self.walk = Walk.begin(self.flow, self.id, "DRAFT", by, at)
        self.items = [self._item(n, level, wording) for n, (level, wording) in enumerate(plot.items, 1)]
        self.issued_at: datetime | None = None

    def tell(self) -> None:
        ending = self.plot.ending
        if ending != "draft":
            self.walk.step("submit_sign", self.by, self.at + timedelta(minutes=20))
        if ending not in ("draft", "signing"):
            self._issue()
            self._follow(ending)
        for item in self.items:
            row = self.teller.rows.add_hazard(item.row(), item.walk, self.plot.site)
            if item.level == "MAJOR" and self.issued_at:
                self.teller.majors.append(Major(item, row, self.issued_at))

    def _item(self, number: int, level: str, wording: Wording) -> "ItemTale":
        return ItemTale(self, number, level, wording)

    def _issue(self) -> None:
        self.issued_at = self.at + timedelta(minutes=self.teller.chance.number(30, 300))
        if day_of(self.issued_at) > self.teller.today:
            self.issued_at = self.at + timedelta(minutes=25)
        due = end_of_day(min(i.deadline for i in self.items))
        self.walk.step(
            "sign", self.teller.leader, self.issued_at, due_at=due, number="", signed_by=self.teller.leader.name
        )
        for item in self.items:
            item.walk.step(
                "order_by_notice", self.teller.leader, self.issued_at, due_at=end_of_day(item.deadline),
                deadline_on=item.deadline, number="",
            )  # fmt: skip

    def _follow(self, ending: str) -> None:
        if ending == "issued":
            return
        first = min(i.deadline for i in self.items)
        late = self.teller.chance.number(1, 9) if self.teller.chance.happens(0.15) else -self.teller.chance.number(0, 2)
        day = max(self.plot.day + timedelta(days=1), first + timedelta(days=late))
        latest = self.teller.today - timedelta(days=0 if ending == "replied" else 1)
        replied = self.teller.chance.moment(min(day, latest))
        replied = max(replied, (self.issued_at or self.at) + timedelta(hours=1))
        self._reply(replied)
        if ending != "replied":
            self._recheck(replied, ending)

    def _reply(self, at: datetime) -> None:
        due = end_of_day(day_of(at) + timedelta(days=5))
        if self.teller.chance.happens(0.9):
            self.walk.step("receive", self.site_person, min(at, self.issued_at or at) + timedelta(minutes=30),
                           due_at=self.walk.due_at, receiver=self.site_person.name)  # fmt: skip
        text = "已按通知书要求逐条整改完毕，请予复查。"
        self.walk.step("reply", self.site_person, at, due_at=due, text=text)
        for item in self.items:
            if item.walk.state == "RECTIFYING":
                item.walk.step("submit", self.site_person, at, due_at=due, result=item.wording.measure, after_photos=[])
                item.rectified_on = day_of(at)

    def _recheck(self, replied: datetime, ending: str) -> None:
        day = min(day_of(replied) + timedelta(days=self.teller.chance.number(1, 3)), self.teller.today)
        at = max(self.teller.chance.moment(day), replied + timedelta(hours=1))
        for item in self.items:
            if ending == "half" and item.number == len(self.items):
                item.give_back(at)
            else:
                item.close(at)
        if ending == "half":
            last = self.items[-1]
            self.walk.step("return_items", self.by, at, due_at=end_of_day(last.deadline), returned=1)
        elif self.plot.kind == "STOP":
            self._clear(at, ending)
        else:
            self.walk.step("complete", self.by, at)

    def _clear(self, at: datetime, ending: str) -> None:
        self.walk.step("clear", self.by, at)
        if ending == "cleared":
            return
        later = at + timedelta(hours=3)
        resume = ResumeTale(self, later)
        self.walk.step("resume", self.teller.leader, later + timedelta(hours=1))
        self.teller.rows.add_notice(resume.row(), resume.walk, self.plot.site, [])

    def row(self) -> dict[str, Any]:
        site, name = self.plot.site, NAMES[self.plot.kind]
        reply = next((m for m in self.walk.moves if m["action"] == "reply"), None)
        received = next((m for m in self.walk.moves if m["action"] == "receive"), None)
        return {
            "id": self.id, **site.columns, "title": f"{name}（{site.name}）", "kind": self.plot.kind, "name": name,
            "number": "", "project": site.id, "addressee": site.parties["contractor"][1], "visited_on": self.plot.day,
            "requirements": "请立即组织整改，整改完成后书面回复并附整改前后照片。",
            "stop_scope": "存在重大事故隐患的作业面" if self.plot.kind == "STOP" else "", "resumes": None,
            "drafted_by": self.by.name, "signed_by": self.teller.leader.name if self.issued_at else "",
            "issued_on": day_of(self.issued_at) if self.issued_at else None,
            "received_at": received["at"] if received else None,
            "received_by": received["actor_name"] if received else "", "replied_at": reply["at"] if reply else None,
            "reply": reply["inputs"]["text"] if reply else "",
            "seen_by_parties": self.issued_at is not None,
        }  # fmt: skip


NAMES: Final = {"RECTIFY": "责令限期整改通知书", "STOP": "停工整改通知书", "RESUME": "复工通知书"}


class ResumeTale:
    """复工通知书 of a stop notice that was cleared."""

    def __init__(self, stop: NoticeTale, at: datetime) -> None:
        self.stop, self.at, self.id = stop, at, stop.teller.chance.id(at)
        leader = stop.teller.leader
        self.walk = Walk.begin(RESUME_FLOW, self.id, "DRAFT", stop.by, at)
        self.walk.step("submit_sign", stop.by, at + timedelta(minutes=10))
        self.walk.step("sign", leader, at + timedelta(hours=1), number="", signed_by=leader.name)

    def row(self) -> dict[str, Any]:
        base = self.stop.row()
        day = day_of(self.at)
        return {
            **base, "id": self.id, "kind": "RESUME", "name": NAMES["RESUME"], "visited_on": day, "issued_on": day,
            "title": f"{NAMES['RESUME']}（{self.stop.plot.site.name}）", "requirements": "", "resumes": self.stop.id,
            "received_at": None, "received_by": "", "replied_at": None, "reply": "",
            "signed_by": self.stop.teller.leader.name, "seen_by_parties": True,
        }  # fmt: skip


class ItemTale:
    """One item of a notice."""

    def __init__(self, notice: NoticeTale, number: int, level: str, wording: Wording) -> None:
        self.notice, self.number, self.level, self.wording = notice, number, level, wording
        self.id = notice.teller.chance.id(notice.at)
        self.deadline = notice.plot.day + timedelta(days=DAYS[level])
        self.round = 1
        self.rectified_on: date | None = None
        self.rechecked_on: date | None = None
        self.walk = Walk.begin(HAZARD_FLOW, self.id, "CONFIRMED", notice.by, notice.at)
        self.walk.step("record", notice.by, notice.at)

    def close(self, at: datetime) -> None:
        by = self.notice.by
        self.walk.step("close", by, at, rechecked_by=by.name, conclusion="经复查，已整改到位", recheck_photos=[])
        self.rechecked_on = day_of(at)

    def give_back(self, at: datetime) -> None:
        by = self.notice.by
        self.deadline = day_of(at) + timedelta(days=5)
        self.walk.step(
            "return", by, at, due_at=end_of_day(self.deadline), rechecked_by=by.name,
            reason="整改不到位，局部仍未处理", deadline_on=self.deadline, recheck_photos=[],
        )  # fmt: skip
        self.round, self.rectified_on, self.rechecked_on = 2, None, day_of(at)

    def row(self) -> dict[str, Any]:
        notice = self.notice
        return hazard_row(
            notice.plot.site, self.wording, notice.plot.day, self.level, id=self.id, notice=notice.id,
            item_no=self.number, found_by=notice.by.name, graded_by=notice.by.name, deadline_on=self.deadline,
            stop_work=notice.plot.kind == "STOP", round=self.round, rectified_on=self.rectified_on,
            rechecked_on=self.rechecked_on, rechecked_by=notice.by.name if self.rechecked_on else "",
            closed_on=self.rechecked_on if self.walk.closed_at else None,
            seen_by_parties=notice.issued_at is not None,
        )  # fmt: skip


@dataclass
class Major:
    """A major hazard whose notice was issued, for the stories told about it afterwards. ``row`` is still open."""

    item: ItemTale
    row: dict[str, Any]
    issued_at: datetime
    plan: dict[str, Any] = field(default_factory=dict)

    @property
    def plot(self) -> Plot:
        return self.item.notice.plot

    @property
    def site(self) -> Site:
        return self.plot.site

    @property
    def by(self) -> Person:
        return self.item.notice.by

    @property
    def manager(self) -> Person:
        return self.item.notice.site_person

    @property
    def replied_at(self) -> datetime | None:
        return self.item.walk.first("submit")

    @property
    def closed_at(self) -> datetime | None:
        return self.item.walk.closed_at

    @property
    def number(self) -> str:
        """Of the notice."""
        found = next(m for m in self.item.walk.moves if m["action"] == "order_by_notice")
        return str(found["inputs"]["number"])

    def mark(self, action: str, by: Person, at: datetime, teller: Teller, **inputs: Any) -> None:
        """A step of the hazard that changes no state, told afterwards."""
        teller.rows.moves.append(self.item.walk.interject(action, by, at, **inputs))
        self.row["seq"] = self.item.walk.seq

    def case(self, title: str, at: datetime, teller: Teller, *, seen: bool = True) -> tuple[UUID, dict[str, Any]]:
        """Id and common columns of something that hangs on it."""
        title = f"{title}：{self.row['title']}"[:300]
        return teller.chance.id(at), {**self.site.columns, "title": title, "seen_by_parties": seen}


def hazard_row(site: Site, wording: Wording, day: date, level: str, **more: Any) -> dict[str, Any]:
    """A hazard's own columns; ``more`` overrides."""
    clause = wording.clause_on(day) if level == "MAJOR" else ""
    return {
        **site.columns, "title": f"{wording.location}：{wording.description}"[:300], "number": "", "project": site.id,
        "notice": None, "item_no": 0, "level": level, "source": "SUPERVISION", "category": wording.category,
        "clause_code": clause, "clause_text": _cited(clause), "location": wording.location, "description": wording.description,
        "found_on": day, "found_by": "", "graded_on": day, "graded_by": "", "stop_work": False,
        "measure": wording.measure, "responsible_unit": site.parties["contractor"][1],
        "responsible_person": site.manager, "responsible_phone_masked": site.manager_phone,
        "responsible_phone_cipher": site.manager_phone_cipher, "deadline_on": None, "rectified_on": None,
        "rechecked_on": None, "rechecked_by": "", "closed_on": None, "round": 1, "listing_level": "", "listing_no": "",
        "seen_by_parties": True, "fixed_on_spot": False, "backfilled": False, "silent": False, "remark": "", "close_no": "", "penalty": "",
        "fund_wan": None, "emergency": "", "double_report": None, "recurs": None, "recurs_why": "", **more,
    }  # fmt: skip


@cache
def _cited(clause: str) -> str:
    return cite(clause) if clause else ""


def wordings(chance: Chance, level: str, count: int) -> tuple[tuple[str, Wording], ...]:
    source: Sequence[Wording] = MAJOR if level == "MAJOR" else GENERAL
    return tuple((level, w) for w in chance.some(source, count))


def case_ids(rows: Sequence[dict[str, Any]]) -> list[UUID]:
    return [r["id"] for r in rows]
