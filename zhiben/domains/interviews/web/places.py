"""Where this package stands in the menu and on the pages of others."""

from typing import Final

from zhiben.domains.interviews.policies import READERS
from zhiben.domains.interviews.web.drafting import offer_on, under_way
from zhiben.domains.interviews.web.panels import of_case, of_enterprise, there_of_case
from zhiben.kernel.ui.navigation import nav
from zhiben.kernel.ui.panels import Panel, register_panel, register_verbs

TEMPLATE: Final = "interviews/panel.html"
# Cases that may lead to a talk, by the code of their flow; a case knows nothing of it.
LEADING: Final = ("hazard", "listing", "ladder.order", "trace")


def register_places() -> None:
    nav("督办问责", "约谈", "interviews:list", READERS, 30, icon="message")
    nav("督办问责", "约谈承诺", "interviews:commitments", READERS, 35, icon="list-check")
    for code in LEADING:
        register_panel(
            code,
            Panel(key="interviews", heading="约谈", template=TEMPLATE, load=of_case, order=40, there=there_of_case),
        )
        register_verbs(code, "interviews", offer_on(code), unless=under_way)
    register_panel(
        "enterprise", Panel(key="interviews", heading="约谈", template=TEMPLATE, load=of_enterprise, order=40)
    )
