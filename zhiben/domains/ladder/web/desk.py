"""签批台: everything that waits for this leader's word, signed or declined with one press."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.domains.ladder.drafts import DeskKind, desk_kind
from zhiben.domains.ladder.policies import LEADERS
from zhiben.domains.ladder.web.reading import read_below, read_desk, undecided_below, waiting
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotVisible, Refusal
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.kernel.workflow.models import Todo
from zhiben.kernel.workflow.registry import flow as flow_of

MOST_AT_ONCE: Final = 100
CRUMBS: Final = (("首页", "/home"), ("签批台", "/desk/"))
REASON: Final = Input(name="reason", label="理由", kind=InputKind.LONGTEXT, help="写明不办的理由，随这份草稿留存")


@dataclass(frozen=True)
class Result:
    title: str
    url: str
    done: bool
    said: str


@open_to(LEADERS)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), now()
    late = request.GET.get("late") == "1"
    context = {
        "desk": read_desk(actor, at, late=late), "late": late, "below": undecided_below(actor, at).order_by().count(),
        "tab": "mine", "crumbs": [("首页", "/home"), ("签批台", "")],
    }  # fmt: skip
    return render(request, "ladder/desk.html", context)


@open_to(LEADERS)
@require_safe
def below(request: HttpRequest) -> HttpResponse:
    """下级未决: drafts on the desks below that are past their day."""
    actor, at = actor_of(request), now()
    found = read_below(actor, at)
    context = {"desk": found, "below": found.total, "tab": "below", "crumbs": [*CRUMBS, ("下级未决", "")]}
    return render(request, "ladder/desk.html", context)


@open_to(LEADERS)
@require_POST
@transaction.non_atomic_requests
def sign(request: HttpRequest) -> HttpResponse:
    """One, several or a whole batch with one press. Each in a transaction of its own: one refusal stops no other."""
    actor, at = actor_of(request), now()
    keys = [request.POST["one"]] if request.POST.get("one") else request.POST.getlist("pick")
    if request.POST.get("batch"):
        keys = request.POST.getlist(f"batch-{request.POST['batch']}")
    if not keys or len(keys) > MOST_AT_ONCE:
        reason = f"一次最多签批 {MOST_AT_ONCE} 件" if keys else "请先勾选要签批的草稿"
        raise InvalidInput.of("pick", reason)
    results = [_sign(actor, key, at) for key in dict.fromkeys(keys)]
    with transaction.atomic():
        context = {
            "results": results, "done": sum(r.done for r in results), "left": waiting(actor).order_by().count(),
            "crumbs": [*CRUMBS, ("签批结果", "")],
        }  # fmt: skip
        return render(request, "ladder/results.html", context)


@open_to(LEADERS)
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, flow: str, action: str, case_id: UUID) -> HttpResponse:
    """不同意, with the reason that is kept with the draft."""
    actor, at = actor_of(request), now()
    kind = desk_kind(flow, action)
    todo = waiting(actor).filter(flow=flow, action=action, case_id=case_id).first()
    if kind is None or todo is None:
        raise NotVisible("这份草稿不在您的签批台上，可能已经办理")

    def do(values: dict[str, Any]) -> tuple[str, str]:
        kind.decline(actor, case_id, values["reason"], at)
        return f"已办理「{kind.decline_word}」：{todo.title}", reverse("ladder:desk")

    return answer_form(
        request, inputs=(REASON,), do=do, title=kind.decline_word, lead=f"{todo.title}　{todo.where_name}",
        button=kind.decline_word, back=reverse("ladder:desk"), crumbs=CRUMBS,
    )  # fmt: skip


def _sign(actor: Actor, key: str, at: datetime) -> Result:
    kind, case_id = _meant(key)
    title = _title(actor, kind, case_id)
    url = case_url(kind.flow, case_id)
    try:
        with transaction.atomic():
            said = kind.sign(actor, case_id, at)
    except Refusal as refusal:
        return Result(title or "已不在签批台上的草稿", url if title else "", False, refusal.detail)
    return Result(title, url, True, f"已{kind.sign_word}" + (f"　{said}" if said else ""))


def _title(actor: Actor, kind: DeskKind, case_id: UUID) -> str:
    """Empty for a case that is not this leader's to see."""
    with transaction.atomic():
        rows: Any = flow_of(kind.flow).model._default_manager
        if not rows.visible_to(actor).filter(pk=case_id).exists():
            return ""
        todo = Todo.objects.filter(flow=kind.flow, action=kind.action, case_id=case_id).order_by("-id").first()
        return todo.title if todo else "草稿"


def _meant(key: str) -> tuple[DeskKind, UUID]:
    flow, _, rest = key.partition("|")
    action, _, text = rest.partition("|")
    kind = desk_kind(flow, action)
    try:
        case_id = UUID(text)
    except ValueError:
        raise NotVisible() from None
    if kind is None:
        raise NotVisible()
    return kind, case_id
