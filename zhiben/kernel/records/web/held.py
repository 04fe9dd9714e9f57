"""What an import left 待更正: the cells, the button that asks for their correction, and one decision for all."""

from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhiben.kernel.access.actors import plain_actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.papers.importing import batch_for
from zhiben.kernel.papers.ledger import DOORS
from zhiben.kernel.papers.models import HeldCell
from zhiben.kernel.papers.terms import BatchState
from zhiben.kernel.papers.web.imports import page_of
from zhiben.kernel.records.jobs import ask_held, decide_held
from zhiben.kernel.records.models import Correction
from zhiben.kernel.records.policies import KEEPERS
from zhiben.kernel.records.services.held import (
    AT_ONCE,
    ask_for_held,
    check_may_ask,
    decide_imported,
    imported_corrections,
    waiting_cells,
)
from zhiben.kernel.records.terms import CorrectionState
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.workflow.definition import Input, InputKind

SHOWN: Final = 200
LONG: Final = InputKind.LONGTEXT
REASON: Final = (
    Input(name="reason", label="更正理由", kind=LONG, help="以什么为准，例如：台账按施工许可证逐项核对过"),
)
DECISION: Final = (
    Input(name="agreed", label="审批意见", kind=InputKind.CHOICE, choices=(("yes", "同意更正"), ("no", "不予更正"))),
    Input(name="opinion", label="说明", kind=LONG, required=False, help="不予更正的要写明理由"),
)
HOME: Final = ("首页", "/home")
SOON: Final = "数量较多，正在后台办理，办好的会逐条出现，可以先去做别的。"


@open_to(KEEPERS & DOORS)
def held(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The cells of one import; asking for all that have not been asked for."""
    actor = actor_of(request)
    batch = batch_for(actor, batch_id)
    cells = HeldCell.objects.filter(batch=batch).order_by("row_no", "id")
    total, back = cells.count(), reverse("records:held", args=[batch.pk])
    if not total:
        raise NotVisible("这次导入没有待更正的内容")

    def do(values: dict[str, Any]) -> tuple[str, str]:
        check_may_ask(actor=actor, batch_id=batch.pk, reason=values["reason"])
        if len(waiting_cells(batch)) > AT_ONCE:
            given = {"batch_id": str(batch.pk), "reason": values["reason"], "actor": plain_actor(actor)}
            transaction.on_commit(lambda: ask_held.defer(**given))
            return SOON, back
        done = ask_for_held(actor=actor, batch_id=batch.pk, reason=values["reason"], at=now())
        return f"已申请更正 {done.done} 处" + (
            f"，{done.refused} 处没有申请，原因见下。" if done.refused else "。"
        ), back

    waits = batch.state == BatchState.DONE and cells.filter(case_id=None).exists()
    table = {"lines": _lines(cells[:SHOWN]), "total": total, "more": max(0, total - SHOWN), "may_ask": waits}
    return answer_form(
        request, title="待更正", lead=f"{batch.file_name}：与已登记的不同，台账没有直接改，保持原值。", inputs=REASON, do=do,
        back=page_of(batch), button="全部申请更正", template="records/held.html", arrange=lambda form: table,
        crumbs=[HOME, ("台账导入", "/imports/"), (batch.file_name, page_of(batch))],
    )  # fmt: skip


@open_to(KEEPERS)
def decide(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """One decision for all corrections of one ledger that wait for this agency."""
    actor = actor_of(request)
    waiting = imported_corrections(actor, import_id)
    if not waiting:
        raise NotVisible("没有等您审批的更正")

    def do(values: dict[str, Any]) -> tuple[str, str]:
        agreed, opinion, back = values["agreed"] == "yes", values.get("opinion") or "", reverse("records:list")
        if len(waiting) > AT_ONCE and (agreed or opinion.strip()):
            given = {"import_id": str(import_id), "agreed": agreed, "opinion": opinion, "actor": plain_actor(actor)}
            transaction.on_commit(lambda: decide_held.defer(**given))
            return SOON, back
        done = decide_imported(actor=actor, import_id=import_id, agreed=agreed, opinion=opinion, at=now())
        left = f"，{done.refused} 件办不了，请逐件打开看原因。" if done.refused else "。"
        return f"已{'同意' if agreed else '不予'}更正 {done.done} 件{left}", back

    table = {"lines": [_line(one) for one in waiting[:SHOWN]], "more": max(0, len(waiting) - SHOWN), "may_ask": True}
    return answer_form(
        request, title="一并审批台账更正", lead=f"同一份台账申请的更正，共 {len(waiting)} 件，一次办结。", inputs=DECISION, do=do,
        back=reverse("records:list"), button="确定", template="records/held.html", arrange=lambda form: table,
        crumbs=[HOME, ("档案更正", "/corrections/")],
    )  # fmt: skip


def _lines(cells: Any) -> list[dict[str, Any]]:
    found = list(cells)
    cases = Correction.objects.in_bulk([cell.case_id for cell in found if cell.case_id])
    return [
        {
            "row": cell.row_no, "label": cell.label, "old": cell.held, "new": cell.said, "note": cell.note,
            "state": CorrectionState(cases[cell.case_id].state).label if cell.case_id in cases else "",
            "url": case_url("correction", cell.case_id) if cell.case_id in cases else "",
        }
        for cell in found
    ]  # fmt: skip


def _line(one: Correction) -> dict[str, Any]:
    return {
        "title": one.record_title, "label": one.field_label, "old": one.old_text, "new": one.new_text, "note": one.reason,
        "state": CorrectionState(one.state).label, "url": case_url("correction", one.pk),
    }  # fmt: skip
