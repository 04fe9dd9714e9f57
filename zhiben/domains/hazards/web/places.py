"""Where this package stands in the menu."""

from zhiben.domains.hazards.policies import OFFICERS, READERS, REGULATORS
from zhiben.domains.hazards.terms import Level
from zhiben.domains.hazards.web.checks import register_checks
from zhiben.domains.hazards.web.drill_down import register_drill_down
from zhiben.domains.hazards.web.figures import register_figures
from zhiben.domains.hazards.web.measures import measures_panel, servings_panel, there_measures, there_servings
from zhiben.domains.hazards.web.panel import hazards_of
from zhiben.domains.hazards.web.servings import READERS as SERVING_READERS
from zhiben.domains.hazards.web.stops import stops_of
from zhiben.domains.hazards.web.treatment import chain_panel, there_chain, treatment_panel
from zhiben.kernel.ui.flags import register_flags
from zhiben.kernel.ui.navigation import nav
from zhiben.kernel.ui.panels import Panel, register_panel

SECTION = "隐患治理"


def register_places() -> None:
    nav(SECTION, "隐患台账", "hazards:hazards", READERS, 10, icon="alert-triangle", phone=20)
    nav(SECTION, "执法文书", "hazards:notices", READERS, 20, icon="file-text", phone=30)
    nav(SECTION, "现场检查开文书", "hazards:notice-new", OFFICERS, 5, icon="plus", phone=10)
    nav(SECTION, "变更审批", "hazards:changes", REGULATORS, 30, icon="list-check")
    nav(SECTION, "回头看", "hazards:look-backs", REGULATORS, 35, icon="refresh")
    register_flags("project", "stop-work", stops_of)
    nav(SECTION, "送知签收", "hazards:servings", SERVING_READERS, 25, icon="send")
    register_figures()
    register_checks()
    shown = Panel(key="hazards", heading="隐患", template="hazards/project_panel.html", load=hazards_of, order=10)
    register_panel("project", shown)
    register_drill_down()
    demanded = Panel(
        key="measures",
        heading="必办措施",
        template="hazards/measures_panel.html",
        load=measures_panel,
        order=10,
        there=there_measures,
    )
    register_panel("hazard", demanded)
    told = Panel(
        key="servings",
        heading="送知签收",
        template="hazards/servings_panel.html",
        load=servings_panel,
        order=20,
        there=there_servings,
    )
    register_panel("hazard", told)
    treated = Panel(
        key="treatment",
        heading="治理方案和双报告",
        template="hazards/treatment_panel.html",
        load=treatment_panel,
        there=lambda actor, hazard: None if hazard.level == Level.MAJOR else [],
        order=30,
    )
    register_panel("hazard", treated)
    again = Panel(
        key="chain",
        heading="重复和回头看",
        template="hazards/chain_panel.html",
        load=chain_panel,
        order=40,
        there=there_chain,
    )
    register_panel("hazard", again)
