"""隐患闭环、存量消除、动态清零: the indicators that the policy documents ask for."""

from datetime import date
from typing import Final

from django.db.models import F, Q

from zhiben.domains.hazards.indicators.dates import (
    GENERAL,
    HAZARDS,
    MAJOR,
    closed_by,
    due_by,
    found_in,
    open_at,
    overdue_at,
)
from zhiben.kernel.indicators.declarations import Question, Subsets, indicator
from zhiben.kernel.parameters.queries import value_of

CLOSURE: Final = ("national-2024/2.1.2c", "hainan-2023/2.1.2b", "hainan-2023/3.1c")
LEGACY: Final = ("national-2024/1b", "jiaocheng-2024/1d")
INCREMENT: Final = ("national-2024/1c", "jiaocheng-2024/1d")
ZERO: Final = ("national-2024/1d", "national-2024/2.1.2d", "jiaocheng-2024/1d", "fujian-2024/1.m5")


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


@indicator(
    key="major-hazard-increment", label="重大事故隐患增量", unit="条", records=HAZARDS, clauses=INCREMENT,
    numerator="本期新发现的重大事故隐患条数",
)  # fmt: skip
def major_hazard_increment(asked: Question) -> Subsets:
    return Subsets(numerator=MAJOR & found_in(asked))


@indicator(
    key="major-hazard-increment.before", label="上年同期重大事故隐患增量", unit="条", records=HAZARDS, clauses=INCREMENT,
    numerator="上年同期新发现的重大事故隐患条数", part_of="major-hazard-increment",
)  # fmt: skip
def major_hazard_increment_before(asked: Question) -> Subsets:
    return Subsets(numerator=MAJOR & found_in(asked.a_year_earlier()))
