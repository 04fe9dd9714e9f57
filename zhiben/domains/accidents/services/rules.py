"""What holds where and when: the few rows of the trace's parameters, read once for a whole sweep."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhiben.domains.accidents.terms import TriggerCode
from zhiben.kernel.parameters.by_set import Held
from zhiben.kernel.parameters.models import EffectiveParameter

TRIGGERS = "accidents.trace_triggers"
SELF_REPORTED = "accidents.trace_self_reported"
CHECK_DAYS = "accidents.trace_check_days"
REFUSED = "accidents.trace_refused_rounds"
REACH = "accidents.trace_reach_days"
KEYS = (TRIGGERS, SELF_REPORTED, CHECK_DAYS, REFUSED, REACH)


@dataclass(frozen=True)
class Rules(Held):
    """The parameters of the trace at every place and day."""

    @classmethod
    def read(cls, keys: Iterable[str] = KEYS) -> "Rules":
        """One query."""
        return cls.of(keys)

    def demands(self, code: TriggerCode, place: str, on: date) -> EffectiveParameter | None:
        """The row that makes this a trigger here on that day; None where it is none."""
        row = self.row(TRIGGERS, place, on)
        return row if row is not None and code.value in row.value else None

    def longest_reach(self) -> int:
        rows = [row for (key, _), found in self.held.items() if key == REACH for row in found]
        return max((int(row.value) for row in rows), default=0)


def basis_of(row: EffectiveParameter | None) -> str:
    """What a trigger rests on, as the parameter's own row says it."""
    return f"{row.parameter.source}（{row.parameter.get_mark_display()}）"[:500] if row is not None else ""
