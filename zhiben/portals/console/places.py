"""The places of the menu that belong to nobody else: home, inbox, notices."""

from zhiben.kernel.access.terms import ADMINISTRATORS, Role
from zhiben.kernel.notifications.queries import unread
from zhiben.kernel.ui.doors import EVERYBODY_SIGNED_IN
from zhiben.kernel.ui.home import home_figures
from zhiben.kernel.ui.navigation import nav
from zhiben.kernel.ui.shell import register_count
from zhiben.kernel.workflow.queries import inbox
from zhiben.portals.console.web.accounts import figures as account_figures
from zhiben.portals.console.web.audit import figures as audit_figures
from zhiben.portals.console.web.setup import figures as setup_figures

WORKERS = EVERYBODY_SIGNED_IN - set(ADMINISTRATORS)


def register_places() -> None:
    nav("工作台", "首页", "console:home", EVERYBODY_SIGNED_IN, 10, icon="home", phone=10)
    nav("工作台", "待办", "console:inbox", WORKERS, 20, icon="list-check", phone=20, badge="todos")
    nav("工作台", "通知", "console:notices", EVERYBODY_SIGNED_IN, 30, icon="bell", badge="notices")
    nav("系统管理", "意见箱", "ui:suggestions", {Role.SYSTEM_ADMIN}, 90, icon="message")
    nav("系统管理", "开通向导", "console:setup", {Role.SYSTEM_ADMIN}, 5, icon="list-check")
    nav("系统管理", "账号与授权", "console:accounts", ADMINISTRATORS, 10, icon="users", phone=20)
    nav("系统管理", "通知渠道", "console:channels", {Role.SYSTEM_ADMIN}, 30, icon="send")
    nav("系统管理", "审计记录", "console:acts", {Role.AUDIT_ADMIN}, 20, icon="history", phone=30)
    home_figures({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}, account_figures)
    home_figures({Role.SYSTEM_ADMIN}, setup_figures, 10)
    home_figures({Role.AUDIT_ADMIN}, audit_figures)
    register_count("todos", inbox)
    register_count("notices", unread)
