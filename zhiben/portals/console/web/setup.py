"""开通向导: who runs this place, one sheet of people, a look at what it makes, slips with first passwords, what is missing."""

from collections import Counter
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.kernel.access.accounts import Slip, awaiting_slips, draw_first_passwords
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotVisible
from zhiben.kernel.papers.importing import batch_for
from zhiben.kernel.papers.models import ImportBatch, StagingRow
from zhiben.kernel.papers.pdf import pdf
from zhiben.kernel.papers.table_report import ReportColumn, TableReport, report_xlsx
from zhiben.kernel.papers.terms import BatchState
from zhiben.kernel.papers.web.imports import receive_upload, show_batch
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.ui.home import Figure
from zhiben.kernel.workflow.definition import Input
from zhiben.portals.console.readiness import check_readiness, missing_musts
from zhiben.registry.agencies.public import agency, describe_agency

KIND: Final = "staff"
ADMIN: Final = frozenset({Role.SYSTEM_ADMIN})
SHOWN: Final = 300
MOST_SLIPS: Final = 2000
TEMPLATE: Final = "portals/console/typst/slips.typ"
CRUMBS: Final = (("首页", "/home"), ("开通向导", "/setup/"))
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LABELS: Final = {role.value: str(role.label) for role in Role}
SLIP_COLUMNS: Final = tuple(
    ReportColumn(label, width=width, number=False)
    for label, width in (("单位", 3), ("姓名", 1.2), ("身份", 2), ("账号", 1.6), ("首次密码", 2))
)


@open_to(ADMIN)
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """The steps with how far each has come, and the upload of the second."""
    errors: list[FieldError] = []
    if request.method == "POST":
        try:
            return receive_upload(request, KIND)
        except InvalidInput as refusal:
            errors = refusal.errors
    actor, at = actor_of(request), now()
    items = check_readiness(actor, at)
    batches = ImportBatch.objects.visible_to(actor).filter(kind=KIND).order_by("-created_at")
    context = {
        "own": _own(actor), "errors": errors, "items": items, "lacking": missing_musts(items),
        "batches": list(batches[:5]), "waiting": awaiting_slips(actor, at).values("user_id").distinct().count(),
        "imported": any(batch.state == BatchState.DONE for batch in batches[:50]), "crumbs": [*CRUMBS[:1], ("开通向导", "")],
    }  # fmt: skip
    return render(request, "console/setup.html", context, status=422 if errors else 200)


@open_to(ADMIN)
@require_http_methods(["GET", "POST"])
def own_agency(request: HttpRequest, agency_id: UUID | None = None) -> HttpResponse:
    """Step 1: the authority whose platform this is; and any other agency's name and 机关代字."""
    actor, at = actor_of(request), now()
    own = agency(agency_id) if agency_id else _own(actor)
    if not own.path.startswith(actor.path):
        raise NotVisible()
    first = own.pk == actor.reach_id
    lead = f"本平台管 {own.division.full_name} 和以下各级。要换区划，请用命令行重新开通系统管理员。" if first else ""

    def do(values: dict[str, Any]) -> tuple[str, str]:
        describe_agency(actor=actor, agency_id=own.pk, at=at, **values)
        return "已保存。", reverse("console:setup")

    return answer_form(
        request, do=do, title="本级主管部门" if first else "机构名称和机关代字", lead=lead, back=reverse("console:setup"), crumbs=CRUMBS,
        initials={"name": own.name, "short_name": own.short_name, "doc_prefix": own.doc_prefix},
        inputs=(
            Input(name="name", label="机关全称"),
            Input(name="short_name", label="简称", required=False),
            Input(name="doc_prefix", label="机关代字", help="文号开头的字，如：榕建质安"),
        ),
    )  # fmt: skip


