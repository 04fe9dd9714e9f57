"""Which hazards and incidents must be traced, and why, in words with the numbers. By set; writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from zhiben.domains.accidents.models import Incident, Trace, TraceTrigger
from zhiben.domains.accidents.services.rules import CHECK_DAYS, REACH, REFUSED, SELF_REPORTED, Rules, basis_of
from zhiben.domains.accidents.terms import OF_HAZARDS, TriggerCode
from zhiben.domains.hazards.terms import HazardState, Level, Source
from zhiben.kernel.base.clock import CHINA, day_of

# The table behind the foreign key: this package reads hazards and never writes one.
HAZARDS: Final[Any] = Trace._meta.get_field("hazard").related_model
NOT_FOUND_YET: Final = (HazardState.REPORTED, HazardState.RECORDED, HazardState.VOIDED)
CHUNK: Final = 500
LOOKED_AT_AGAIN: Final = timedelta(days=7)  # what was found and closed at once is looked at as long as this


@dataclass(frozen=True, kw_only=True)
class Due:
    """One thing that must be traced: the hazard or incident, the code, the words, and what it rests on."""

    subject: Any
    code: TriggerCode
    words: str
    basis: str = ""
    parameter_id: UUID | None = None
    numbers: dict[str, Any] = field(default_factory=dict)


def due_hazards(at: datetime, only: Iterable[UUID] = ()) -> Iterator[Due]:
    """What is not traced for that reason yet. ``only``: among these hazards; else the open and the newest ones.

    Three queries for every 500. Ledgers taken over silently are left alone, and so is what nobody has verified.
    """
    rules, today = Rules.read(), day_of(at)
    since = today - timedelta(days=rules.longest_reach())
    rows = HAZARDS.objects.filter(level=Level.MAJOR, silent=False, found_on__gte=since).exclude(state__in=NOT_FOUND_YET)
    wanted = list(only)
    recent = Q(closed_at=None) | Q(opened_at__gte=at - LOOKED_AT_AGAIN)
    rows = rows.filter(pk__in=wanted) if wanted else rows.filter(recent)
    ordered = rows.order_by("pk").iterator(chunk_size=CHUNK)
    while chunk := list(islice(ordered, CHUNK)):
        known = _known(h.pk for h in chunk)
        book = SelfChecks.read(chunk, rules, today)
        for hazard in chunk:
            if (today - hazard.found_on).days > int(rules.value(REACH, hazard.place, today) or 0):
                continue
            for due in _of_hazard(hazard, rules, book, today):
                if not {(hazard.pk, code) for code in _same(due.code)} & known:
                    yield due


def due_incident(incident: Incident) -> Due | None:
    """A verified incident where its place demands a trace. Dated by the day it happened."""
    on, code = day_of(incident.occurred_at), TriggerCode(incident.kind)
    row = Rules.read().demands(code, incident.place, on)
    if row is None or incident.silent:
        return None
    moment = incident.occurred_at.astimezone(CHINA)
    words = (
        f"{moment.month}月{moment.day}日 {moment:%H:%M}发生{incident.get_kind_display()}"
        f"（{incident.type_name}），{incident.harm}；判定口径：{incident.criterion_text}"
    )
    numbers = {"injuries": incident.injuries, "minor": incident.minor, "exposed": incident.exposed}
    return Due(subject=incident, code=code, words=words, basis=basis_of(row), parameter_id=row.parameter_id,
               numbers=numbers)  # fmt: skip


@dataclass(frozen=True)
class SelfChecks:
    """Days and levels of what each project found itself, for a chunk of hazards: one query."""

    found: dict[UUID, list[tuple[date, str]]]

    @classmethod
    def read(cls, chunk: Sequence[Any], rules: Rules, today: date) -> "SelfChecks":
        others = [h for h in chunk if h.source != Source.SELF_CHECK]
        if not others:
            return cls({})
        days = max(int(rules.value(CHECK_DAYS, h.place, h.found_on) or 0) for h in others)
        since = min(h.found_on for h in others) - timedelta(days=days)
        rows = HAZARDS.objects.filter(
            project__in={h.project_id for h in others}, source=Source.SELF_CHECK, found_on__gte=since
        ).exclude(state=HazardState.VOIDED)
        found: dict[UUID, list[tuple[date, str]]] = defaultdict(list)
        for project_id, day, level in rows.values_list("project_id", "found_on", "level"):
            found[project_id].append((day, level))
        return cls(dict(found))

    def before(self, hazard: Any, days: int) -> tuple[int, int]:
        """How many hazards the project reported itself in so many days up to the finding, and how many major ones."""
        since = hazard.found_on - timedelta(days=days)
        levels = [level for day, level in self.found.get(hazard.project_id, ()) if since <= day <= hazard.found_on]
        return len(levels), sum(level == Level.MAJOR for level in levels)


def _same(code: TriggerCode) -> tuple[str, ...]:
    """Not checked or not found: which of the two it was is said once, and checks entered afterwards change nothing."""
    unfound = (TriggerCode.MISSED, TriggerCode.NO_INSPECTION)
    return tuple(one.value for one in unfound) if code in unfound else (code.value,)


def _known(subjects: Iterable[UUID]) -> set[tuple[UUID, str]]:
    return set(TraceTrigger.objects.filter(subject_id__in=list(subjects)).values_list("subject_id", "code"))


def _of_hazard(hazard: Any, rules: Rules, book: SelfChecks, today: date) -> Iterator[Due]:
    found_on = hazard.graded_on or hazard.found_on
    for code in OF_HAZARDS:
        late = code in (TriggerCode.OVERDUE_MAJOR, TriggerCode.REFUSED)
        row = rules.demands(code, hazard.place, today if late else found_on)
        said = SAYS[code](hazard, rules, book, today) if row is not None else None
        if said is not None:
            words, numbers = said
            yield Due(subject=hazard, code=code, words=words, basis=basis_of(row), numbers=numbers,
                      parameter_id=row.parameter_id if row else None)  # fmt: skip


Said = tuple[str, dict[str, Any]] | None


def _found(hazard: Any) -> str:
    return f"{spoken(hazard.found_on)}{hazard.get_source_display()}发现重大事故隐患「{hazard.title}」"


def _major(hazard: Any, rules: Rules, book: SelfChecks, today: date) -> Said:
    if hazard.source == Source.SELF_CHECK and not rules.value(SELF_REPORTED, hazard.place, hazard.found_on):
        return None
    return f"{_found(hazard)}，本地规定发现的每条重大事故隐患都要倒查", {}


def _overdue(hazard: Any, rules: Rules, book: SelfChecks, today: date) -> Said:
    waiting = hazard.state == HazardState.RECTIFYING and hazard.closed_at is None
    if not waiting or hazard.deadline_on is None or hazard.deadline_on >= today:
        return None
    days = (today - hazard.deadline_on).days
    words = (
        f"重大事故隐患「{hazard.title}」整改期限 {spoken(hazard.deadline_on)}，到{spoken(today)}逾期 {days} 天仍未整改"
    )
    return words, {"deadline_on": hazard.deadline_on, "days": days}


def _refused(hazard: Any, rules: Rules, book: SelfChecks, today: date) -> Said:
    failed, most = hazard.round - 1, int(rules.value(REFUSED, hazard.place, today) or 0)
    if hazard.closed_at is not None or not most or failed < most:
        return None
    words = f"重大事故隐患「{hazard.title}」复查 {failed} 次均未通过，仍未整改到位；本地规定 {most} 次算拒不整改"
    return words, {"failed": failed, "most": most}


def _missed(hazard: Any, rules: Rules, book: SelfChecks, today: date) -> Said:
    days, reported, major = _self_checked(hazard, rules, book)
    if hazard.source == Source.SELF_CHECK or not reported or major:
        return None
    words = f"{_found(hazard)}；此前 {days} 天项目自查上报 {reported} 条，没有一条重大事故隐患"
    return words, {"days": days, "reported": reported}


def _none(hazard: Any, rules: Rules, book: SelfChecks, today: date) -> Said:
    days, reported, _ = _self_checked(hazard, rules, book)
    if hazard.source == Source.SELF_CHECK or reported:
        return None
    return f"{_found(hazard)}；此前 {days} 天平台上没有项目的自查记录", {"days": days, "reported": 0}


def _self_checked(hazard: Any, rules: Rules, book: SelfChecks) -> tuple[int, int, int]:
    days = int(rules.value(CHECK_DAYS, hazard.place, hazard.found_on) or 0)
    return (days, *book.before(hazard, days))


def spoken(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


SAYS: Final = {
    TriggerCode.MAJOR_HAZARD: _major, TriggerCode.OVERDUE_MAJOR: _overdue, TriggerCode.REFUSED: _refused,
    TriggerCode.MISSED: _missed, TriggerCode.NO_INSPECTION: _none,
}  # fmt: skip
