"""How values are written on the screen: what a clerk would write, never None, True or an identifier."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from zhiben.kernel.base.clock import CHINA, day_of, today

BLANK: Final = "—"


def spoken_day(value: date | datetime) -> str:
    """A day inside a sentence: 7月3日; with the year when it is another year."""
    day = day_of(value) if isinstance(value, datetime) else value
    text = f"{day.month}月{day.day}日"
    return text if day.year == today().year else f"{day.year}年{text}"


def short_moment(value: datetime) -> str:
    return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def show_value(value: Any) -> str:
    """Any value as text. Identifiers are a mistake of the caller and show as blank rather than as a code."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return short_moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, str):
        return value or BLANK
    if isinstance(value, Iterable):
        return "、".join(show_value(item) for item in value) or BLANK
    return BLANK if value is None or isinstance(value, UUID) else str(value)


def _number(value: int | float | Decimal) -> str:
    text = f"{value:,.2f}" if not isinstance(value, int) else f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text
