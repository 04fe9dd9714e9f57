"""拟挂牌督办 from a hazard, a notice or a project: what is known is filled in, the reason is asked for."""

from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from zhiben.domains.listings.models import ListedHazard
from zhiben.domains.listings.policies import DRAFTERS
from zhiben.domains.listings.services.drafting import draft_batch, draft_listing
from zhiben.domains.listings.services.hazards import LISTABLE, Hazard, may_list
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotVisible, WrongState
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.workflow.definition import Input, InputKind

MOST: Final = 50
TOGETHER: Final = Input(
    name="together",
    label="合并为一件督办",
    kind=InputKind.BOOL,
    required=False,
    help="不勾选：一条隐患一件，作为同一批",
)
REASON: Final = Input(name="reason", label="拟挂牌理由", kind=InputKind.LONGTEXT)


@open_to(DRAFTERS)
def new(request: HttpRequest) -> HttpResponse:
    """``?hazard=`` one hazard, with the other major ones of its project to choose; ``?notice=`` those of a notice."""
    actor = actor_of(request)
    picked, others = _asked(request, actor)
    rows = [*picked, *others]
    boxes = [Input(name=f"h{h.pk.hex}", label=h.title, kind=InputKind.BOOL, required=False) for h in rows]
    inputs = [*(boxes if len(rows) > 1 else []), *([TOGETHER] if len(rows) > 1 else []), REASON]

    def do(values: dict[str, Any]) -> tuple[str, str]:
        chosen = [h.pk for h in rows if values.get(f"h{h.pk.hex}")] if len(rows) > 1 else [rows[0].pk]
        if not chosen:
            raise InvalidInput.of(boxes[0].name, "请至少选一条隐患")
        reason = values["reason"]
        if len(chosen) == 1 or values.get("together"):
            made = draft_listing(actor=actor, hazard_ids=chosen, reason=reason, at=now())
            return "已送负责人决定。", case_url("listing", made.pk)
        batch = draft_batch(actor=actor, hazard_ids=chosen, reason=reason, at=now())
        return f"已拟 {len(batch)} 件，送负责人决定。", "/listings/?state=DRAFT"

    first = rows[0]
    return answer_form(
        request, title="拟挂牌督办", inputs=inputs, do=do, button="送负责人决定",
        lead=f"{first.title}　{first.where_name}。拟好后在负责人案头，签发或者不予挂牌。",
        initials={f"h{h.pk.hex}": True for h in picked}, back=case_url("hazard", first.pk),
    )  # fmt: skip


def offer(case: Any, actor: Actor) -> list[tuple[str, str, str]]:
    """On the page of a hazard: 拟挂牌督办, for whoever may and while nothing is under way."""
    if actor.role not in DRAFTERS or not actor.is_regulator or not may_list(case):
        return []
    if actor.reach_id != case.agency_id and not case.place.startswith(actor.path):
        return []
    return [("拟挂牌督办", f"/listings/new/?hazard={case.pk}", "plain")]


def under_way(case: Any, actor: Actor) -> "QuerySet[ListedHazard]":
    return ListedHazard.objects.filter(hazard=case.pk, active=True)


def offer_on_notice(case: Any, actor: Actor) -> list[tuple[str, str, str]]:
    """On the page of a notice: its major items together."""
    if actor.role not in DRAFTERS or actor.reach_id != case.agency_id:
        return []
    rows = _free(Hazard.objects.visible_to(actor).filter(notice_id=case.pk))
    return [("重大隐患拟挂牌督办", f"/listings/new/?notice={case.pk}", "plain")] if rows.exists() else []


def _asked(request: HttpRequest, actor: Actor) -> tuple[list[Any], list[Any]]:
    visible = Hazard.objects.visible_to(actor)
    notice, hazard = _id(request, "notice"), _id(request, "hazard")
    if notice is not None:
        picked = list(_free(visible.filter(notice_id=notice)).order_by("item_no")[:MOST])
        if not picked:
            raise WrongState("这份文书里没有可以挂牌督办的重大隐患")
        return picked, []
    first = visible.filter(pk=hazard).first() if hazard else None
    if first is None:
        raise NotVisible("没有找到这条隐患，或者不在您的权限范围内")
    others = _free(visible.filter(project_id=first.project_id)).exclude(pk=first.pk)
    return [first], list(others.order_by("found_on", "pk")[:MOST])


def _free(rows: Any) -> Any:
    held = ListedHazard.objects.filter(active=True).values("hazard")
    return rows.filter(level="MAJOR", state__in=LISTABLE).exclude(pk__in=held)


def _id(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None
