"""What this package tells the rest of the platform. Plain values only, so anyone may import it."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class ListingMoved:
    """A listing took one step. ``action`` and ``state`` are the codes of the flow; a new draft announces ``draft``."""

    name: ClassVar[str] = "listings.moved"
    listing_id: str
    project_id: str
    agency_id: str
    action: str
    state: str
    seq: int
    hazard_ids: tuple[str, ...]
