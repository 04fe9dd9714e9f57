"""Guessing is slow: after so many failed sign-ins from one source, no more are looked at for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from zhiben.kernel.api.models import FailureCount
from zhiben.kernel.base.errors import Refusal

MOST_FAILURES: Final = 20
WINDOW: Final = timedelta(minutes=15)
COUNT: Final = """
insert into api_failurecount (source, since, failures) values (%(source)s, %(at)s, 1)
on conflict (source) do update set
    failures = case when api_failurecount.since < %(start)s then 1 else api_failurecount.failures + 1 end,
    since = case when api_failurecount.since < %(start)s then excluded.since else api_failurecount.since end
"""


@dataclass
class TooManyFailures(Refusal):
    """429 with the seconds to wait."""

    wait_seconds: int = 0


def check_source(source: str, at: datetime, *, most: int = MOST_FAILURES) -> None:
    """Raises TooManyFailures while the source has used up its failures."""
    row = FailureCount.objects.filter(source=source, since__gte=at - WINDOW, failures__gte=most).first()
    if row is None:
        return
    wait = max(1, int((row.since + WINDOW - at).total_seconds()) + 1)
    raise TooManyFailures(
        f"失败次数太多，请在 {-(-wait // 60)} 分钟后再试", status=429, title="请稍后再试", wait_seconds=wait
    )


def count_failure(source: str, at: datetime) -> None:
    """One more. The caller's transaction must commit although it answers with a refusal."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"source": source, "at": at, "start": at - WINDOW})


def purge_counts(*, at: datetime) -> int:
    return FailureCount.objects.filter(since__lt=at - WINDOW).delete()[0]
