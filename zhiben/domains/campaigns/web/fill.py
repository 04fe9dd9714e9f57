"""上级来表填报: upload the blank, look whether its columns are understood, fill it; next month it is one click."""

from datetime import date, datetime
from typing import BinaryIO, Final, cast
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from zhiben.domains.campaigns.ledgers.summary import KIND
from zhiben.domains.campaigns.models import FillTemplate, Report
from zhiben.domains.campaigns.policies import HEADS, READERS
from zhiben.domains.campaigns.queries.areas import area_for
from zhiben.domains.campaigns.queries.months import recent_months
from zhiben.domains.campaigns.services.filling import (
    Wanted,
    candidates_for,
    fill_template,
    matches_of,
    receive_blank,
    settle_template,
    source_of,
    template_for,
    withdraw_template,
)
from zhiben.domains.campaigns.web.choices import division_choices
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.errors import FieldError, InvalidInput
from zhiben.kernel.papers.cells.words import word_key
from zhiben.kernel.papers.filling import KEPT, Filled
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.lists.actions import Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import TextFilter
from zhiben.kernel.ui.lists.page import ListPage

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CRUMBS: Final = (("首页", "/home"), ("上级来表填报", "/reports/fill/"))
MANY: Final = 12


class FillList(ListPage[FillTemplate]):
    name, title = "fill-templates", "上级来表填报"
    meaning = "上级发来的空白表传上来，平台按台账和统计数填好；对应关系记住，下个月点一下就行。"
    roles = READERS
    columns = (
        Column(key="name", label="模板", width="wide", sort="name"),
        Column(key="source", label="数据来源", value=lambda t: source_of(t).title),
        Column(key="file_name", label="来表文件", width="wide"),
        Column(key="times", label="填过几次", kind=Kind.NUMBER, sort="times"),
        Column(key="used_at", label="最近使用", kind=Kind.MOMENT, sort="used_at"),
        Column(key="made_by", label="建立人"),
        Column(key="made_at", label="建立时间", kind=Kind.MOMENT, sort="made_at"),
    )
    filters = (TextFilter(name="q", label="模板、文件名", fields=("name", "file_name")),)
    default_sort = "-made_at"
    empty = Empty(
        why="还没有填报模板。", next_step="把上级发来的空白表（.xlsx、.xls、.et）传上来。", label="上传空白表",
        url=lambda actor: reverse("campaigns:fill-new"),
    )  # fmt: skip

    def rows(self, actor: Actor, at: datetime) -> QuerySet[FillTemplate]:
        return FillTemplate.objects.visible_to(actor).in_use()

    def row_url(self, row: FillTemplate) -> str:
        return reverse("campaigns:fill-use" if row.settled else "campaigns:fill-match", args=[row.pk])

    def actions(self, actor: Actor) -> list[PageAction]:
        return [PageAction(label="上传空白表", url=reverse("campaigns:fill-new"), icon="upload", primary=True)]


@open_to(READERS)
def new(request: HttpRequest) -> HttpResponse:
    """Step 1: the blank. What is understood at once goes straight on to filling."""
    errors: list[FieldError] = []
    if request.method == "POST":
        try:
            return _received(request)
        except InvalidInput as refusal:
            errors = refusal.errors or [FieldError(field="file", reason=refusal.detail)]
    context = {
        "title": "上传空白表", "errors": errors, "crumbs": [*CRUMBS, ("上传空白表", "")],
        "known": [one.title for one in candidates_for(actor_of(request))],
    }  # fmt: skip
    return render(request, "campaigns/fill_new.html", context, status=422 if errors else 200)


