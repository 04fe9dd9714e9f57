"""The nearest value for many places at once: inside a statement, or from the few rows read once for a whole sweep."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from django.db import connection

from zhiben.kernel.parameters.declarations import declaration
from zhiben.kernel.parameters.models import EffectiveParameter
from zhiben.kernel.parameters.paths import paths_above
from zhiben.kernel.parameters.queries import in_force

AS_TEXT: Final = "p.value #>> array[]::text[]"
AS_NUMBER: Final = "(p.value #>> array[]::text[])::int"
NEAREST: Final = """(select {what} from {parameters} p
     where p.key = {key} and p.path = any (parameter_paths({place})) and p.valid_from <= %(today)s
       and (p.valid_to is null or p.valid_to > %(today)s)
     order by length(p.path) desc limit 1)"""
H = TypeVar("H", bound="Held")


def nearest_sql(key: str, place: str, what: str = AS_TEXT) -> str:
    """The nearest value as SQL, on the day ``%(today)s``. ``key`` and ``place`` are SQL of our own, never anything typed;
    ``what`` reads the row ``p``."""
    table = connection.ops.quote_name(EffectiveParameter._meta.db_table)
    return NEAREST.format(what=what, key=key, place=place, parameters=table)


def nearest_value(key: str, place: str, what: str = AS_TEXT) -> str:
    """The same for a parameter by its name."""
    return nearest_sql(f"'{key}'", place, what)


def by_places(keys: Iterable[str], on: date) -> dict[str, dict[str, Any]]:
    """What parameters are worth on a day, by key and path: few rows, so that SQL finds the nearest without asking
    for each case. One query."""
    found: dict[str, dict[str, Any]] = {key: {} for key in keys}
    for row in in_force(list(found), on):
        if row.value is not None:
            found[row.key][row.path] = row.value
    return found


@dataclass(frozen=True)
class Held:
    """The rows of some parameters by key and path, of every day. A value is that of the nearest division above."""

    held: dict[tuple[str, str], list[EffectiveParameter]]

    @classmethod
    def of(cls: type[H], keys: Iterable[str]) -> H:
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
