"""账号与授权: the system administrator opens and stops accounts, the security administrator grants and takes back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhiben.kernel.access.accounts import Reach, add_grant, end_grant, open_account, reset_password, set_active
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import ADMINISTRATORS, ReachKind, Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.ui.forms.form import fresh_form
from zhiben.kernel.ui.home import Figure
from zhiben.kernel.ui.lists.actions import Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import ChoiceFilter, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.kernel.workflow.assigning import release_unheld
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.kernel.workflow.in_hand import in_hand
from zhiben.registry.agencies.public import agencies_below, agency

KEEPERS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})
GRANTABLE = tuple((r.value, str(r.label)) for r in Role if r not in (Role.SYSTEM, Role.LINK_HOLDER, Role.EXPERT))
AGENCY_ROLES = tuple(
    (r.value, str(r.label))
    for r in (Role.INSPECTOR, Role.ENFORCER, Role.CLERK, Role.LEADER, Role.CERTIFIER, *ADMINISTRATORS)
)


def _standing(grant: Grant) -> str:
    if not grant.user.is_active:
        return "账号停用"
    if grant.valid_to is None:
        return "在用"
    ended = grant.valid_to <= now()
    if grant.delegated_from_id:
        return "代理已结束" if ended else "代理"
    return "已收回" if ended else "在用"


class GrantList(ListPage[Grant]):
    name, title = "grants", "账号与授权"
    meaning = "本辖区的账号，以及每个账号以什么身份、在什么范围办事。"
    roles = frozenset(ADMINISTRATORS)
    columns = (
        Column(key="user__name", label="姓名", sort="user__name"),
        Column(key="user__username", label="账号", sort="user__username"),
        Column(key="role", label="身份", sort="role"),
        Column(key="reach_name", label="范围", width="wide"),
        Column(key="standing", label="状态", kind=Kind.CHIP, value=_standing, tones={"在用": "green", "代理": "blue"}),
        Column(key="delegated_name", label="代谁", hidden=True),
        Column(key="valid_from", label="生效", kind=Kind.DATE, sort="valid_from"),
        Column(key="valid_to", label="收回或到期", kind=Kind.DATE, hidden=True),
    )
    filters = (
        TextFilter(name="q", label="姓名、账号或范围", fields=("user__name", "user__username", "reach_name")),
        ChoiceFilter(name="role", label="身份", field="role", choices=GRANTABLE),
        ToggleFilter(name="stopped", label="停用的", apply=lambda rows, actor, at: rows.filter(user__is_active=False)),
        ToggleFilter(
            name="locked", label="锁定的", apply=lambda rows, actor, at: rows.filter(user__locked_until__gt=at)
        ),
    )
    default_sort = "user__username"
    empty = Empty(why="本辖区还没有账号。", next_step="系统管理员从这里开通第一个。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Grant]:
        return Grant.objects.administered_by(actor).select_related("user")

    def row_url(self, row: Grant) -> str:
        return reverse("console:account-page", args=[row.user_id])

    def actions(self, actor: Actor) -> list[PageAction]:
        if actor.role != Role.SYSTEM_ADMIN:
            return []
        return [PageAction(label="开通账号", url=reverse("console:account-new"), primary=True)]


@open_to(ADMINISTRATORS)
def page(request: HttpRequest, user_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    grants = list(Grant.objects.administered_by(actor).filter(user_id=user_id).select_related("user").order_by("id"))
    if not grants:
        raise NotVisible("没有这个账号，或者不归您管理")
    at = now()
    context = {
        "person": grants[0].user, "may_open": actor.role == Role.SYSTEM_ADMIN,
        "rows": [(grant, grant.valid_to is None or grant.valid_to > at) for grant in grants],
        "may_grant": actor.role in KEEPERS, "at": at, "in_hand": in_hand(user_id),
        "crumbs": [("首页", "/home"), ("账号与授权", reverse("console:accounts")), (grants[0].user.name, "")],
    }  # fmt: skip
    return render(request, "console/account_page.html", context)


def _agencies(actor: Actor) -> tuple[tuple[str, str], ...]:
    return tuple((str(a.pk), a.name) for a in agencies_below(actor.path))


def _reach(agency_id: str) -> Reach:
    found = agency(UUID(agency_id))
    return Reach(kind=ReachKind.AGENCY, id=found.pk, name=found.name, path=found.path, level=found.level)


@open_to({Role.SYSTEM_ADMIN})
def new(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), now()
    inputs = (
        Input(name="name", label="姓名"),
        Input(name="username", label="账号", help="登录时用，不含空格"),
        Input(name="role", label="身份", kind=InputKind.CHOICE, choices=AGENCY_ROLES),
        Input(name="agency", label="机构", kind=InputKind.CHOICE, choices=_agencies(actor)),
    )

    def do(values: dict[str, Any]) -> tuple[str, str]:
        password = open_account(
            actor=actor, username=values["username"], name=values["name"], role=Role(values["role"]),
            reach=_reach(values["agency"]), at=at,
        )  # fmt: skip
        said = f"账号 {values['username']} 已开通，初始密码 {password}（只显示这一次，首次登录须修改）。"
        return said, reverse("console:accounts")

    return answer_form(
        request, inputs=inputs, do=do, title="开通账号", button="开通", back=reverse("console:accounts"),
        initials={"agency": str(actor.reach_id)},
    )  # fmt: skip


@open_to(KEEPERS)
def grant(request: HttpRequest, user_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    if not Grant.objects.administered_by(actor).filter(user_id=user_id).exists():
        raise NotVisible("没有这个账号，或者不归您管理")
    back = reverse("console:account-page", args=[user_id])
    inputs = (
        Input(name="role", label="身份", kind=InputKind.CHOICE, choices=AGENCY_ROLES),
        Input(name="agency", label="机构", kind=InputKind.CHOICE, choices=_agencies(actor)),
    )

    def do(values: dict[str, Any]) -> tuple[str, str]:
        add_grant(actor=actor, user_id=user_id, role=Role(values["role"]), reach=_reach(values["agency"]), at=at)
        return "已授权。", back

    return answer_form(request, inputs=inputs, do=do, title="增加授权", button="授权", back=back)


@open_to(KEEPERS)
def end(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseRedirect(reverse("console:accounts"))
    actor, at = actor_of(request), now()
    found = Grant.objects.administered_by(actor).filter(pk=grant_id).first()
    if found is not None and (asked := _ask_first(request, found.user_id, "收回授权", at)):
        return asked
    ended = end_grant(actor=actor, grant_id=grant_id, at=at)
    released = release_unheld(at=at, user_id=ended.user_id)
    messages.success(request, f"授权已收回，立即生效。{_said_released(released)}")
    return HttpResponseRedirect(reverse("console:account-page", args=[ended.user_id]))


def _ask_first(request: HttpRequest, user_id: UUID, title: str, at: datetime) -> HttpResponse | None:
    """Somebody who still has work in hand is not sent away by one press: it is said, and the hand-over offered."""
    actor, number = actor_of(request), in_hand(user_id)
    if not number or request.POST.get("sure") == "1":
        return None
    back = reverse("console:account-page", args=[user_id])
    context = {
        "title": title, "lead": f"这个人手上还有 {number} 件没办完的事。", "button": f"不移交，直接{title}", "danger": True,
        "form": fresh_form((), actor), "action": request.path, "back": back,
        "hidden": [("sure", "1"), *((name, request.POST[name]) for name in ("op",) if name in request.POST)],
        "hand_over": reverse("console:hand-over", args=[user_id]) if actor.role == Role.SYSTEM_ADMIN else "",
        "crumbs": [("首页", "/home"), ("账号与授权", reverse("console:accounts")), (title, "")],
    }  # fmt: skip
    return render(request, "console/in_hand.html", context)


def _said_released(number: int) -> str:
    return f"原来指派给他的 {number} 件待办已退回，等待重新指派。" if number else ""


@open_to({Role.SYSTEM_ADMIN})
def switch(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """停用、启用, 重置密码: buttons of the account's page."""
    back = reverse("console:account-page", args=[user_id])
    if request.method != "POST":
        return HttpResponseRedirect(back)
    actor, at = actor_of(request), now()
    if request.POST.get("op") == "reset":
        password = reset_password(actor=actor, user_id=user_id, at=at)
        messages.success(request, f"新的初始密码 {password}（只显示这一次，首次登录须修改）。")
    else:
        active = request.POST.get("op") == "enable"
        if not active and (asked := _ask_first(request, user_id, "停用账号", at)):
            return asked
        user = set_active(actor=actor, user_id=user_id, active=active, at=at)
        released = _said_released(release_unheld(at=at, user_id=user_id))
        messages.success(
            request, "账号已启用。" if user.is_active else f"账号已停用，正在进行的登录立即失效。{released}"
        )
    return HttpResponseRedirect(back)


def figures(actor: Actor, at: datetime) -> list[Figure]:
    """For the home pages of the system and the security administrator."""
    rows = Grant.objects.administered_by(actor)
    base = reverse("console:accounts")
    return [
        Figure(label="在用账号", url=base, value=str(rows.in_force(at).values("user_id").distinct().count())),
        Figure(label="停用账号", url=f"{base}?stopped=1",
               value=str(rows.filter(user__is_active=False).values("user_id").distinct().count())),
        Figure(label="锁定账号", tone="red", url=f"{base}?locked=1",
               value=str(rows.filter(user__locked_until__gt=at).values("user_id").distinct().count())),
    ]  # fmt: skip
