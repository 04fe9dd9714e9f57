"""Where this package stands in the menu and on the pages of others."""

from typing import Final

from zhiben.domains.listings.policies import READERS
from zhiben.domains.listings.web.drafting import offer, offer_on_notice, under_way
from zhiben.domains.listings.web.panels import of_hazard, of_project, there_of_hazard
from zhiben.kernel.ui.navigation import nav
from zhiben.kernel.ui.panels import Panel, register_panel, register_verbs

PANEL: Final = "listings/panel.html"


def register_places() -> None:
    nav("督办问责", "挂牌督办", "listings:list", READERS, 20, icon="flag")
    register_panel(
        "hazard",
        Panel(key="listings", heading="挂牌督办", template=PANEL, load=of_hazard, order=20, there=there_of_hazard),
    )
    register_panel("project", Panel(key="listings", heading="挂牌督办", template=PANEL, load=of_project, order=15))
    register_verbs("hazard", "listings", offer, unless=under_way)
    for code in ("notice.rectify", "notice.stop"):
        register_verbs(code, "listings", offer_on_notice)
