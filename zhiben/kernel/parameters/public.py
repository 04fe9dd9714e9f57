"""Front door of parameters and of the working calendar."""

from zhiben.kernel.parameters.calendar import (
    CalendarInMemory,
    add_working_days,
    is_provisional,
    rebuild_calendar,
    set_working_day,
    working_days_between,
)
from zhiben.kernel.parameters.declarations import Declaration, declaration, declarations, declare
from zhiben.kernel.parameters.queries import Explanation, effective_value, explain, value_of, values_of
from zhiben.kernel.parameters.services import load_parameters, set_parameter
from zhiben.kernel.parameters.terms import Mark, ValueType

__all__ = [
    "CalendarInMemory", "Declaration", "Explanation", "Mark", "ValueType", "add_working_days", "declaration",
    "declarations", "declare", "effective_value", "explain", "is_provisional", "load_parameters", "rebuild_calendar",
    "set_parameter", "set_working_day", "value_of", "values_of", "working_days_between",
]  # fmt: skip
