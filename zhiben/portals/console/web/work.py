"""Home, inbox and notices: where everybody begins."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import FieldError, InvalidInput
from zhiben.kernel.ui.doors import open_to, signed_in
from zhiben.kernel.ui.home import figures_for, sentence_for
from zhiben.kernel.ui.navigation import places_for
from zhiben.kernel.workflow.assigning import assign_todos, colleagues, may_assign
from zhiben.kernel.workflow.queries import counts_by_hand
from zhiben.portals.console.inbox import MOST_ROWS, read_inbox
from zhiben.portals.console.places import WORKERS

HEAD_OF_INBOX = 8
DONE: Final = {"take": "已领取", "back": "已退回", "assign": "已指派"}


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), now()
    context = {
        "sentence": sentence_for(actor, at),
        "figures": figures_for(actor, at),
        "inbox": read_inbox(actor, at, most=HEAD_OF_INBOX) if actor.role in WORKERS else None,
        "places": [] if actor.role in WORKERS else [p for p in places_for(actor) if p.section != "工作台"],
        "today": at,
    }
    return render(request, "console/home.html", context)


HANDS: Final = (
    ("", "全部", "all"),
    ("mine", "指派给我", "mine"),
    ("free", "未指派", "free"),
    ("others", "已指派给别人", "others"),
)


@open_to(WORKERS)
@require_safe
def todos(request: HttpRequest) -> HttpResponse:
    return _show_inbox(request, request.GET.get("who", ""))


@open_to(WORKERS)
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest) -> HttpResponse:
    """领取、退回、指派: acts on the ticked rows, all or none."""
    who = request.POST.get("who", "")
    back = reverse("console:inbox") + (f"?{urlencode({'who': who})}" if who else "")
    if request.method != "POST":
        return HttpResponseRedirect(back)
    actor, op = actor_of(request), request.POST.get("op", "")
    try:
        ids = [int(one) for one in request.POST.getlist("pick") if one.isascii() and one.isdigit()][: MOST_ROWS + 1]
        if not ids:
            raise InvalidInput.of("pick", "请先勾选要领取或指派的待办")
        count = assign_todos(actor=actor, todo_ids=ids, user_id=_receiver(request, op), at=now())
    except InvalidInput as refusal:
        return _show_inbox(request, who, refusal.errors)
    messages.success(request, f"{DONE.get(op, DONE['assign'])} {count} 件。")
    return HttpResponseRedirect(back)


def _receiver(request: HttpRequest, op: str) -> UUID | None:
    if op == "take":
        return actor_of(request).user_id
    if op == "back":
        return None
    try:
        return UUID(request.POST.get("user", ""))
    except ValueError:
        raise InvalidInput.of("user", "请选择指派给谁") from None


def _show_inbox(request: HttpRequest, who: str, errors: Sequence[FieldError] = ()) -> HttpResponse:
    actor, at = actor_of(request), now()
    inbox, counts = read_inbox(actor, at, who=who, picking=True), counts_by_hand(actor)
    people = colleagues(actor, at) if may_assign(actor) else []
    leads = actor.role == Role.LEADER and actor.reach == ReachKind.AGENCY
    context = {
        "inbox": inbox, "who": who if who in {value for value, _, _ in HANDS} else "", "errors": errors,
        "hands": [(value, label, counts[key]) for value, label, key in HANDS],
        "picking": any(row.pick for group in inbox.groups for row in group.rows),
        "people": people, "leaving": [one for one in people if leads and one.user_id != actor.user_id],
        "crumbs": [("首页", "/home"), ("待办", "")],
    }  # fmt: skip
    return render(request, "console/inbox.html", context, status=422 if errors else 200)
