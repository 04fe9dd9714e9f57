"""Where this package stands: the leader's desk, the lists, the panels, the figures."""

from datetime import datetime

from django.urls import reverse

from zhiben.domains.ladder.policies import LEADERS, READERS, REGULATORS
from zhiben.domains.ladder.web.panel import ladder_of, ladder_of_project, offer_order, there_of_hazard
from zhiben.domains.ladder.web.reading import undecided, waiting
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.ui.home import Figure, home_figures
from zhiben.kernel.ui.navigation import nav
from zhiben.kernel.ui.panels import Panel, register_panel, register_verbs
from zhiben.kernel.ui.shell import register_count

SECTION = "督办问责"


def register_places() -> None:
    nav("工作台", "签批台", "ladder:desk", LEADERS, 15, icon="list-check", phone=15, badge="desk")
    nav(SECTION, "督办单", "ladder:orders", READERS, 10, icon="file-text")
    nav(SECTION, "集中挂牌", "ladder:batch", REGULATORS, 25, icon="list-check")
    register_count("desk", waiting)
    home_figures(LEADERS, figures, order=5)
    panel = Panel(
        key="ladder", heading="督办阶梯", template="ladder/panel.html", load=ladder_of, order=20, there=there_of_hazard
    )
    register_panel("hazard", panel)
    short = Panel(key="ladder", heading="督办", template="ladder/project_panel.html", load=ladder_of_project, order=15)
    register_panel("project", short)
    register_verbs("hazard", "ladder", offer_order)


def figures(actor: Actor, at: datetime) -> list[Figure]:
    """What waits for this leader's word, and what has waited too long. Two queries."""
    mine, late = waiting(actor).order_by().count(), undecided(actor, at).order_by().count()
    desk = reverse("ladder:desk")
    return [
        Figure(label="待我签批", value=f"{mine:,}", url=desk, tone="blue" if mine else ""),
        Figure(label="已逾期未决", value=f"{late:,}", url=f"{desk}?late=1", tone="red" if late else ""),
    ]
