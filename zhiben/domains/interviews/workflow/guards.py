"""Conditions of transitions that roles and states cannot say. Each refuses with a sentence for the user."""

import re
from datetime import date
from typing import Final

from zhiben.domains.interviews.models import Commitment, Interview
from zhiben.domains.interviews.terms import CommitmentState
from zhiben.kernel.base.errors import InvalidInput, WrongState
from zhiben.kernel.workflow.definition import Inputs

TIME: Final = re.compile(r"([01]?\d|2[0-3])[:：][0-5]\d")
MOST_YEARS: Final = 5


def time_readable(interview: Interview, given: Inputs) -> None:
    if not TIME.fullmatch(str(given["meet_time"]).strip()):
        raise InvalidInput.of("meet_time", "时间写成 09:30 这样")


def not_received(interview: Interview, given: Inputs) -> None:
    if interview.received_on:
        raise WrongState(f"{interview.received_by} 已于 {interview.received_on:%Y-%m-%d} 签收")


def held_after_notice(interview: Interview, given: Inputs) -> None:
    day: date = given["held_on"]
    if interview.notified_on and day < interview.notified_on:
        raise InvalidInput.of("held_on", f"约谈日期早于通知日期 {interview.notified_on:%Y-%m-%d}")


def all_kept(interview: Interview, given: Inputs) -> None:
    """落实: every promise verified, at least one made."""
    rows = Commitment.objects.filter(interview=interview)
    left = rows.exclude(state__in=(CommitmentState.VERIFIED, CommitmentState.LAPSED)).count()
    if left:
        raise WrongState(f"还有 {left} 条承诺没有核实落实")


def later_than_now(commitment: Commitment, given: Inputs) -> None:
    day: date = given["until"]
    if day <= commitment.until:
        raise InvalidInput.of("until", f"延长后的期限要晚于现在的 {commitment.until:%Y-%m-%d}")
    if day.year > commitment.until.year + MOST_YEARS:
        raise InvalidInput.of("until", f"期限 {day.isoformat()} 太远，请核对年份")
