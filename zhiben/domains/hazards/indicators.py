"""隐患指标: which hazards count, by the dates on them, so that any past day gives the figure of that day.

A figure is as at the end of a day. 到期 = the deadline day has come (``deadline_on <= on``); 逾期 = it has passed
(``deadline_on < on``). A hazard without a deadline (old ledgers) falls due when it is closed. Voided hazards never
counted; what was published while they still stood is in the snapshots.
"""

from datetime import date, timedelta
from typing import Final

from django.db.models import F, Q

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.terms import HazardState, Level
from zhiben.kernel.base.clock import start_of_day
from zhiben.kernel.indicators.declarations import Question, RecordSet, Subsets, indicator
from zhiben.kernel.parameters.queries import value_of

HAZARDS: Final = RecordSet(key="hazards", label="隐患", rows=Hazard.objects.counted, list_url="hazards:hazards")
CLOSURE: Final = ("national-2024/2.1.2c", "hainan-2023/2.1.2b", "hainan-2023/3.1c")
LEGACY: Final = ("national-2024/1b", "jiaocheng-2024/1d")
ZERO: Final = ("national-2024/1d", "national-2024/2.1.2d", "jiaocheng-2024/1d", "fujian-2024/1.m5")
MAJOR: Final = Q(level=Level.MAJOR)
GENERAL: Final = Q(level=Level.GENERAL)


def closed_by(on: date) -> Q:
    """销号 by the end of a day. Old ledgers that say "closed" without a date count from when they were taken over."""
    undated = Q(closed_on=None, state=HazardState.CLOSED, closed_at__lt=start_of_day(on + timedelta(days=1)))
    return Q(closed_on__lte=on) | undated


def open_at(on: date) -> Q:
    """Found, and not closed by the end of a day."""
    after = Q(closed_on__gt=on) | Q(closed_on=None, closed_at__gte=start_of_day(on + timedelta(days=1)))
    return Q(found_on__lte=on) & (Q(closed_at=None) | after)


def overdue_at(on: date) -> Q:
    return open_at(on) & Q(deadline_on__lt=on)


def due_by(on: date) -> Q:
    return Q(found_on__lte=on) & (Q(deadline_on__lte=on) | (Q(deadline_on=None) & closed_by(on)))


def found_in(asked: Question) -> Q:
    return Q(found_on__gte=asked.since, found_on__lte=asked.on)


@indicator(
    key="hazard-closure", label="隐患闭环整改销号率", unit="%", records=HAZARDS, clauses=CLOSURE,
    numerator="复查合格并销号的隐患条数", denominator="到期应销号的隐患条数",
)  # fmt: skip
def hazard_closure(asked: Question) -> Subsets:
    return Subsets(numerator=closed_by(asked.on), denominator=due_by(asked.on))


@indicator(
    key="hazard-closure.general", label="一般隐患销号率", unit="%", records=HAZARDS, clauses=CLOSURE,
    numerator="复查合格并销号的一般隐患条数", denominator="到期应销号的一般隐患条数", part_of="hazard-closure",
)  # fmt: skip
def hazard_closure_general(asked: Question) -> Subsets:
    return Subsets(numerator=closed_by(asked.on), denominator=due_by(asked.on) & GENERAL)


@indicator(
    key="hazard-closure.major", label="重大事故隐患销号率", unit="%", records=HAZARDS, clauses=CLOSURE,
    numerator="复查合格并销号的重大事故隐患条数", denominator="到期应销号的重大事故隐患条数", part_of="hazard-closure",
)  # fmt: skip
def hazard_closure_major(asked: Question) -> Subsets:
    return Subsets(numerator=closed_by(asked.on), denominator=due_by(asked.on) & MAJOR)


@indicator(
    key="legacy-major-hazards-cleared", label="存量重大事故隐患消除率", unit="%", records=HAZARDS, clauses=LEGACY,
    numerator="存量中已销号的重大事故隐患条数", denominator="存量年份及以前发现的重大事故隐患条数",
)  # fmt: skip
def legacy_major_hazards_cleared(asked: Question) -> Subsets:
    last_year = int(value_of("hazards.legacy_year", path=asked.area.path, on=asked.on))
    return Subsets(
        numerator=closed_by(asked.on), denominator=MAJOR & Q(found_on__lte=min(date(last_year, 12, 31), asked.on))
    )


@indicator(
    key="major-hazard-zero", label="重大事故隐患动态清零率", unit="%", records=HAZARDS, clauses=ZERO,
    numerator="在整改期限内销号的重大事故隐患条数", denominator="本期应销号的重大事故隐患条数",
)  # fmt: skip
def major_hazard_zero(asked: Question) -> Subsets:
    due = MAJOR & Q(deadline_on__gte=asked.since, deadline_on__lte=asked.on)
    return Subsets(numerator=closed_by(asked.on) & Q(closed_on__lte=F("deadline_on")), denominator=due)


@indicator(
    key="major-hazard-zero.overdue", label="重大事故隐患超期未销号余额", unit="条", records=HAZARDS, clauses=ZERO,
    numerator="整改期限已过、尚未销号的重大事故隐患条数", part_of="major-hazard-zero",
)  # fmt: skip
def major_hazard_overdue(asked: Question) -> Subsets:
    return Subsets(numerator=MAJOR & overdue_at(asked.on))


@indicator(
    key="hazard-open.major", label="未销号重大事故隐患", unit="条", records=HAZARDS, clauses=LEGACY,
    numerator="尚未销号的重大事故隐患条数",
)  # fmt: skip
def open_major(asked: Question) -> Subsets:
    return Subsets(numerator=MAJOR & open_at(asked.on))


@indicator(
    key="hazard-overdue", label="逾期未销号隐患", unit="条", records=HAZARDS, clauses=CLOSURE,
    numerator="整改期限已过、尚未销号的隐患条数",
)  # fmt: skip
def overdue(asked: Question) -> Subsets:
    return Subsets(numerator=overdue_at(asked.on))
