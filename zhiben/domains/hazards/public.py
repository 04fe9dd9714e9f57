"""The front door: all that other packages may call."""

from zhiben.domains.hazards.policies import READERS
from zhiben.domains.hazards.queries import (
    DOCUMENT_COLUMNS,
    MAJOR_COLUMNS,
    Listing,
    hazards_for,
    issued_documents,
    major_hazards,
    measures_of,
    open_hazards,
    open_stops,
    overdue_hazards,
    parties_of_hazard,
    parties_of_hazards,
)
from zhiben.domains.hazards.queries.filters import (
    FIGURE_FILTERS,
    FOUND,
    LEVEL,
    OPEN,
    OVERDUE,
    SOURCE,
    STATE,
    UNNAMED_CATEGORY,
    UNPLACED,
    UNSIGNED,
    channel_choices,
    clause_words,
)
from zhiben.domains.hazards.queries.narrowing import (
    AGES,
    BLANK,
    CHANNEL,
    CLOSED_DAY,
    KIND,
    NEW,
    STAGE,
    STOCK,
    age_of,
    legacy_condition,
    legacy_year,
)
from zhiben.domains.hazards.queries.rows import hazard_rows, signed_of
from zhiben.domains.hazards.services.changes import decide_change
from zhiben.domains.hazards.services.drafts import draft_notice
from zhiben.domains.hazards.services.finding import Finding
from zhiben.domains.hazards.services.hazards import report_hazard, take_step
from zhiben.domains.hazards.services.issuing import advance_notice, send_back
from zhiben.domains.hazards.services.listing_marks import record_delisting, record_listing, withdraw_listing
from zhiben.domains.hazards.services.measures import complete_measure, waive_measure
from zhiben.domains.hazards.services.treatment import fill_from_plan

__all__ = [
    "AGES", "BLANK", "CHANNEL", "CLOSED_DAY", "DOCUMENT_COLUMNS", "FIGURE_FILTERS", "FOUND", "KIND", "LEVEL",
    "MAJOR_COLUMNS", "NEW", "OPEN", "OVERDUE", "READERS", "SOURCE", "STAGE", "STATE", "STOCK", "UNNAMED_CATEGORY", "UNPLACED",
    "UNSIGNED", "Finding", "Listing", "advance_notice", "age_of", "channel_choices", "clause_words",
    "complete_measure", "decide_change", "draft_notice", "fill_from_plan", "hazard_rows", "hazards_for",
    "issued_documents", "legacy_condition", "legacy_year", "major_hazards", "measures_of", "open_hazards",
    "open_stops", "overdue_hazards", "parties_of_hazard", "parties_of_hazards", "record_delisting", "record_listing",
    "report_hazard", "send_back", "signed_of", "take_step", "waive_measure", "withdraw_listing",
]  # fmt: skip
