"""Where this package stands in the menu."""

from zhiben.domains.hazards.policies import OFFICERS, READERS, REGULATORS
from zhiben.kernel.ui.navigation import nav

SECTION = "隐患治理"


def register_places() -> None:
    nav(SECTION, "隐患台账", "hazards:hazards", READERS, 10, icon="alert-triangle", phone=20)
    nav(SECTION, "执法文书", "hazards:notices", READERS, 20, icon="file-text", phone=30)
    nav(SECTION, "现场检查开文书", "hazards:notice-new", OFFICERS, 5, icon="plus", phone=10)
    nav(SECTION, "变更审批", "hazards:changes", REGULATORS, 30, icon="list-check")
