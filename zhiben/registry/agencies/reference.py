"""Everything that comes with the product and that other packages rely on: divisions, calendar, parameters."""

from datetime import datetime

from django.db import transaction

from zhiben.kernel.parameters.public import load_parameters, rebuild_calendar
from zhiben.registry.agencies.loading import load_divisions, paths_by_code


def load_reference(*, at: datetime) -> dict[str, int]:
    """Load all of it. Idempotent: the second time every count is 0. Returns rows written by kind."""
    with transaction.atomic():
        divisions = load_divisions()
        days = rebuild_calendar()
        parameters = load_parameters(path_of=paths_by_code().__getitem__, at=at)
    return {"divisions": divisions, "working_days": days, "parameters": parameters}
