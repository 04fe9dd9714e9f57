"""Where imports stand in the menu."""

from zhiben.kernel.papers.ledger import DOORS
from zhiben.kernel.ui.navigation import nav


def register_places() -> None:
    nav("基础数据", "台账导入", "imports:imports", DOORS, 5, icon="upload")
