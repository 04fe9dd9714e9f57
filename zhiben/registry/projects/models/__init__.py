"""Tables of projects, of who works on their sites, and of those who report from them."""

from zhiben.registry.projects.models.grids import ProjectGrid
from zhiben.registry.projects.models.informants import Informant, InformantReport
from zhiben.registry.projects.models.projects import (
    Project,
    ProjectParty,
    ProjectPeriod,
    ProjectPost,
    ProjectQuerySet,
)
from zhiben.registry.projects.models.sites import SiteWorker, SiteWorkerQuerySet

__all__ = [
    "Informant", "InformantReport", "Project", "ProjectGrid", "ProjectParty", "ProjectPeriod", "ProjectPost",
    "ProjectQuerySet", "SiteWorker", "SiteWorkerQuerySet",
]  # fmt: skip
