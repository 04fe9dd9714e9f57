"""Working days: published years from the State Council's notices, beyond them Monday to Friday, marked 暂定."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Self

import chinese_calendar
from django.db import connection, transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotPermitted
from zhiben.kernel.parameters.models import CalendarChange, WorkingDay
from zhiben.kernel.parameters.terms import DayKind

FIRST_YEAR: Final = 2015
LAST_YEAR: Final = 2032

ADD: Final = """
select t.date from parameters_workingday d
join parameters_workingday t on t.is_working
 and t.ordinal = d.ordinal + %(n)s + (case when %(n)s < 0 and not d.is_working then 1 else 0 end)
where d.date = %(day)s
"""
COUNT: Final = """
select t.date, exists (select 1 from parameters_workingday x where x.provisional and x.date <> d.date
                          and x.date between least(d.date, t.date) and greatest(d.date, t.date))
from parameters_workingday d
join parameters_workingday t on t.is_working
 and t.ordinal = d.ordinal + %(n)s + (case when %(n)s < 0 and not d.is_working then 1 else 0 end)
where d.date = %(day)s
"""
BETWEEN: Final = """
select b.ordinal - a.ordinal from parameters_workingday a, parameters_workingday b where a.date = %s and b.date = %s
"""
ALONE: Final = "select pg_advisory_xact_lock(hashtext('working_calendar'))"
WRITE: Final = """
insert into parameters_workingday (date, ordinal, is_working, provisional, kind, note)
select d, 0, w, p, k, n from unnest(%s::date[], %s::bool[], %s::bool[], %s::text[], %s::text[]) as t(d, w, p, k, n)
on conflict (date) do update
   set is_working = excluded.is_working, provisional = excluded.provisional, kind = excluded.kind, note = excluded.note
 where parameters_workingday.kind <> 'set'
   and (parameters_workingday.is_working, parameters_workingday.kind, parameters_workingday.note)
       is distinct from (excluded.is_working, excluded.kind, excluded.note)
