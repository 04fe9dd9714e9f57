"""What counting costs: the indicators of a day for all divisions, and the monthly report of a county and of a city."""

import time
from datetime import date, timedelta
from typing import Any, Final

from bench.bed import CITY, LEADER, OFFICER, Bed, inside
from bench.ceilings import SCAN_IS, scan
from bench.loop import site_of
from bench.measure import Figure, seconds
from bench.together import work
from zhiben.kernel.base.clock import now, today

TIMES: Final = 5
PAPERS: Final = (("", "页面"), ("/pdf", "PDF"), ("/docx", "Word"), ("/xlsx", "Excel"))


def counting(bed: Bed) -> list[Figure]:
    """What the platform does every night: a day counted whole; people work; the next day, from what has changed since."""
    ceiling, officer, site = scan(bed), bed.caller(OFFICER), site_of(bed)
    with inside(bed):
        full, first = _taken(_last_day(), whole=True)
    work(bed, officer.token, site, bed.effort.changes)
    with inside(bed):
        next_day = min(first.on + timedelta(days=1), today() - timedelta(days=1))
        little, second = _taken(next_day, whole=False)
    changed = f"改动 {second.changed:,} 行、到日子 {second.moved:,} 行"
    return [
        Figure(name="indicators-full", label="一天的全部指标、全部区划，从头算", unit="秒", values=(full,), bound=60,
               ceiling=ceiling, ceiling_is=SCAN_IS),
        Figure(name="indicators-changed", label=f"后一天，只算变了的（{second.get_how_display()}：{changed}）", unit="秒",
               values=(little,), bound=5, ceiling=ceiling, ceiling_is=SCAN_IS),
    ]  # fmt: skip


def _last_day() -> date:
    """The last day that is kept, else the day before yesterday."""
    from django.db import transaction

    from zhiben.kernel.indicators.models import TakenDay

    with transaction.atomic():
        last = TakenDay.objects.order_by("on").last()
    return last.on if last else today() - timedelta(days=2)


def _taken(on: date, *, whole: bool) -> tuple[float, Any]:
    from zhiben.kernel.indicators.snapshots import take_snapshots

    started = time.perf_counter()
    taken = take_snapshots(on=on, at=now(), whole=whole)
    return time.perf_counter() - started, taken


def reporting(bed: Bed) -> list[Figure]:
    """Last month's report of the county and of the city: the page and its three papers."""
    ceiling, found = scan(bed), []
    month = (today().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    for account, whose in ((LEADER, "全县"), (CITY, "全市")):
        reader, division = bed.visitor(account), bed.reach(account).division
        for path, label in PAPERS:
            address = f"/reports/monthly{path}?division={division}&month={month}"
            reader.get(address)
            times = tuple(seconds(lambda p=address, r=reader: r.get(p)) for _ in range(TIMES))  # type: ignore[misc]
            found.append(
                Figure(name=f"report-{account}{path.replace('/', '-')}", label=f"{whose}月报：{label}", unit="秒",
                       values=times, bound=3, ceiling=ceiling, ceiling_is=SCAN_IS)
            )  # fmt: skip
    return found
