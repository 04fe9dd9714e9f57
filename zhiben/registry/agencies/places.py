"""Places of this package in the menu."""

from zhiben.kernel.access.terms import ADMINISTRATORS, REGULATORS
from zhiben.kernel.ui.navigation import nav


def register_places() -> None:
    readers = (*REGULATORS, *ADMINISTRATORS)
    nav("基础数据", "监管机构", "agencies:list", readers, 10, icon="building")
    nav("基础数据", "区划与功能区", "agencies:divisions", readers, 20, icon="map")
    nav("基础数据", "参数", "agencies:parameters", readers, 30, icon="settings")
    nav("基础数据", "工作日历", "agencies:calendar", readers, 40, icon="calendar")
