"""台账导入 in four steps. Each page is one state of the batch, so that coming back later finds it where it was."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import FieldError, InvalidInput
from zhiben.kernel.papers import flow
from zhiben.kernel.papers.cells.words import word_key
from zhiben.kernel.papers.holding import held_page
from zhiben.kernel.papers.importing import (
    BEFORE_WRITING,
    batch_for,
    match_columns,
    matches_of,
    replace_value,
    undo_import,
    why_not_undo,
)
from zhiben.kernel.papers.ledger import DOORS, ledger_of, ledgers
from zhiben.kernel.papers.mapping import BY_PERSON, Match, missing_columns
from zhiben.kernel.papers.models import ImportBatch, ImportIssue
from zhiben.kernel.papers.terms import BatchState, Level
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.lists.actions import Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import ChoiceFilter, TextFilter
from zhiben.kernel.ui.lists.page import ListPage

SHOWN = 200
CRUMBS = (("首页", "/home"), ("台账导入", "/imports/"))


class ImportList(ListPage[ImportBatch]):
    name, title = "imports", "台账导入"
    meaning = "把现有的表格导进来：先检查，再导入，没人动过之前都可以撤销。"
    roles = DOORS
    columns = (
        Column(key="file_name", label="文件", width="wide"),
        Column(key="kind", label="台账", value=lambda b: ledger_of(b.kind).title),
        Column(key="state", label="状态", kind=Kind.CHIP, sort="state",
               tones={"DONE": "green", "FAILED": "red", "CHECKED": "yellow", "RUNNING": "blue"}),
        Column(key="rows", label="行数", kind=Kind.NUMBER),
        Column(key="created", label="新增", kind=Kind.NUMBER),
        Column(key="updated", label="更新", kind=Kind.NUMBER),
        Column(key="skipped", label="未导入", kind=Kind.NUMBER),
        Column(key="actor_name", label="导入人"),
        Column(key="created_at", label="上传时间", kind=Kind.MOMENT, sort="created_at"),
    )  # fmt: skip
    filters = (
        TextFilter(name="q", label="文件名", fields=("file_name",)),
        ChoiceFilter(name="state", label="状态", field="state", choices=BatchState.choices),
    )
    totals_by, default_sort = "state", "-created_at"
    empty = Empty(
        why="还没有导入过台账。", next_step="把手头的在建项目台账、重大事故隐患台账拖进来试试，先检查不写入。", label="导入台账",
        url=lambda actor: reverse("imports:new"),
    )  # fmt: skip

    def rows(self, actor: Actor, at: datetime) -> QuerySet[ImportBatch]:
        return ImportBatch.objects.visible_to(actor)

    def row_url(self, row: ImportBatch) -> str:
        return page_of(row)

    def actions(self, actor: Actor) -> list[PageAction]:
        return [
            PageAction(label="导出台账", url=reverse("imports:out"), icon="table-export"),
            PageAction(label="导入台账", url=reverse("imports:new"), icon="upload", primary=True),
        ]


@open_to(DOORS)
def new(request: HttpRequest) -> HttpResponse:
    """Step 1: a file, dropped or chosen. The kind is recognised from its header unless it is said."""
    kind = request.POST.get("kind", request.GET.get("kind", ""))
    errors: list[FieldError] = []
    if request.method == "POST":
        try:
            return receive_upload(request, kind)
        except InvalidInput as refusal:
            errors = refusal.errors
    context = {
        "title": "导入台账", "errors": errors, "kind": kind, "crumbs": [*CRUMBS, ("导入台账", "")],
        "ledgers": [one for one in ledgers() if one.takes_in and actor_of(request).role in one.roles],
    }  # fmt: skip
    return render(request, "papers/new.html", context, status=422 if errors else 200)


def receive_upload(request: HttpRequest, kind: str) -> HttpResponse:
    actor, at, file = actor_of(request), now(), request.FILES.get("file")
    if file is None or file.file is None:
        raise InvalidInput.of("file", "请选择要导入的表格文件")
    batch = flow.take_upload(
        actor=actor, stream=cast(BinaryIO, file.file), size=file.size or 0, name=file.name or "台账", at=at, kind=kind,
        silent=request.POST.get("speak") != "1",
    )  # fmt: skip
    ledger, matches = ledger_of(batch.kind), matches_of(batch)
    open_questions = [m for m in _asked_about(batch) if not m.column and m.how != BY_PERSON]
    if not open_questions and not missing_columns(ledger, matches):
        return _checked(request, batch)
    return HttpResponseRedirect(reverse("imports:match", args=[batch.pk]))


@open_to(DOORS)
def match(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Step 2: what the platform took each header for; unknown ones may be named or left out."""
    actor, at = actor_of(request), now()
    batch = batch_for(actor, batch_id)
    ledger = ledger_of(batch.kind)
    errors: list[FieldError] = []
    if request.method == "POST":
        chosen = {h: request.POST.get(f"c{n}", "") for n, h in enumerate(batch.headers) if h}
        try:
            batch = match_columns(actor=actor, batch_id=batch_id, at=at, chosen=chosen)
            return _checked(request, batch)
        except InvalidInput as refusal:
            errors = refusal.errors
    matches = matches_of(batch)
    context = {
        "title": "对应列", "batch": batch, "ledger": ledger, "errors": errors, "crumbs": [*CRUMBS, (batch.file_name, "")],
        "rows": [
            {"n": m.index, "header": m.header, "column": m.column, "how": m.how,
             "guess": m.column or (m.suggestions[0] if m.suggestions else "")}
            for m in _asked_about(batch)
        ],
        "columns": [(c.name, c.label, c.required) for c in ledger.columns],
        "missing": missing_columns(ledger, matches),
    }  # fmt: skip
    return render(request, "papers/match.html", context, status=422 if errors else 200)


