"""What projects show on the pages of enterprises and people, and the places of the menu."""

from datetime import datetime
from typing import Any

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import REGULATORS
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.marks.subjects import Subject
from zhiben.kernel.ui.marking import show_marks
from zhiben.kernel.ui.navigation import nav
from zhiben.kernel.ui.panels import Panel, register_panel
from zhiben.registry.projects.models import Project, ProjectParty, ProjectPost
from zhiben.registry.projects.policies import INFORMANT_KEEPERS
from zhiben.registry.projects.web.drill_down import register_drill_down
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


def register_places() -> None:
    template = "projects/panel_projects.html"
    register_panel(
        "enterprise",
        Panel(key="projects", heading="参建项目", template=template, load=projects_of_enterprise, order=20),
    )
    register_panel(
        "person", Panel(key="projects", heading="任职项目", template=template, load=projects_of_person, order=20)
    )
    register_drill_down()
    visible = Project.objects.visible_to
    show_marks(Subject(kind="project", label="工程项目", visible=visible, place="place", page_url="projects:page"))
    nav("监管对象", "监管盲区", "projects:blind_spots", REGULATORS, 60, icon="alert-triangle")
    nav("监管对象", "监管力量", "projects:force", REGULATORS, 65, icon="users")
    nav("监管对象", "网格", "projects:grids", REGULATORS, 70, icon="map")
    nav("监管对象", "进场人员", "projects:site_workers", READERS, 35, icon="users")
    nav("监管对象", "施工安全信息员", "projects:informants", INFORMANT_KEEPERS, 80, icon="user")
    nav("监管对象", "工程项目", "projects:list", READERS, 10, icon="building-skyscraper", phone=40)
