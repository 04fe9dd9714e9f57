"""Questions about hazards and notices. Read only."""

from zhiben.domains.hazards.queries.reports import (
    DOCUMENT_COLUMNS,
    MAJOR_COLUMNS,
    Listing,
    is_closed,
    issued_documents,
    major_hazards,
)
from zhiben.domains.hazards.queries.rows import (
    hazards_for,
    measures_of,
    open_hazards,
    overdue_hazards,
    parties_of_hazard,
    parties_of_hazards,
)
from zhiben.domains.hazards.queries.stops import open_stops

__all__ = [
    "DOCUMENT_COLUMNS", "MAJOR_COLUMNS", "Listing", "hazards_for", "is_closed", "issued_documents", "major_hazards",
    "measures_of", "open_hazards", "open_stops", "overdue_hazards", "parties_of_hazard", "parties_of_hazards",
]  # fmt: skip
