"""Where the view stands in the menu."""

from zhiben.domains.hazards.public import READERS
from zhiben.kernel.ui.navigation import nav


def register_places() -> None:
    nav("隐患治理", "重大隐患数据库", "insight:database", READERS, 12, icon="database-import")
    nav("隐患治理", "多发隐患", "insight:frequent", READERS, 14, icon="chart-bar")
