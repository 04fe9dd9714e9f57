"""代理: what I have lent and what has been lent to me, lending, ending, and what was done under it."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.kernel.access.delegation import LENDERS, SITE_LENDERS, loans_of, receivers
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import ADMINISTRATORS, REGULATORS, Role
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.kernel.workflow.delegating import (
    delegate,
    delegation_for,
    done_under,
    end_delegation,
    may_delegate,
    most_days,
    titles_of,
)
from zhiben.kernel.workflow.models import CaseMove
from zhiben.kernel.workflow.registry import flow

SITE: Final = (Role.ENTERPRISE_ADMIN, Role.SAFETY_OFFICER, Role.CONSULTANT, Role.OWNER)
PARTIES: Final = frozenset((*REGULATORS, *SITE_LENDERS, *SITE))
ENDERS: Final = PARTIES | {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}
MOST_ROWS: Final = 500
CRUMBS: Final = (("首页", "/home"), ("我的账号", "/account"))


def standing(lent: Grant, at: datetime) -> str:
    if lent.valid_to is not None and lent.valid_to <= at:
        return "已结束"
    return "尚未开始" if lent.valid_from > at else "代理中"


@open_to(PARTIES)
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), now()
    rows = loans_of(actor.user_id)[:MOST_ROWS] if actor.user_id else []
    context = {
        "rows": [
            {"lent": lent, "mine": lent.delegated_by == actor.user_id, "standing": standing(lent, at)} for lent in rows
        ],
        "may_delegate": actor.role in LENDERS and may_delegate(actor, at) and not _is_lent(request),
        "most": most_days(actor, at), "crumbs": [*CRUMBS, ("代理", "")],
    }  # fmt: skip
    return render(request, "console/delegations.html", context)


@open_to(LENDERS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), now()
    people = tuple((str(user_id), name) for user_id, name in receivers(actor.grant_id, at))
    inputs = (
        Input(name="to_user", label="代理人", kind=InputKind.CHOICE, choices=people,
              help="本单位在岗、本来没有这个身份的同事" if people else "本单位没有可以委托的同事，请先给他们开通账号"),
        Input(name="since", label="开始日期", kind=InputKind.DATE),
        Input(name="until", label="结束日期", kind=InputKind.DATE, help=f"包括这一天；一次最多 {most_days(actor, at)} 天"),
        Input(name="reason", label="事由", help="如：外出学习、年休假"),
    )  # fmt: skip

    def do(values: dict[str, Any]) -> tuple[str, str]:
        lent = delegate(
            actor=actor, to_user=UUID(values["to_user"]), since=values["since"], until=values["until"],
            reason=values["reason"], at=at,
        )  # fmt: skip
        return f"已委托{lent.user.name}代理，到期自动终止，也可以随时终止。", reverse("console:delegations")

    return answer_form(
        request, inputs=inputs, do=do, title="委托代理", button="委托", back=reverse("console:delegations"),
        lead=f"把您“{actor.reach_name} {actor.role.label}”的身份借给一位同事。代理期间您照样可以办理；对方办的事都会写明“代{actor.name}”。",
        initials={"since": day_of(at), "until": day_of(at + timedelta(days=6))},
        crumbs=(*CRUMBS, ("代理", reverse("console:delegations"))),
    )  # fmt: skip


@open_to(ENDERS)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    keeper = actor.role in ADMINISTRATORS
    if request.method == "POST":
        lent = end_delegation(actor=actor, grant_id=grant_id, at=now())
        messages.success(request, f"{lent.user.name}代理{lent.delegated_name}已终止，立即生效。")
        if keeper:
            return HttpResponseRedirect(reverse("console:account-page", args=[lent.user_id]))
    return HttpResponseRedirect(reverse("console:accounts" if keeper else "console:delegations"))


@open_to(PARTIES)
@require_safe
def done(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """For both sides: what was done in the lender's place."""
    lent = delegation_for(actor_of(request), grant_id)
    moves = done_under(lent)
    titles = titles_of(moves[:MOST_ROWS])
    context = {
        "lent": lent, "standing": standing(lent, now()), "total": len(moves),
        "rows": [_row(move, titles) for move in moves[:MOST_ROWS]],
        "crumbs": [*CRUMBS, ("代理", reverse("console:delegations")), ("办理记录", "")],
    }  # fmt: skip
    return render(request, "console/delegation.html", context)


def _row(move: CaseMove, titles: dict[UUID, str]) -> dict[str, Any]:
    table = flow(move.flow)
    label = next((t.label for t in table.transitions if t.action == move.action), "登记")
    return {
        "at": move.recorded_at, "kind": table.label, "label": label, "title": titles.get(move.case_id, table.label),
        "url": case_url(move.flow, move.case_id),
    }  # fmt: skip


def _is_lent(request: HttpRequest) -> bool:
    """Whether the identity in use is itself lent: then it cannot be lent on."""
    actor = actor_of(request)
    grants: list[Grant] = getattr(request, "grants", [])
    return any(grant.pk == actor.grant_id and grant.delegated_from_id for grant in grants)
