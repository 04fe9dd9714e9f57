"""What counting costs: the indicators of a day for all divisions, and the monthly report of a county and of a city."""

from datetime import timedelta
from typing import Final

from bench.bed import CITY, LEADER, Bed, inside
from bench.ceilings import SCAN_IS, scan
from bench.measure import Figure, seconds
from zhiben.kernel.base.clock import now, today

TIMES: Final = 5
PAPERS: Final = (("", "页面"), ("/pdf", "PDF"), ("/docx", "Word"), ("/xlsx", "Excel"))


def counting(bed: Bed) -> list[Figure]:
    """The snapshots of yesterday, which the platform takes every night: all of them, and again after a few changes."""
    from zhiben.kernel.indicators.snapshots import take_snapshots

    day, ceiling = today() - timedelta(days=1), scan(bed)
    with inside(bed):
        full = seconds(lambda: take_snapshots(on=day, at=now()))
    return [
        Figure(name="indicators-full", label="一天的全部指标、全部区划，从头算", unit="秒", values=(full,), bound=60,
               ceiling=ceiling, ceiling_is=SCAN_IS),
    ]  # fmt: skip


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
