"""What projects show on the pages of enterprises and people, and the places of the menu."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import REGULATORS
from zhiben.kernel.base.clock import day_of, today
from zhiben.kernel.marks.subjects import Subject
from zhiben.kernel.ui.marking import show_marks
from zhiben.kernel.ui.navigation import nav
from zhiben.kernel.ui.overview import Below, register_below
from zhiben.kernel.ui.panels import Panel, register_panel
from zhiben.registry.projects.models import Project, ProjectParty, ProjectPost, SiteWorker
from zhiben.registry.projects.web.lists import READERS

MOST = 20


def projects_of_enterprise(actor: Actor, enterprise: Any, at: datetime) -> dict[str, Any]:
    """Projects the enterprise takes part in today that this actor may see."""
    rows = ProjectParty.objects.on(day_of(at)).filter(
        enterprise=enterprise, project__in=Project.objects.visible_to(actor)
    )
    found = list(rows.select_related("project").order_by("-project_id")[: MOST + 1])
    return {"rows": [(p.project, p.get_role_display()) for p in found[:MOST]], "more": len(found) > MOST}


def projects_of_person(actor: Actor, person: Any, at: datetime) -> dict[str, Any]:
    """Posts the person holds today in projects that this actor may see."""
    rows = ProjectPost.objects.on(day_of(at)).filter(person=person, project__in=Project.objects.visible_to(actor))
    found = list(rows.select_related("project").order_by("-project_id")[: MOST + 1])
    return {"rows": [(p.project, p.get_post_display()) for p in found[:MOST]], "more": len(found) > MOST}


def people_of_project(actor: Actor, project: Any, at: datetime) -> dict[str, Any]:
    """Who works on the site today: how many of each unit, and the first of them."""
    rows = SiteWorker.objects.visible_to(actor).on(day_of(at)).filter(project=project)
    units = rows.values("enterprise__name").annotate(
        people=Count("pk"), special=Count("pk", filter=Q(special=True))
    )
    found = list(rows.select_related("person", "enterprise").order_by("-special", "id")[:MOST])
    return {"units": list(units.order_by("-people", "enterprise__name")[:MOST]), "rows": found, "links": actor.is_regulator}


def sites_of_person(actor: Actor, person: Any, at: datetime) -> dict[str, Any]:
    """Sites the person works or worked on, the latest first."""
    rows = SiteWorker.objects.visible_to(actor).filter(person=person).select_related("project", "enterprise")
    return {"rows": list(rows.order_by("-valid_from", "-id")[:MOST])}


def _register_below() -> None:
    """What lies below an enterprise, a project and a person; and the people of a site."""

    def sites(actor: Actor, enterprise: Any) -> Any:
        mine = ProjectParty.objects.on(today()).filter(enterprise=enterprise)
        return Project.objects.visible_to(actor).filter(pk__in=mine.values("project_id"))

    def workers(actor: Actor, project: Any) -> Any:
        return SiteWorker.objects.visible_to(actor).on(today()).filter(project=project)

    def posts(actor: Actor, person: Any) -> Any:
        held = ProjectPost.objects.on(today()).filter(person=person)
        return held.filter(project__in=Project.objects.visible_to(actor))

    def own_posts(actor: Actor, project: Any) -> Any:
        return ProjectPost.objects.on(today()).filter(project=project)

    def working(actor: Actor, person: Any) -> Any:
        return SiteWorker.objects.visible_to(actor).on(today()).filter(person=person)

    def listed(enterprise: Any) -> str:
        return f"{reverse('projects:list')}?enterprise={enterprise.pk}"

    below = {
        "enterprise": [Below(key="projects", label="参建项目", rows=sites, url=listed, order=10)],
        "project": [
            Below(key="posts", label="关键岗位人员", rows=own_posts, url=lambda row: "#posts", order=10),
            Below(key="workers", label="在场人员", rows=workers, url=lambda row: "#workers", order=20),
        ],
        "person": [
            Below(key="posts", label="现任岗位", rows=posts, url=lambda row: "#projects", order=10),
            Below(key="sites", label="在场工程", rows=working, url=lambda row: "#sites", order=20),
        ],
    }
    for subject, entries in below.items():
        for entry in entries:
            register_below(subject, entry)
    register_panel(
        "project",
        Panel(
            key="workers", heading="在场人员", template="projects/panel_workers.html", load=people_of_project, order=35,
            there=lambda actor, project: [SiteWorker.objects.filter(project=project)],
        ),
    )  # fmt: skip
    register_panel(
        "person",
        Panel(
            key="sites", heading="进场记录", template="projects/panel_sites.html", load=sites_of_person, order=25,
            there=lambda actor, person: [SiteWorker.objects.filter(person=person)],
        ),
    )  # fmt: skip


def register_places() -> None:
    template = "projects/panel_projects.html"
    register_panel(
        "enterprise",
        Panel(key="projects", heading="参建项目", template=template, load=projects_of_enterprise, order=20),
    )
    register_panel(
        "person", Panel(key="projects", heading="任职项目", template=template, load=projects_of_person, order=20)
    )
    _register_below()
    visible = Project.objects.visible_to
    show_marks(Subject(kind="project", label="工程项目", visible=visible, place="place", page_url="projects:page"))
    nav("监管对象", "监管盲区", "projects:blind_spots", REGULATORS, 60, icon="alert-triangle")
    nav("监管对象", "网格", "projects:grids", REGULATORS, 70, icon="map")
    nav("监管对象", "工程项目", "projects:list", READERS, 10, icon="building-skyscraper", phone=40)
