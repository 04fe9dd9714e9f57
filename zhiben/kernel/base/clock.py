"""The clock. Interfaces read it once and pass the moment on as ``at``; nothing below them reads it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

CHINA = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment in China. In demo mode ``ZHIBEN_TODAY`` moves the day and keeps the time of day."""
    moment = datetime.now(CHINA)
    if settings.ZHIBEN_TODAY is not None:
        return datetime.combine(settings.ZHIBEN_TODAY, moment.timetz())
    return moment


def today() -> date:
    return now().date()


def end_of_day(day: date) -> datetime:
    """The last second of a day in China: a deadline "on" a day includes the whole of it."""
    return datetime.combine(day, time(23, 59, 59), CHINA)


def start_of_day(day: date) -> datetime:
    return datetime.combine(day, time(0), CHINA)


def day_of(moment: datetime) -> date:
    """The day in China on which a moment falls."""
    return moment.astimezone(CHINA).date()