@open_to(ADMIN)
@require_safe
def review(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Step 3: what this sheet makes and who gets which role where, before anything is written."""
    batch = batch_for(actor_of(request), batch_id)
    if batch.kind != KIND:
        raise NotVisible()
    rows = list(
        StagingRow.objects.filter(batch=batch)
        .exclude(status="bad")
        .order_by("row_no")
        .values_list("parsed", "target_id")
    )
    said = [row for row, _ in rows]
    roles = Counter(LABELS[role] for row in said for role in row.get("_roles") or ())
    people = [
        {
            "name": row.get("name", ""), "agency": row.get("agency", ""), "department": row.get("department") or "",
            "roles": [LABELS[role] for role in row.get("_roles") or ()], "place": row.get("division", ""),
            "known": target is not None, "username": row.get("username") or "",
        }
        for row, target in rows[:SHOWN]
    ]  # fmt: skip
    more = {
        "agencies": sorted({(row.get("division", ""), row.get("agency", "")) for row in said}),
        "role_counts": roles.most_common(), "people": people, "people_more": max(0, len(rows) - SHOWN),
        "with_account": sum(1 for row in said if row.get("_roles")), "again": reverse("console:setup"),
        "crumbs": [*CRUMBS, ("核对", "")],
    }  # fmt: skip
    return show_batch(request, batch, template="console/setup_review.html", more=more)


@open_to(ADMIN)
@require_http_methods(["GET", "POST"])
def slips(request: HttpRequest) -> HttpResponse:
    """Step 4: first passwords, drawn as they are printed. Printing again makes new ones and voids the old."""
    actor, at = actor_of(request), now()
    grants = list(awaiting_slips(actor, at).select_related("user").order_by("path", "reach_name", "user__name", "id"))
    errors: list[FieldError] = []
    if request.method == "POST":
        try:
            return _print(request, actor)
        except InvalidInput as refusal:
            errors = refusal.errors
    people: dict[UUID, dict[str, Any]] = {}
    for grant in grants:
        one = people.setdefault(grant.user_id, {"grant": grant, "roles": []})
        if grant.get_role_display() not in one["roles"]:
            one["roles"].append(grant.get_role_display())
    context = {
        "people": list(people.values())[:MOST_SLIPS], "total": len(people), "errors": errors,
        "most": MOST_SLIPS, "crumbs": [*CRUMBS, ("账号条", "")],
    }  # fmt: skip
    return render(request, "console/setup_slips.html", context, status=422 if errors else 200)


@open_to(ADMIN)
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Step 5, and a page that stays: what is still missing."""
    items = check_readiness(actor_of(request), now())
    context = {"items": items, "lacking": missing_musts(items), "crumbs": [*CRUMBS, ("开通检查", "")]}
    return render(request, "console/setup_check.html", context)


def figures(actor: Actor, at: Any) -> list[Figure]:
    """On the administrator's first page until nothing that must be is missing."""
    lacking = missing_musts(check_readiness(actor, at))
    if not lacking:
        return []
    return [Figure(label="开通向导", value=f"还差 {lacking} 项", url=reverse("console:setup"), tone="red")]


def _own(actor: Actor) -> Any:
    if actor.reach_id is None:
        raise NotVisible()
    return agency(actor.reach_id)


def _print(request: HttpRequest, actor: Actor) -> HttpResponse:
    try:
        ids = [UUID(one) for one in request.POST.getlist("pick")]
    except ValueError:
        raise NotVisible() from None
    if not ids:
        raise InvalidInput.of("pick", "请先勾选要打印的人")
    if len(ids) > MOST_SLIPS:
        raise InvalidInput.of("pick", f"一次最多打印 {MOST_SLIPS} 人，请分几次")
    at = now()
    drawn = draw_first_passwords(actor=actor, user_ids=ids, at=at)
    kind = "xlsx" if request.POST.get("op") == "xlsx" else "pdf"
    content = _sheet(drawn) if kind == "xlsx" else _paper(drawn, request.build_absolute_uri("/login"))
    answer = HttpResponse(content, content_type=XLSX if kind == "xlsx" else "application/pdf")
    name = f"账号条 {len(drawn)} 人 {day_of(at):%Y%m%d}.{kind}"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _paper(drawn: list[Slip], address: str) -> bytes:
    """To be cut along the lines and handed to each."""
    rows = [
        {"where": s.where, "name": s.name, "roles": s.roles, "username": s.username, "password": s.password}
        for s in drawn
    ]  # fmt: skip
    return pdf(TEMPLATE, {"slips": rows, "address": address})


def _sheet(drawn: list[Slip]) -> bytes:
    rows = [(s.where, s.name, s.roles, s.username, s.password) for s in drawn]
    report = TableReport(
        title="账号条", columns=SLIP_COLUMNS, rows=rows, sheet_name="账号条", footer=(),
        notes=("发给本人后请删除这个文件。首次登录必须修改密码；重新打印会使以前的首次密码作废。",),
    )  # fmt: skip
    return report_xlsx(report)
