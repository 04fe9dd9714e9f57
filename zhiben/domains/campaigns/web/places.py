"""Where this package stands in the menu, and the figures regulators see first."""

from typing import Final

from zhiben.domains.campaigns.web.figures import home_figures_of
from zhiben.kernel.access.terms import Role
from zhiben.kernel.ui.home import home_figures
from zhiben.kernel.ui.navigation import nav

READERS: Final = frozenset({Role.CLERK, Role.LEADER, Role.INSPECTOR, Role.ENFORCER})


def register_places() -> None:
    nav("专项行动", "月报", "campaigns:monthly", READERS, 10, icon="chart-bar")
    nav("专项行动", "指标", "campaigns:indicators", READERS, 20, icon="target")
    nav("专项行动", "行动方案", "campaigns:plans", READERS, 5, icon="clipboard-list")
    home_figures(READERS, home_figures_of, 10)
