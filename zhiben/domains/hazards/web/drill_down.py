"""Hazards below an enterprise and a project: how many are open, each number leading to the ledger of exactly those."""

from typing import Any, Final

from django.db.models import Exists
from django.urls import reverse

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.policies import READERS
from zhiben.domains.hazards.terms import Level
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.ui.overview import Below, register_below
from zhiben.registry.projects.public import contractors_on

SUBJECTS: Final = ("enterprise", "project")


def register_drill_down() -> None:
    for subject in SUBJECTS:
        open_ = Below(
            key="hazards", label="未销号隐患", order=60, tone="red", rows=_open(subject), url=_listed(subject, "open=1")
        )
        grave = Below(
            key="major", label="未销号重大隐患", order=61, tone="red", rows=_open(subject, Level.MAJOR),
            url=_listed(subject, f"open=1&level={Level.MAJOR}"),
        )  # fmt: skip
        register_below(subject, open_)
        register_below(subject, grave)


def _open(subject: str, level: str = "") -> Any:
    def rows(actor: Actor, row: Any) -> Any:
        if actor.role not in READERS:
            return None
        found = Hazard.objects.visible_to(actor).counted().filter(closed_at=None, **({"level": level} if level else {}))
        if subject == "project":
            return found.filter(project_id=row.pk)
        return found.filter(Exists(contractors_on("project_id", "found_on").filter(enterprise_id=row.pk)))

    return rows


def _listed(subject: str, more: str) -> Any:
    return lambda row: f"{reverse('hazards:hazards')}?{subject}={row.pk}&{more}"
