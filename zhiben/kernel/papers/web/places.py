"""Where imports stand in the menu."""

from zhiben.kernel.papers.ledger import IMPORTERS
from zhiben.kernel.ui.navigation import nav


def register_places() -> None:
    nav("基础数据", "台账导入", "imports:imports", IMPORTERS, 5, icon="upload")
