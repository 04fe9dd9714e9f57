"""Every night: keep what the indicators were at the end of yesterday, and correct what was said before."""

from datetime import date, timedelta
from typing import Final

from zhiben.kernel.base.clock import now, today
from zhiben.kernel.indicators.models import TakenDay
from zhiben.kernel.indicators.snapshots import take_snapshots
from zhiben.kernel.jobs.tasks import task

CATCH_UP: Final = 31
MONTHS: Final = 24


@task(name="indicators.snapshot", schedule="20 0 * * *")
def snapshot_yesterday() -> None:
    """Days that were missed are made up for, one after the other; a longer gap stays one."""
    yesterday = today() - timedelta(days=1)
    last = TakenDay.objects.order_by("on").values_list("on", flat=True).last()
    since = yesterday if last is None else max(last + timedelta(days=1), yesterday - timedelta(days=CATCH_UP))
    for number in range(max((yesterday - since).days, 0) + 1):
        take_snapshots(on=min(since + timedelta(days=number), yesterday), at=now())


@task(name="indicators.past_months", schedule="50 0 * * *")
def fill_past_months() -> None:
    """Ends of months before the first kept day, one a night, so that a new installation has its trends."""
    if TakenDay.objects.exists():
        missing = [day for day in month_ends(today(), MONTHS) if not TakenDay.objects.filter(on=day).exists()]
        if missing:
            take_snapshots(on=missing[0], at=now())


def month_ends(day: date, count: int) -> list[date]:
    """The last days of the months before that of ``day``, newest first."""
    found: list[date] = []
    while len(found) < count:
        day = day.replace(day=1) - timedelta(days=1)
        found.append(day)
    return found
