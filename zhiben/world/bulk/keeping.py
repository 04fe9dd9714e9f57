"""What follows once the rows are there for good: documents for searching, figures of past months, the server's tidying."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.indicators.snapshots import take_snapshots
from zhiben.kernel.rules.engine import run_rules
from zhiben.kernel.search.rebuild import rebuild_all

log = logging.getLogger(__name__)
MONTHS: Final = 12  # past months whose last day is kept: each counts the whole world


def keep(at: datetime, say: Callable[[str], object], planted: Counter[str]) -> None:
    """Each step is whole or not at all; whatever is broken off here the platform catches up with by itself."""
    if connection.in_atomic_block:
        return
    say("整理和统计")
    _tidy()
    say("身份关联核查")
    log.debug("findings: planted %s, found %s", dict(planted), {one.rule: one.raised for one in run_rules(at=at)})
    say("检索文档")
    rebuild_all(afresh=True)
    say("指标快照")
    for day in (*month_ends(day_of(at), MONTHS), day_of(at) - timedelta(days=1)):
        take_snapshots(on=day, at=at)


def month_ends(today: date, count: int) -> Iterator[date]:
    """The last days of so many months before this one, oldest first."""
    firsts = [today.replace(day=1)]
    for _ in range(count - 1):
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    yield from (first - timedelta(days=1) for first in reversed(firsts))


def _tidy() -> None:
    """What the server's own housekeeping would do in the hours to come."""
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        role = cursor.fetchone()[0]
        cursor.execute("set role none")
        cursor.execute("vacuum (analyze)")
        cursor.execute(f"set role {connection.ops.quote_name(role)}")