"""
NUMBER: Final = """
update parameters_workingday d set ordinal = n.ordinal
from (select date, count(*) filter (where is_working) over (order by date) as ordinal from parameters_workingday) n
where n.date = d.date and d.ordinal <> n.ordinal
"""


class OutsideCalendar(InvalidInput):
    """422: the calendar does not reach that far."""


def add_working_days(day: date, n: int) -> date:
    """The ``n``-th working day after ``day`` (before it, when negative); ``day`` itself when ``n`` is 0.

    The day itself is not counted, whether people work on it or not. One query. 422 outside the calendar.
    """
    if n == 0:
        return day
    found = _one(ADD, {"n": n, "day": day})
    if found is None:
        raise _outside(day)
    result: date = found
    return result


@dataclass(frozen=True)
class Counted:
    """Where counting working days ended. ``provisional``: at least one of the days counted over is still 暂定."""

    day: date
    provisional: bool


def count_working_days(day: date, n: int) -> Counted:
    """As ``add_working_days``, and whether the answer may change when the calendar is published. Two queries.

    The calendar stands still until the caller's transaction ends: who changes it waits for those who counted by the old
    one, and finds all of them when deadlines are computed again.
    """
    if n == 0:
        return Counted(day, False)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock_shared(hashtext('working_calendar'))")
        cursor.execute(COUNT, {"n": n, "day": day})
        row = cursor.fetchone()
    if row is None:
        raise _outside(day)
    return Counted(*row)


def working_days_between(a: date, b: date) -> int:
    """Working days after ``a`` up to and including ``b``; negative when ``b`` lies before ``a``. One query.

    ``working_days_between(today, due)`` is what a clock shows as 还剩 n 个工作日.
    """
    found = _one(BETWEEN, [a, b])
    if found is None:
        raise _outside(b)
    return int(found)


def calendar_version() -> tuple[int, str]:
    """Number and reason of the last change. One query."""
    last = CalendarChange.objects.order_by("-pk").values_list("pk", "why").first()
    return last or (0, "")


def departures(year: int) -> list[WorkingDay]:
    """Days of a year that are not as the week has them, and those an administrator has set."""
    rows = WorkingDay.objects.filter(date__year=year).order_by("date")
    return [row for row in rows if row.kind == DayKind.SET or row.is_working != (row.date.weekday() < 5)]


@dataclass(frozen=True)
class CalendarInMemory:
    """The whole calendar for work on many rows: an import asks it thousands of times without a query."""

    first: date
    ordinals: list[int]
    working: list[date]

    @classmethod
    def load(cls) -> Self:
        """One query; some 6,600 days."""
        rows = list(WorkingDay.objects.order_by("date").values_list("date", "ordinal", "is_working"))
        if not rows:
            raise _outside(None)
        return cls(rows[0][0], [r[1] for r in rows], [r[0] for r in rows if r[2]])

    def add(self, day: date, n: int) -> date:
        """As ``add_working_days``."""
        if n == 0:
            return day
        ordinal = self._ordinal(day)
        rest_day = self.working[ordinal - 1] != day if ordinal else True
        index = ordinal + n - 1 + (1 if n < 0 and rest_day else 0)
        if not 0 <= index < len(self.working):
            raise _outside(day)
        return self.working[index]

    def between(self, a: date, b: date) -> int:
        """As ``working_days_between``."""
        return self._ordinal(b) - self._ordinal(a)

    def _ordinal(self, day: date) -> int:
        index = (day - self.first).days
        if not 0 <= index < len(self.ordinals):
            raise _outside(day)
        return self.ordinals[index]


def rebuild_calendar(first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR) -> int:
    """Write the days of these years and number all again; days set by an administrator stay. Returns days changed.

    Doing it twice changes nothing. A year published since the last time loses its 暂定 mark.
    """
    days = list(_days(first_year, last_year))
    columns = [list(column) for column in zip(*days, strict=True)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ALONE)
        cursor.execute(WRITE, columns)
        changed = int(cursor.rowcount)
        cursor.execute(NUMBER)
        if changed:
            CalendarChange.objects.create(why=f"按国务院办公厅通知续建（已公布到{published_until()}年）", days=changed)
    return changed


def set_working_day(*, actor: Actor, day: date, is_working: bool, reason: str, at: datetime) -> WorkingDay:
    """An administrator's word about a day, which comes before the published one. Only the system administrator."""
    if actor.role not in (Role.SYSTEM_ADMIN, Role.SYSTEM):
        raise NotPermitted("只有系统管理员可以修改工作日历")
    if not reason.strip():
        raise InvalidInput.of("reason", "请写明调整依据，如通知文号")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ALONE)
        row = WorkingDay.objects.select_for_update().filter(date=day).first()
        if row is None:
            raise _outside(day)
        row.is_working, row.provisional, row.kind, row.note = is_working, False, DayKind.SET, reason.strip()
        row.save()
        cursor.execute(NUMBER)
        CalendarChange.objects.create(why=f"{day:%Y-%m-%d} 调整：{row.note}"[:200], days=1)
        record_act(
            actor=actor, verb="parameters.set_working_day", at=at, object_kind="working_day", object_id=day,
            is_working=is_working, reason=reason.strip(),
        )  # fmt: skip
    row.refresh_from_db()
    return row


def published_until() -> int:
    """The last year whose arrangement the calendar library knows."""
    latest: date = max(chinese_calendar.holidays)
    return latest.year


def _days(first_year: int, last_year: int) -> Iterator[tuple[date, bool, bool, str, str]]:
    published = published_until()
    day = date(first_year, 1, 1)
    while day.year <= last_year:
        if day.year <= published:
            off, name = chinese_calendar.get_holiday_detail(day)
            yield day, not off, False, DayKind.PUBLISHED, _holiday_name(day, name)
        else:
            yield day, day.weekday() < 5, True, DayKind.ASSUMED, ""
        day += timedelta(days=1)


def _holiday_name(day: date, name: str | None) -> str:
    if name is None:
        return ""
    chinese = {h.value: h.chinese for h in chinese_calendar.Holiday}.get(name, "")
    return f"{chinese}（调休上班）" if day in chinese_calendar.workdays else chinese


def _one(sql: str, given: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        row = cursor.fetchone()
    return row[0] if row else None


def _outside(day: date | None) -> OutsideCalendar:
    reached = WorkingDay.objects.order_by("-date").values_list("date", flat=True).first()
    until = f"只到{reached:%Y年}" if reached else "还没有建立"
    asked = f"，不能推算 {day} 前后的工作日" if day else ""
    return OutsideCalendar(FieldError(field="day", reason=f"工作日历{until}{asked}，请系统管理员续建"))