def _received(request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None or file.file is None:
        raise InvalidInput.of("file", "请选择上级发来的空白表")
    made = receive_blank(
        actor=actor_of(request), stream=cast(BinaryIO, file.file), name=file.name or "来表.xlsx", at=now()
    )
    return HttpResponseRedirect(reverse("campaigns:fill-match", args=[made.pk]))


@open_to(READERS)
def match(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Step 2: what each header was taken for; guesses and unknown ones are asked about. Also renames."""
    actor = actor_of(request)
    template = template_for(actor, template_id)
    errors: list[FieldError] = []
    if request.method == "POST":
        chosen = {n: request.POST.get(f"c{n}", "") for n in range(len(template.headers))}
        try:
            settle_template(
                actor=actor, template_id=template_id, name=request.POST.get("name", ""), mapping=chosen, at=now()
            )
            messages.success(request, "对应关系已记住，下回同样的表直接填。")
            return HttpResponseRedirect(reverse("campaigns:fill-use", args=[template_id]))
        except InvalidInput as refusal:
            errors = refusal.errors
    ledger = source_of(template)
    context = {
        "title": "确认对应关系", "template": template, "ledger": ledger, "errors": errors,
        "name": request.POST.get("name", template.name), "crumbs": [*CRUMBS, (template.name, "")],
        "rows": [
            {"n": m.index, "header": m.header, "column": m.column, "how": m.how,
             "guess": request.POST.get(f"c{m.index}", m.column), "hidden": m.index in template.hidden}
            for m in matches_of(template) if m.header and word_key(m.header) not in ledger.ignored
        ],
        "columns": [(c.name, c.label) for c in ledger.columns], "kept": template.file_format == KEPT,
    }  # fmt: skip
    return render(request, "campaigns/fill_match.html", context, status=422 if errors else 200)


@open_to(READERS)
def use(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Step 3: where and when, then the file. A report fills it with exactly what was signed."""
    actor = actor_of(request)
    template = template_for(actor, template_id)
    if not template.settled:
        return HttpResponseRedirect(reverse("campaigns:fill-match", args=[template_id]))
    errors: list[FieldError] = []
    if request.method == "POST":
        try:
            return _filled(request, actor, template)
        except InvalidInput as refusal:
            errors = refusal.errors or [FieldError(field="", reason=refusal.detail)]
    above, below = division_choices(area_for(actor, ""), actor)
    context = {
        "title": template.name, "template": template, "summary": template.source == KIND, "errors": errors,
        "ledger": source_of(template), "months": recent_months(today()), "above": above, "below": below,
        "reports": own_reports(actor)[:MANY],
        "chosen": request.POST.get("report", request.GET.get("report", "")), "own": actor.division_code,
        "by_hand": _by_hand(template), "hidden": _hidden(template), "may_attach": actor.role in HEADS,
        "kept": template.file_format == KEPT, "crumbs": [*CRUMBS, (template.name, "")],
    }  # fmt: skip
    return render(request, "campaigns/fill_use.html", context, status=422 if errors else 200)


def own_reports(actor: Actor) -> QuerySet[Report]:
    mine = Report.objects.visible_to(actor)
    return mine.filter(agency_id=actor.reach_id).order_by("-until", "name") if actor.reach_id else mine.none()


def _by_hand(template: FillTemplate) -> list[str]:
    ledger = source_of(template)
    return [
        h for i, h in enumerate(template.headers)
        if h and str(i) not in template.mapping and word_key(h) not in ledger.ignored
    ]  # fmt: skip


def _hidden(template: FillTemplate) -> list[str]:
    """Columns nobody sees in the file that are filled nevertheless."""
    return [template.headers[i] for i in template.hidden if str(i) in template.mapping]


def _filled(request: HttpRequest, actor: Actor, template: FillTemplate) -> HttpResponse:
    given = request.POST
    wanted = Wanted(
        division_code=given.get("division", ""), month=given.get("month", ""), since=_day(given.get("since", ""), "since"),
        until=_day(given.get("until", ""), "until"), report=_id(given.get("report", "")),
    )  # fmt: skip
    name, filled = fill_template(
        actor=actor, template_id=template.pk, wanted=wanted, at=now(), attach_it=given.get("attach") == "1"
    )
    for words in _told(template, filled):
        messages.warning(request, words)
    answer = HttpResponse(filled.content, content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _told(template: FillTemplate, filled: Filled) -> list[str]:
    said = []
    if template.file_format != KEPT:
        said.append(
            f"来表是 .{template.file_format}，填好的文件已另存为 .xlsx；原来的字体、颜色没有保留，报送前请看一眼版面。"
        )
    if filled.left_out:
        said.append(f"来表里没有这些地区的行，没有填（合计里含这些地区）：{'、'.join(filled.left_out[:MANY])}")
    if filled.unknown:
        said.append(f"来表里的这些行没有对上，请手工填写：{'、'.join(filled.unknown[:MANY])}")
    return said


def _day(text: str, name: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput.of(name, "日期要写成 2026-03-31 这样") from None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise InvalidInput.of("report", "没有这份报表") from None


@open_to(READERS)
@require_POST
def withdraw(request: HttpRequest, template_id: UUID) -> HttpResponse:
    withdraw_template(actor=actor_of(request), template_id=template_id, at=now())
    messages.success(request, "模板已停用。")
    return HttpResponseRedirect(reverse("campaigns:fill"))
