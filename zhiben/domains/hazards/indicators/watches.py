"""The tables the figures of hazards rest on. Migration ``watched`` puts the triggers there; a test compares."""

from typing import Final

from zhiben.kernel.indicators.watching import Watch

PLACE: Final = ("province", "city", "county")
WATCHED_HAZARDS: Final = Watch(
    table="hazards_hazard",
    columns=(*PLACE, "level", "state", "source", "measure", "recurs_id", "found_on", "graded_on", "deadline_on", "closed_on",
             "closed_at"),
    dates=("found_on", "graded_on", "deadline_on", "closed_on"), moments=("closed_at",),
    outside=("state", ("RECORDED", "VOIDED")), apart=("REPORTED",),
    telling=("deadline_on", "graded_on"),
)  # fmt: skip
WATCHED_MEASURES: Final = Watch(
    table="hazards_measure", root="hazard_id", columns=("hazard_id", "kind", "state", "opened_at", "done_on"),
    dates=("done_on",), moments=("opened_at",), outside=("state", ("WAIVED",)),
)  # fmt: skip
WATCHED_SERVINGS: Final = Watch(
    table="hazards_serving", root="hazard_id", columns=("hazard_id", "state", "opened_at", "signed_at"),
    moments=("opened_at", "signed_at"), outside=("state", ("WITHDRAWN",)),
)  # fmt: skip
WATCHED_PICTURES: Final = Watch(
    table="evidence_attachment", root="owner_id",
    columns=("owner_kind", "owner_id", "slot", "attached_at", "detached_at"), moments=("attached_at", "detached_at"),
)  # fmt: skip
WATCHED_LOOK_BACKS: Final = Watch(
    table="hazards_lookback", columns=(*PLACE, "state", "due_on", "held_on"), dates=("due_on", "held_on"),
    outside=("state", ("CANCELLED",)),
)  # fmt: skip