def _asked_about(batch: ImportBatch) -> list[Match]:
    """Headers worth asking about: not the serial numbers and other columns known to carry nothing."""
    ignored = ledger_of(batch.kind).ignored
    return [m for m in matches_of(batch) if m.header and word_key(m.header) not in ignored]


def _checked(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    try:
        flow.check_soon(actor=actor_of(request), batch=batch, at=now())
    except InvalidInput as refusal:
        messages.error(request, refusal.detail)
    return HttpResponseRedirect(page_of(batch))


def page_of(batch: ImportBatch) -> str:
    """Where a batch is looked at: some ledgers have a page of their own."""
    return reverse(ledger_of(batch.kind).page or "imports:batch", args=[batch.pk])


@open_to(DOORS)
def page(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Step 3 and 4: what would happen, and afterwards what has happened."""
    return show_batch(request, batch_for(actor_of(request), batch_id))


def show_batch(
    request: HttpRequest, batch: ImportBatch, *, template: str = "papers/batch.html", more: dict[str, Any] | None = None
) -> HttpResponse:
    """The page of a batch; a ledger with a page of its own adds to it."""
    issues = ImportIssue.objects.filter(batch=batch).order_by("level", "row_no", "id")
    context = {
        "title": batch.file_name, "batch": batch, "ledger": ledger_of(batch.kind), "crumbs": [*CRUMBS, (batch.file_name, "")],
        "problems": _gathered(issues[:SHOWN]), "more": max(0, batch.errors + batch.warnings - SHOWN),
        "obstacles": why_not_undo(batch, at=now()) if batch.state == BatchState.DONE else [],
        "good": batch.created + batch.updated + batch.unchanged, "waiting": batch.state in (BatchState.MAPPED, BatchState.RUNNING),
        "held_page": held_page(batch), "may_match": batch.state in BEFORE_WRITING,
        "levels": Level, "again": f"{reverse('imports:new')}?kind={batch.kind}",
        **(more or {}),
    }  # fmt: skip
    response = render(request, template, context)
    if context["waiting"]:
        response.headers["Refresh"] = "3"  # the page looks again by itself, with or without script
    return response


def _gathered(issues: Iterable[ImportIssue]) -> list[dict[str, Any]]:
    """The same thing said of many rows is one line with all its rows: errors first."""
    found: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    for one in issues:
        key = (one.level, one.label, one.value, one.reason)
        found.setdefault(key, {"issue": one, "rows": []})["rows"].append(one.row_no)
    return list(found.values())


@open_to(DOORS)
def act(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The buttons of the page: confirm, take a suggested name, check again, undo."""
    actor, at, op = actor_of(request), now(), request.POST.get("op", "")
    back = HttpResponseRedirect(page_of(batch_for(actor, batch_id)))
    if request.method != "POST":
        return back
    if op == "confirm":
        done = flow.write_soon(actor=actor, batch_id=batch_id, at=at)
        messages.success(request, _said(done))
    elif op == "replace":
        batch = replace_value(
            actor=actor, batch_id=batch_id, at=at, column=request.POST.get("column", ""),
            value=request.POST.get("value", ""), chosen=request.POST.get("chosen", ""),
        )  # fmt: skip
        return _checked(request, batch)
    elif op == "check":
        return _checked(request, batch_for(actor, batch_id))
    elif op == "undo":
        undo_import(actor=actor, batch_id=batch_id, at=at, reason=request.POST.get("reason", ""))
        messages.success(request, "已撤销，这一批导入的内容都收回了。")
    return back


def _said(batch: ImportBatch) -> str:
    if batch.state == BatchState.RUNNING:
        return "正在导入，这一页会自己更新，也可以先去做别的。"
    return f"导入完成：新增 {batch.created} 条，更新 {batch.updated} 条，无变化 {batch.unchanged} 条，未导入 {batch.skipped} 行。"
