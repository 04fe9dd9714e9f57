"""All versions of one record; asking for a correction of one of its fields."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.records.kinds import RecordField, record_kind
from zhiben.kernel.records.models import Merge
from zhiben.kernel.records.policies import KEEPERS, READERS
from zhiben.kernel.records.services.correcting import ask_correction, may_ask_for
from zhiben.kernel.records.terms import CorrectionState
from zhiben.kernel.records.versions import rows_of, sources_of, versions_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.workflow.definition import Input, InputKind

HOME = ("首页", "/home")


@open_to(KEEPERS)
@require_safe
def history(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    register, actor = record_kind(kind), actor_of(request)
    record = register.find(actor, record_id)
    versions = versions_of(register, rows_of(register, record.pk))
    context = {
        "kind": register, "record": record, "url": register.url(record.pk),
        "sources": sources_of(register, record, versions), "may_ask": may_ask_for(register, actor, record),
        "versions": [(one, _correction_url(one.correction)) for one in reversed(versions)],
        "merges": Merge.objects.filter(kind=kind, survivor_id=record.pk).order_by("-id"),
        "crumbs": [HOME, (str(record)[:24], register.url(record.pk)), ("全部版本", "")],
    }  # fmt: skip
    return render(request, "records/history.html", context)


@open_to(READERS)
def correct(request: HttpRequest, kind: str, record_id: UUID, field: str) -> HttpResponse:
    """申请更正 of one field."""
    register, actor = record_kind(kind), actor_of(request)
    record, one = register.find(actor, record_id), register.field(field)
    back = register.url(record.pk)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        files = [UUID(str(one)) for one in values.pop("proof", None) or []]
        made = ask_correction(
            actor=actor, kind=kind, record_id=record.pk, field=field, at=now(), file_ids=files, **values
        )
        said = (
            "已更正。" if made.state == CorrectionState.APPLIED else "已提交更正申请，等负责机关的另一名工作人员审批。"
        )
        return said, case_url("correction", made.pk)

    shown = one.shown(getattr(record, one.attribute, "")) or "（空白）"
    return answer_form(
        request, title=f"更正{one.label}", lead=f"{record}　现在登记的是：{shown}", inputs=_inputs(one), do=do, back=back,
        button="提交", crumbs=[HOME, (str(record)[:24], back)],
    )  # fmt: skip


def _inputs(one: RecordField) -> tuple[Input, ...]:
    return (
        Input(name="value", label=f"正确的{one.label}", kind=one.kind, choices=one.choices),
        Input(
            name="reason", label="更正理由", kind=InputKind.LONGTEXT, help="错在哪里、依据什么，例如：营业执照上是……"
        ),
        Input(name="proof", label="依据", kind=InputKind.FILES, slot="proof", required=False, help="证照照片或者文件"),
    )


def _correction_url(correction_id: str) -> str:
    return case_url("correction", UUID(correction_id)) if correction_id else ""
