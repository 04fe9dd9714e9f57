"""What holds where and when: the few rows of the trace's parameters, read once for a whole sweep."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiben.domains.accidents.terms import TriggerCode
from zhiben.kernel.parameters.declarations import declaration
from zhiben.kernel.parameters.models import EffectiveParameter
from zhiben.kernel.parameters.paths import paths_above

TRIGGERS = "accidents.trace_triggers"
SELF_REPORTED = "accidents.trace_self_reported"
CHECK_DAYS = "accidents.trace_check_days"
REFUSED = "accidents.trace_refused_rounds"
REACH = "accidents.trace_reach_days"
KEYS = (TRIGGERS, SELF_REPORTED, CHECK_DAYS, REFUSED, REACH)


@dataclass(frozen=True)
class Rules:
    """The rows by key and path. A value is that of the nearest division above a place on a day."""

    held: dict[tuple[str, str], list[EffectiveParameter]]

    @classmethod
    def read(cls, keys: Iterable[str] = KEYS) -> "Rules":
        """One query."""
        held: dict[tuple[str, str], list[EffectiveParameter]] = {}
        for row in EffectiveParameter.objects.filter(key__in=list(keys)).select_related("parameter"):
            held.setdefault((row.key, row.path), []).append(row)
        return cls(held)

    def row(self, key: str, place: str, on: date) -> EffectiveParameter | None:
        for path in reversed(paths_above(place)):
            for row in self.held.get((key, path), ()):
                if row.valid_from <= on and (row.valid_to is None or row.valid_to > on):
                    return row
        return None

    def value(self, key: str, place: str, on: date) -> Any:
        row = self.row(key, place, on)
        return declaration(key).parse(row.value) if row is not None else None

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
