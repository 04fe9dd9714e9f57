"""What the division picker of every list asks: the way down to a division, and what lies straight below it."""

from collections.abc import Sequence
from datetime import date

from zhiben.kernel.base.clock import today
from zhiben.kernel.base.memo import remembered
from zhiben.kernel.parameters.paths import NATION, path_of_code, paths_above
from zhiben.kernel.ui.lists.divisions import DivisionChoice
from zhiben.registry.agencies.models import Division, DivisionQuerySet


class DivisionPicker:
    """From memory, a minute old at most, or with one query each; divisions that are gone are not offered."""

    def chain(self, code: str) -> Sequence[DivisionChoice]:
        """From the province down to ``code``; empty for an unknown code."""
        return _chain(code)

    def children(self, code: str) -> Sequence[DivisionChoice]:
        return _children(code or NATION, today())


@remembered(seconds=60)
def _chain(code: str) -> Sequence[DivisionChoice]:
    paths = paths_above(path_of_code(code))[1:] if len(code) == len(NATION) else []
    found = _choices(Division.objects.filter(path__in=paths).order_by("path"))
    return found if found and found[-1].code == code else []


@remembered(seconds=60)
def _children(code: str, day: date) -> Sequence[DivisionChoice]:
    return _choices(Division.objects.filter(parent_id=code).on(day).order_by("code"))


def _choices(rows: DivisionQuerySet) -> list[DivisionChoice]:
    return [DivisionChoice(code, name, level) for code, name, level in rows.values_list("code", "name", "level")]
