"""Where restrictions stand in the menu and on other pages."""

from zhiben.domains.standing.web.lists import READERS
from zhiben.domains.standing.web.panel import register_bar_panels
from zhiben.kernel.ui.navigation import nav


def register_places() -> None:
    nav("监管对象", "限制事项", "standing:list", READERS, 78, icon="ban")
    register_bar_panels()
