"""What was written since the figures were last taken: from which day on it can matter, and what to call it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.indicators.declarations import RecordSet
from zhiben.kernel.indicators.images import CHANGED, read_changes, touch
from zhiben.kernel.indicators.watching import Watch
from zhiben.kernel.indicators.whole import codes_of

LATE, TAKEN_OUT, CORRECTED = "晚录入", "作废", "更正"
Image = Mapping[str, Any] | None
EVER: Final = date(1900, 1, 1)


@dataclass
class Touched:
    """What a batch of changes concerns. ``places``: of each changed counted row where, what, since when."""

    rows: int = 0
    first_day: date | None = None
    places: list[tuple[str, str, date]] = field(default_factory=list)
    reasons: dict[tuple[str, date], str] = field(default_factory=dict)

    def reason(self, code: str, on: date) -> str:
        """Why the figure of a division and day is another one, in words."""
        if (code, on) not in self.reasons:
            kinds = Counter(kind for place, kind, since in self.places if since <= on and code in codes_of(place))
            words = "、".join(f"{kind} {kinds[kind]} 条" for kind in (LATE, TAKEN_OUT, CORRECTED) if kinds[kind])
            self.reasons[code, on] = f"期间{words}" if words else "相关记录有更正"
        return self.reasons[code, on]


def read_touched(sets: Iterable[RecordSet], last: date) -> Touched:
    """Reads what was noted and marks the counted rows concerned. ``last``: changes after that day need no revision."""
    touched = Touched()
    for records in sets:
        days: dict[UUID, date] = {}
        for watch in records.watches:
            for root, before, after in read_changes(watch):
                since = first_day(watch, before, after)
                if since <= last:
                    days[root] = min(since, days.get(root, since))
                    touched.places += _places(watch, before, after, since)
                touched.rows += 1
        touch(CHANGED, records, days)
        touched.first_day = min([*days.values(), *([touched.first_day] if touched.first_day else [])], default=None)
    return touched


def first_day(watch: Watch, before: Image, after: Image) -> date:
    """The first day whose figures such a change can alter."""
    images = [image for image in (before, after) if image is not None]
    days = _days(watch, images, _differing(watch, before, after))
    return min(days, default=EVER)


def _differing(watch: Watch, before: Image, after: Image) -> tuple[str, ...]:
    """Which of the columns that say when are decisive: those that changed, or all when something else did."""
    timed = (*watch.dates, *watch.moments)
    if before is None or after is None or _kind(watch, before, after) != CORRECTED:
        return timed
    changed = {name for name in watch.columns if before[name] != after[name]}
    column = watch.outside[0]
    if column and (before[column] in watch.apart) != (after[column] in watch.apart):
        return timed
    if changed - {*timed, column} or any(
        None in (before[name], after[name]) for name in changed.intersection(watch.telling)
    ):
        return timed
    return tuple(name for name in timed if name in changed) or timed


def _days(watch: Watch, images: Iterable[Mapping[str, Any]], names: Iterable[str]) -> list[date]:
    found = [image[name] for name in names for image in images if image[name]]
    return [day_of(datetime.fromisoformat(one)) if "T" in one else date.fromisoformat(one) for one in found]


def _kind(watch: Watch, before: Image, after: Image) -> str:
    column, values = watch.outside
    was = before is not None and (not column or before[column] not in values)
    now = after is not None and (not column or after[column] not in values)
    if was == now:
        return CORRECTED
    return LATE if now else TAKEN_OUT


def _places(watch: Watch, before: Image, after: Image, since: date) -> list[tuple[str, str, date]]:
    """A row that moved is spoken of in both places. Related rows have no place of their own."""
    where = {_place(image) for image in (before, after) if image is not None and "province" in image}
    return [(place, _kind(watch, before, after), since) for place in where]


def _place(image: Mapping[str, Any]) -> str:
    return f"{image['province']}/{image['city']}/{image['county']}"
