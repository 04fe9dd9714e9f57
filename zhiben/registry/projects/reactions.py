"""What projects do when a grid or a project changes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from zhiben.registry.projects.services import place_in_grids


def grid_changed(payload: dict[str, Any], at: datetime) -> None:
    place_in_grids(at=at, agency_ids=[UUID(payload["agency_id"])])


def project_changed(payload: dict[str, Any], at: datetime) -> None:
    place_in_grids(at=at, project_ids=[UUID(payload["project_id"])])
