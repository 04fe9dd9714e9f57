"""Deadlines. Fixed when a state is entered, from the working calendar or from a date somebody chose."""

from datetime import date, datetime

from zhiben.kernel.base.clock import day_of, end_of_day
from zhiben.kernel.parameters.calendar import add_working_days
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.definition import Due, Inputs
from zhiben.kernel.workflow.models import Case


def on_day(name: str) -> Due:
    """The end of the day given in the named input."""

    def due(case: Case, at: datetime, given: Inputs) -> datetime:
        day: date = given[name]
        return end_of_day(day)

    return due


def working_days(parameter: str) -> Due:
    """So many working days after the day of the act, as the parameter says for the place and that day."""

    def due(case: Case, at: datetime, given: Inputs) -> datetime:
        day = day_of(at)
        return end_of_day(add_working_days(day, int(value_of(parameter, path=case.place, on=day))))

    return due
