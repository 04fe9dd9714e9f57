"""Quiet hours: whole hours of the day in China, possibly over midnight."""

from datetime import datetime, timedelta

from zhiben.kernel.base.clock import CHINA


def quiet_until(at: datetime, first: int | None, last: int | None) -> datetime | None:
    """When the quiet hours end that ``at`` falls into; None when it falls into none.

    ``first`` and ``last`` are hours 0–23; the same twice, or None, means there are no quiet hours.
    """
    if first is None or last is None or first == last:
        return None
    local = at.astimezone(CHINA)
    over_midnight = first > last
    inside = local.hour >= first or local.hour < last if over_midnight else first <= local.hour < last
    if not inside:
        return None
    end = local.replace(hour=last, minute=0, second=0, microsecond=0)
    return end if end > local else end + timedelta(days=1)
