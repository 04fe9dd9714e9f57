"""Where this package stands in the menu, and the figures regulators see first."""

from zhiben.domains.campaigns.policies import READERS
from zhiben.domains.campaigns.web.figures import home_figures_of
from zhiben.domains.campaigns.web.panels import reported_panel, there_of_hazard
from zhiben.kernel.ui.home import home_figures
from zhiben.kernel.ui.navigation import nav
from zhiben.kernel.ui.panels import Panel, register_panel


def register_places() -> None:
    nav("专项行动", "月报", "campaigns:monthly", READERS, 10, icon="chart-bar")
    nav("专项行动", "报表报送", "campaigns:reports", READERS, 12, icon="send")
    nav("专项行动", "上级来表填报", "campaigns:fill", READERS, 14, icon="table-export")
    nav("专项行动", "指标", "campaigns:indicators", READERS, 20, icon="target")
    nav("专项行动", "行动方案", "campaigns:plans", READERS, 5, icon="clipboard-list")
    shown = Panel(
        key="reported",
        heading="已报",
        template="campaigns/reported_panel.html",
        load=reported_panel,
        order=90,
        there=there_of_hazard,
    )
    register_panel("hazard", shown)
    home_figures(READERS, home_figures_of, 10)
