"""Deadlines. Fixed when a state is entered, from the working calendar, a span, or a date somebody chose.

A ``Deadline`` carries the rule it was computed from; the engine keeps it with the case (``Case.due_rule``), so that
what rested on 暂定 days can be computed again when they become real (``deadlines.recompute``). Rules as stored:

``{"by": "working_days", "from": "2026-12-30", "n": 3, "parameter": key, "provisional": true}``
``{"by": "days", "from": …, "n": …, "parameter": key}``  ``{"by": "hours", "from": moment, "n": …, "parameter": key}``
``{"by": "day", "day": "2026-12-31"}``: a day somebody chose.
"""

from datetime import date, datetime, timedelta

from zhiben.kernel.base.clock import day_of, end_of_day
from zhiben.kernel.parameters.calendar import count_working_days
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.definition import Deadline, Due, Inputs
from zhiben.kernel.workflow.models import Case


def on_day(name: str) -> Due:
    """The end of the day given in the named input."""

    def due(case: Case, at: datetime, given: Inputs) -> Deadline:
        day: date = given[name]
        return chosen(end_of_day(day))

    return due


def working_days(parameter: str) -> Due:
    """So many working days after the day of the act, as the parameter says for the place and that day."""

    def due(case: Case, at: datetime, given: Inputs) -> Deadline:
        day = day_of(at)
        number = int(value_of(parameter, path=case.place, on=day))
        found = count_working_days(day, number)
        rule = {"by": "working_days", "from": day.isoformat(), "n": number, "parameter": parameter}
        return Deadline(at=end_of_day(found.day), rule={**rule, "provisional": found.provisional})

    return due


def calendar_days(parameter: str) -> Due:
    """The end of the n-th calendar day after the day of the act."""

    def due(case: Case, at: datetime, given: Inputs) -> Deadline:
        day = day_of(at)
        number = int(value_of(parameter, path=case.place, on=day))
        rule = {"by": "days", "from": day.isoformat(), "n": number, "parameter": parameter}
        return Deadline(at=end_of_day(day + timedelta(days=number)), rule=rule)

    return due


def hours(parameter: str) -> Due:
    """So many hours after the moment of the act, working time or not."""

    def due(case: Case, at: datetime, given: Inputs) -> Deadline:
        number = int(value_of(parameter, path=case.place, on=day_of(at)))
        rule = {"by": "hours", "from": at.isoformat(), "n": number, "parameter": parameter}
        return Deadline(at=at + timedelta(hours=number), rule=rule)

    return due


def chosen(moment: datetime) -> Deadline:
    """A deadline that somebody set: it never moves by itself."""
    return Deadline(at=moment, rule={"by": "day", "day": day_of(moment).isoformat()})


def deadline_of(due: Due, case: Case, at: datetime, given: Inputs) -> tuple[datetime | None, dict[str, object] | None]:
    """Deadline and rule as a case keeps them; a bare moment counts as chosen."""
    found = due(case, at, given)
    if found is None:
        return None, None
    deadline = found if isinstance(found, Deadline) else chosen(found)
    return deadline.at, deadline.rule
