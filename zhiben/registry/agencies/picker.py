"""What the division picker of every list asks: the way down to a division, and what lies straight below it."""

from collections.abc import Sequence

from zhiben.kernel.base.clock import today
from zhiben.kernel.parameters.paths import NATION, path_of_code, paths_above
from zhiben.kernel.ui.lists.divisions import DivisionChoice
from zhiben.registry.agencies.models import Division, DivisionQuerySet


class DivisionPicker:
    """One query each; divisions that are gone are not offered."""

    def chain(self, code: str) -> Sequence[DivisionChoice]:
        """From the province down to ``code``; empty for an unknown code."""
        paths = paths_above(path_of_code(code))[1:] if len(code) == len(NATION) else []
        found = _choices(Division.objects.filter(path__in=paths).order_by("path"))
        return found if found and found[-1].code == code else []

    def children(self, code: str) -> Sequence[DivisionChoice]:
        return _choices(Division.objects.filter(parent_id=code or NATION).on(today()).order_by("code"))


def _choices(rows: DivisionQuerySet) -> list[DivisionChoice]:
    return [DivisionChoice(code, name, level) for code, name, level in rows.values_list("code", "name", "level")]
