"""重大事故隐患数据库: everything the page and the interface say, from three counting queries whatever the size."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from django.db.models import F, Q
from django.db.models.expressions import Combinable

from zhiben.domains.hazards.public import AGES, CLOSED_DAY, NEW, STOCK
from zhiben.domains.hazards.terms import CHANNELS, Source
from zhiben.domains.insight.queries.asking import View
from zhiben.domains.insight.queries.breakdowns import Table, few, table_of
from zhiben.domains.insight.queries.counting import WHOLE, Counts, Group, Measure, count_groups
from zhiben.domains.insight.queries.dimensions import DIMENSIONS
from zhiben.domains.insight.queries.months import Month, curve
from zhiben.domains.insight.terms import By

FIXED: Final[Mapping[str, str]] = {"level": "MAJOR"}
SMALL: Final = (By.DIVISION, By.CATEGORY, By.CLAUSE, By.AGE, By.CHANNEL, By.SOURCE, By.STATE)
LARGE: Final = (By.ENTERPRISE, By.PROJECT)
SHOWN: Final = 10
# Divisions are shown whole: none below may be missing from the table.
MOST: Final = {By.DIVISION: 1000, By.CLAUSE: SHOWN}


def measures_of(view: View) -> list[Measure]:
    last = date(view.legacy, 12, 31)
    stock, new, still = {"legacy": f"{STOCK}-{view.legacy}"}, {"legacy": f"{NEW}-{view.legacy}"}, {"open": "1"}
    left = Q(closed_at=None)
    return [
        Measure(key="total", label="累计入库"),
        Measure(key="open", label="未销号", where=left, opens=still),
        Measure(key="stock", label="未销号存量", where=left & Q(found_on__lte=last), opens=still | stock),
        Measure(key="new", label="未销号增量", of=lambda counts: counts["open"] - counts["stock"], opens=still | new),
        Measure(key="overdue", label="逾期未销号", where=left & Q(deadline_on__lt=view.on), opens={"overdue": "1"}),
        Measure(
            key="closed", label="已销号", of=lambda counts: counts["total"] - counts["open"], opens={"state": "CLOSED"}
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class Summary:
    view: View
    measures: list[Measure]
    whole: Counts
    urls: Mapping[str, str]
    tables: Mapping[By, Table]
    months: list[Month]

    @cached_property
    def share(self) -> float | None:
        """销号率, cut to two places: 100 only when nothing is left."""
        total = self.whole["total"]
        return int(self.whole["closed"] * 10_000 / total) / 100 if total else None


def summary(view: View) -> Summary:
    """Two counting queries for what has few groups and for the days, one for each large breakdown."""
    measures = measures_of(view)
    few_groups: dict[str, list[Combinable]] = {"division": [DIMENSIONS[By.DIVISION].group(view)], "what": [F("category"), F("clause_code")],
                  "how": [F("source"), F("state")]}  # fmt: skip
    counted = count_groups(view.rows, few_groups, measures)
    legacy = Measure(key="legacy", label="存量", where=Q(found_on__lte=date(view.legacy, 12, 31)))
    days = count_groups(view.rows, {"found": [F("found_on")], "closed": [CLOSED_DAY]}, [*measures, legacy])
    groups = _regrouped(view, counted, days["found"])
    tables = {by: few(view, by, measures, groups[by], order="open", most=MOST.get(by, 100)) for by in SMALL}
    tables |= {by: table_of(view, by, measures, order="open", most=SHOWN) for by in LARGE}
    whole = counted[WHOLE][()]
    return Summary(
        view=view, measures=measures, whole=whole, tables=tables,
        months=curve(view.on, _first(days["found"]), _first(days["closed"])),
        urls={m.key: view.records(m.opens) if whole[m.key] else "" for m in measures},
    )  # fmt: skip


def _regrouped(
    view: View, counted: Mapping[str, Mapping[Group, Counts]], found: Mapping[Group, Counts]
) -> dict[By, dict[str, Counts]]:
    """The seven small breakdowns from the three that were counted, and ages from the days of finding."""
    channels = {source: key for key, _, sources in CHANNELS for source in sources}
    what, how = counted["what"], counted["how"]
    return {
        By.DIVISION: _first(counted["division"]),
        By.CATEGORY: added(what, lambda group: group[0] or group[1].partition(".")[0]),
        By.CLAUSE: added(what, lambda group: group[1]),
        By.CHANNEL: added(how, lambda group: channels.get(Source(group[0]), "other")),
        By.SOURCE: added(how, lambda group: group[0]),
        By.STATE: added(how, lambda group: group[1]),
        By.AGE: added(_still_open(found), lambda group: _band(view, group[0])),
    }


def _still_open(found: Mapping[Group, Counts]) -> dict[Group, Counts]:
    """Of the counts by day of finding, what an age can be said of: the open ones."""
    return {
        day: {key: number for key, number in counts.items() if key != "legacy"} | {"total": counts["open"], "closed": 0}
        for day, counts in found.items()
        if counts["open"]
    }


def _band(view: View, day: str) -> str:
    age = max((view.on - date.fromisoformat(day)).days, 0)
    return next(code for code, _, low, high in AGES if low <= age and (high is None or age <= high))


def added(groups: Mapping[Group, Counts], key: Callable[[Group], str]) -> dict[str, Counts]:
    """Groups that have the same key, as one."""
    found: dict[str, Counts] = {}
    for group, counts in groups.items():
        into = found.setdefault(key(group), dict.fromkeys(counts, 0))
        for name, number in counts.items():
            into[name] += number
    return found


def _first(groups: Mapping[Group, Counts]) -> dict[str, Counts]:
    return {group[0]: counts for group, counts in groups.items()}


def month_urls(view: View, month: Month) -> dict[str, str]:
    """The records behind one month's numbers; a period that is already given narrows the month."""
    at_end = {"open_on": str(month.last)}
    since, until = view.asked.value("found_from"), view.asked.value("found_to")
    found = {
        "found_from": max(since, str(month.first)) if since else str(month.first),
        "found_to": min(until, str(month.last)) if until else str(month.last),
    }
    closed = {"closed_from": str(month.first), "closed_to": str(month.last)}
    stock = at_end | {"legacy": f"{STOCK}-{view.legacy}"}
    wanted = {"stock": (month.stock, stock), "left": (month.left, at_end), "found": (month.found, found),
              "closed": (month.closed, closed)}  # fmt: skip
    return {key: view.records(opens) if number else "" for key, (number, opens) in wanted.items()}
