"""重复隐患: what was closed on this project not long ago and is here again."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.services.finding import Finding
from zhiben.domains.hazards.terms import HazardState
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.base.text import name_key
from zhiben.kernel.parameters.queries import value_of

ALIKE: Final = 0.5  # share of common letter pairs from which two texts speak of the same thing
CANDIDATES: Final = 200
SHOWN: Final = 5


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a hazard is found: the project, and the path whose parameters hold."""

    project_id: UUID
    path: str


def likely_repeats(
    place: Place, *, clause_code: str, category: str, description: str, location: str, on: date
) -> list[Hazard]:
    """Closed within ``hazards.repeat_window_days`` before ``on``: the same clause, or like words (in the same category, where
    one is given).

    Newest first, at most five. One query.
    """
    days = int(value_of("hazards.repeat_window_days", path=place.path, on=on))
    rows = Hazard.objects.filter(
        project_id=place.project_id,
        state=HazardState.CLOSED,
        closed_on__gte=on - timedelta(days=days),
        closed_on__lte=on,
    )
    words = pairs_of(f"{location}{description}")
    found = [
        h for h in rows.order_by("-closed_on", "-id")[:CANDIDATES]
        if (clause_code and h.clause_code == clause_code)
        or (category in ("", h.category) and likeness(words, pairs_of(f"{h.location}{h.description}")) >= ALIKE)
    ]  # fmt: skip
    return found[:SHOWN]


def recurred(finding: Finding, project_id: UUID) -> Hazard | None:
    """The closed hazard of the same project that the finding names. Raises InvalidInput when it is no such one."""
    if finding.recurs is None:
        return None
    old = Hazard.objects.filter(pk=finding.recurs, project_id=project_id, state=HazardState.CLOSED).first()
    if old is None:
        raise InvalidInput.of("recurs", "重复于的那条隐患不在这个项目里，或者还没有销号")
    return old


def chain_of(hazard: Hazard) -> list[Hazard]:
    """All that came back from the same first hazard, oldest first; the hazard alone when there is no chain."""
    first, seen = hazard, {hazard.pk}
    while first.recurs_id and first.recurs_id not in seen:
        seen.add(first.recurs_id)
        first = Hazard.objects.get(pk=first.recurs_id)
    chain, level = [first], [first.pk]
    while level:
        following = list(Hazard.objects.filter(recurs_id__in=level).order_by("found_on", "id"))
        chain += following
        level = [h.pk for h in following]
    return chain


def pairs_of(text: str) -> set[str]:
    plain = name_key(text)
    return {plain[i : i + 2] for i in range(len(plain) - 1)}


def likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
