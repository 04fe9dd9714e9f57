"""Where restrictions stand in the menu and on other pages."""

from zhiben.domains.standing.web.lists import READERS
from zhiben.domains.standing.web.panel import register_bar_panels
from zhiben.domains.standing.workflow import FINDING_FLOW
from zhiben.kernel.rules.terms import FindingVerb
from zhiben.kernel.ui.cases.addresses import register_case_page, register_duty_page
from zhiben.kernel.ui.navigation import nav


def register_places() -> None:
    nav("监管对象", "限制事项", "standing:list", READERS, 78, icon="ban")
    register_bar_panels()
    register_case_page(FINDING_FLOW.code, "ui:finding")
    register_duty_page(FINDING_FLOW.code, FindingVerb.DISMISSED, "ui:finding-page")
