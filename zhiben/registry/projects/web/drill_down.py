"""Down the net: what lies below an enterprise, a project and a person, and the people of a site."""

from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Q
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of, today
from zhiben.kernel.ui.overview import Below, register_below
from zhiben.kernel.ui.panels import Panel, register_panel
from zhiben.registry.projects.models import Project, ProjectParty, ProjectPost, SiteWorker

MOST: Final = 20


def people_of_project(actor: Actor, project: Any, at: datetime) -> dict[str, Any]:
    """Who works on the site today: how many of each unit, and the first of them."""
    rows = SiteWorker.objects.visible_to(actor).on(day_of(at)).filter(project=project)
    units = rows.values("enterprise__name").annotate(people=Count("pk"), special=Count("pk", filter=Q(special=True)))
    found = list(rows.select_related("person", "enterprise").order_by("-special", "id")[:MOST])
    return {
        "units": list(units.order_by("-people", "enterprise__name")[:MOST]), "rows": found, "links": actor.is_regulator,
    }  # fmt: skip


def sites_of_person(actor: Actor, person: Any, at: datetime) -> dict[str, Any]:
    """Sites the person works or worked on, the latest first."""
    rows = SiteWorker.objects.visible_to(actor).filter(person=person).select_related("project", "enterprise")
    return {"rows": list(rows.order_by("-valid_from", "-id")[:MOST])}


def _sites(actor: Actor, enterprise: Any) -> Any:
    mine = ProjectParty.objects.on(today()).filter(enterprise=enterprise)
    return Project.objects.visible_to(actor).filter(pk__in=mine.values("project_id"))


def _workers(actor: Actor, project: Any) -> Any:
    return SiteWorker.objects.visible_to(actor).on(today()).filter(project=project)


def _posts(actor: Actor, person: Any) -> Any:
    return ProjectPost.objects.on(today()).filter(person=person, project__in=Project.objects.visible_to(actor))


def _own_posts(actor: Actor, project: Any) -> Any:
    return ProjectPost.objects.on(today()).filter(project=project)


def _working(actor: Actor, person: Any) -> Any:
    return SiteWorker.objects.visible_to(actor).on(today()).filter(person=person)


def _listed(enterprise: Any) -> str:
    return f"{reverse('projects:list')}?enterprise={enterprise.pk}"


BELOW: Final = (
    ("enterprise", Below(key="projects", label="参建项目", rows=_sites, url=_listed, order=10)),
    ("project", Below(key="posts", label="关键岗位人员", rows=_own_posts, url=lambda row: "#posts", order=10)),
    ("project", Below(key="workers", label="在场人员", rows=_workers, url=lambda row: "#workers", order=20)),
    ("person", Below(key="posts", label="现任岗位", rows=_posts, url=lambda row: "#projects", order=10)),
    ("person", Below(key="sites", label="在场工程", rows=_working, url=lambda row: "#sites", order=20)),
)
PANELS: Final = (
    (
        "project",
        Panel(
            key="workers", heading="在场人员", template="projects/panel_workers.html", load=people_of_project, order=35,
            there=lambda actor, project: [SiteWorker.objects.filter(project=project)],
        ),
    ),
    (
        "person",
        Panel(
            key="sites", heading="进场记录", template="projects/panel_sites.html", load=sites_of_person, order=25,
            there=lambda actor, person: [SiteWorker.objects.filter(person=person)],
        ),
    ),
)  # fmt: skip


def register_drill_down() -> None:
    for subject, below in BELOW:
        register_below(subject, below)
    for subject, panel in PANELS:
        register_panel(subject, panel)
