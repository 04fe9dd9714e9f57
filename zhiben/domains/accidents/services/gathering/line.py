"""One line of evidence before it is stored, and the days it is looked for in."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zhiben.domains.accidents.terms import EvidenceKind


@dataclass(frozen=True, kw_only=True)
class Line:
    """``flow`` and ``object_id``: the record it was read from. ``since`` alone is a day, with ``until`` a stretch."""

    kind: EvidenceKind
    words: str
    who: str = ""
    since: date | None = None
    until: date | None = None
    source: str = ""
    flow: str = ""
    object_id: UUID | None = None
    connected: bool = True


@dataclass(frozen=True, kw_only=True)
class Window:
    """From so many days before it happened until today. All days included."""

    since: date
    happened: date
    until: date
