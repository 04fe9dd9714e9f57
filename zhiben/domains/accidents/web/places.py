"""Where this package stands in the menu and on the pages of others."""

from zhiben.domains.accidents.policies import READERS, REGULATORS
from zhiben.domains.accidents.web.opening import offer_on_hazard, offer_on_incident
from zhiben.domains.accidents.web.panels import below, figures, of_hazard, of_project, there_of_hazard
from zhiben.kernel.ui.home import home_figures
from zhiben.kernel.ui.navigation import nav
from zhiben.kernel.ui.overview import register_below
from zhiben.kernel.ui.panels import Panel, register_panel, register_verbs


def register_places() -> None:
    nav("督办问责", "事故险情台账", "accidents:incidents", READERS, 50, icon="alert-triangle")
    nav("督办问责", "责任倒查", "accidents:traces", REGULATORS, 52, icon="history")
    traced = Panel(
        key="traces",
        heading="责任倒查",
        template="accidents/traces_panel.html",
        load=of_hazard,
        order=60,
        there=there_of_hazard,
    )
    register_panel("hazard", traced)
    happened = Panel(
        key="incidents", heading="事故险情", template="accidents/incidents_panel.html", load=of_project, order=30
    )
    register_panel("project", happened)
    for subject in ("enterprise", "project"):
        register_below(subject, below(subject))
    register_verbs("hazard", "accidents", offer_on_hazard)
    register_verbs("incident", "accidents", offer_on_incident)
    home_figures(REGULATORS, figures, order=8)
