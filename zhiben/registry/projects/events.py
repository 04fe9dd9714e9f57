"""What projects announce."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class ProjectRegistered:
    name: ClassVar[str] = "projects.registered"
    project_id: str


@dataclass(frozen=True, kw_only=True)
class ProjectChanged:
    """Facts, parties or posts have changed."""

    name: ClassVar[str] = "projects.changed"
    project_id: str


@dataclass(frozen=True, kw_only=True)
class ProjectStatusChanged:
    name: ClassVar[str] = "projects.status_changed"
    project_id: str
    status: str
    on: str


@dataclass(frozen=True, kw_only=True)
class ProjectAgencyChanged:
    """Another agency is responsible from now on."""

    name: ClassVar[str] = "projects.agency_changed"
    project_id: str
    before: str
    after: str
