"""Which hazards count on a day, by the dates on them, so that any past day gives the figure of that day.

A figure is as at the end of a day. 到期 = the deadline day has come (``deadline_on <= on``); 逾期 = it has passed
(``deadline_on < on``). A hazard without a deadline (old ledgers) falls due when it is closed. Voided hazards never
counted; what was published while they still stood is in the snapshots.
"""

from datetime import date, timedelta
from typing import Final

from django.db.models import Q

from zhiben.domains.hazards.indicators.watches import (
    WATCHED_HAZARDS,
    WATCHED_MEASURES,
    WATCHED_PICTURES,
    WATCHED_SERVINGS,
)
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.terms import HazardState, Level
from zhiben.kernel.base.clock import start_of_day, today
from zhiben.kernel.indicators.declarations import Question, RecordSet

HAZARDS: Final = RecordSet(
    key="hazards", label="隐患", rows=Hazard.objects.counted, list_url="hazards:hazards",
    watches=(WATCHED_HAZARDS, WATCHED_MEASURES, WATCHED_SERVINGS, WATCHED_PICTURES),
)  # fmt: skip
MAJOR: Final = Q(level=Level.MAJOR)
GENERAL: Final = Q(level=Level.GENERAL)


def closed_by(on: date) -> Q:
    """销号 by the end of a day. Old ledgers that say "closed" without a date count from when they were taken over."""
    undated = Q(closed_on=None, state=HazardState.CLOSED, closed_at__lt=start_of_day(on + timedelta(days=1)))
    return Q(closed_on__lte=on) | undated


def open_at(on: date) -> Q:
    """Found, and not closed by the end of a day. For today that is simply open, which the partial indexes hold."""
    if on >= today():
        return Q(found_on__lte=on, closed_at=None)
    after = Q(closed_on__gt=on) | Q(closed_on=None, closed_at__gte=start_of_day(on + timedelta(days=1)))
    return Q(found_on__lte=on) & (Q(closed_at=None) | after)


def overdue_at(on: date) -> Q:
    return open_at(on) & Q(deadline_on__lt=on)


def due_by(on: date) -> Q:
    return Q(found_on__lte=on) & (Q(deadline_on__lte=on) | (Q(deadline_on=None) & closed_by(on)))


def found_in(asked: Question) -> Q:
    return Q(found_on__gte=asked.since, found_on__lte=asked.on)
