"""移交: look at what somebody has in hand, choose who gets it, move it, print the list."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import REGULATORS, ReachKind, Role
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotVisible
from zhiben.kernel.papers.table_report import ReportColumn, TableReport, report_pdf, report_xlsx
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.workflow.handing_over import hand_over, hand_over_for, plan_hand_over
from zhiben.kernel.workflow.models import HandOver
from zhiben.portals.console.web.delegations import PARTIES

ARRANGERS: Final = PARTIES | {Role.SYSTEM_ADMIN}
CRUMBS: Final = (("首页", "/home"),)
COLUMNS: Final = (
    ReportColumn("序号", width=0.5), ReportColumn("种类", width=1.2, number=False),
    ReportColumn("事项", width=1.3, number=False), ReportColumn("标题", width=3, number=False),
    ReportColumn("所在", width=2.4, number=False), ReportColumn("期限", width=1.1, number=False),
    ReportColumn("原由", width=1.6, number=False),
)  # fmt: skip
TYPES: Final = {
    "pdf": "application/pdf", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


@open_to(ARRANGERS)
@require_http_methods(["GET", "POST"])
def arrange(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Preview and verb on one page: the receiver is chosen first, the plan shows, rows can be left out."""
    actor, at = actor_of(request), now()
    chosen = request.POST.get("to_user") or request.GET.get("to", "")
    receiver = _uuid(chosen)
    errors: list[FieldError] = []
    if request.method == "POST":
        try:
            if receiver is None:
                raise InvalidInput.of("to_user", "请选择接收人")
            made = hand_over(
                actor=actor, from_user=user_id, to_user=receiver, at=at, reason=request.POST.get("reason", ""),
                exclude=set(request.POST.getlist("seen")) - set(request.POST.getlist("keep")),
            )  # fmt: skip
        except InvalidInput as refusal:
            errors = refusal.errors
        else:
            messages.success(request, f"已移交 {len(made.items)} 件给{made.to_name}。")
            return HttpResponseRedirect(reverse("console:hand-over-page", args=[made.pk]))
    plan = plan_hand_over(actor=actor, from_user=user_id, to_user=receiver, at=at)
    context = {
        "giver": User.objects.get(pk=user_id), "plan": plan, "people": _receivers(actor, user_id), "errors": errors,
        "receiver": str(receiver or ""), "reason": request.POST.get("reason", ""),
        "going": [(item, _page(actor, item.flow, item.case_id)) for item in plan.going],
        "crumbs": [*CRUMBS, ("移交", "")],
    }  # fmt: skip
    return render(request, "console/hand_over.html", context, status=422 if errors else 200)


@open_to(ARRANGERS)
@require_safe
def show(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    made = hand_over_for(actor, hand_over_id)
    rows = [(line, _page(actor, line["flow_code"], UUID(line["case_id"]))) for line in made.items]
    return render(
        request, "console/hand_over_page.html", {"made": made, "rows": rows, "crumbs": [*CRUMBS, ("移交清单", "")]}
    )


@open_to(ARRANGERS)
@require_safe
def printed(request: HttpRequest, hand_over_id: UUID, kind: str) -> HttpResponse:
    """移交清单 on paper, with lines for the three signatures."""
    made = hand_over_for(actor_of(request), hand_over_id)
    if kind not in TYPES:
        raise Http404
    content = report_pdf(_report(made)) if kind == "pdf" else report_xlsx(_report(made))
    answer = HttpResponse(content, content_type=TYPES[kind])
    name = f"移交清单-{made.from_name}-{day_of(made.at):%Y%m%d}.{kind}"
    answer["Content-Disposition"] = content_disposition_header(kind != "pdf", name) or "attachment"
    return answer


def _report(made: HandOver) -> TableReport:
    rows = [
        (n, line["flow"], line["label"], line["title"], line["where"], line["due"], line["kind"])
        for n, line in enumerate(made.items, start=1)
    ]
    return TableReport(
        title="移交清单", columns=COLUMNS, rows=rows, sheet_name="移交清单",
        subtitle=(f"移交人：{made.from_name}", f"接收人：{made.to_name}", f"移交时间：{day_of(made.at):%Y-%m-%d}"),
        notes=(f"移交原因：{made.reason}", f"共 {len(rows)} 件，由{made.done_by_name}在平台办理。"),
        footer=("移交人签字：", "接收人签字：", "监交人签字："),
    )  # fmt: skip


def _receivers(actor: Actor, user_id: UUID) -> list[tuple[str, str]]:
    """Everybody working in the same places as the giver, as far as the actor's charge goes."""
    at = now()
    own = Grant.objects.filter(user_id=user_id)
    if actor.role == Role.SYSTEM_ADMIN and user_id != actor.user_id:
        own = own & Grant.objects.administered_by(actor)
    reaches = {(reach, reach_id) for reach, reach_id in own.values_list("reach", "reach_id") if reach_id}
    rows = Grant.objects.in_force(at).filter(reach_id__in=[reach_id for _, reach_id in reaches])
    rows = rows.exclude(user_id=user_id).select_related("user").order_by("user__name", "user_id", "id")
    if any(reach == ReachKind.AGENCY for reach, _ in reaches):
        rows = rows.exclude(reach=ReachKind.AGENCY, role__in=[r.value for r in Role if r not in REGULATORS])
    found: dict[str, tuple[str, list[str]]] = {}
    for grant in rows:
        found.setdefault(str(grant.user_id), (grant.user.name, []))[1].append(grant.get_role_display())
    return [(key, f"{name}（{'、'.join(dict.fromkeys(roles))}）") for key, (name, roles) in found.items()]


def _page(actor: Actor, flow: str, case_id: UUID) -> str:
    """An administrator moves work and does not look into it."""
    return "" if actor.role == Role.SYSTEM_ADMIN else case_url(flow, case_id)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotVisible() from None
