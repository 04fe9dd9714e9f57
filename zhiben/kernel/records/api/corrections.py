"""``/corrections``: ask for one, decide it, see whom the old value had reached; ``/correction-notices``: one's own."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Field, Query, Router, Schema, Status

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.api.doors import caller
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.paging import Page, PageQuery, page_of
from zhiben.kernel.api.steps import CaseActionOut, CaseMoveOut, actions_of, history_out, step_of, values_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotVisible
from zhiben.kernel.records.kinds import RecordField, record_kind
from zhiben.kernel.records.models import Correction, CorrectionNotice
from zhiben.kernel.records.policies import READERS
from zhiben.kernel.records.services.correcting import (
    approve_correction,
    ask_correction,
    may_decide,
    may_withdraw,
    refuse_correction,
    withdraw_correction,
)
from zhiben.kernel.records.services.telling import acknowledge
from zhiben.kernel.records.terms import CorrectionState, NoticeState
from zhiben.kernel.records.workflow import CORRECTION_FLOW
from zhiben.kernel.workflow.definition import InputKind

router = Router(tags=["档案更正"])
notices = Router(tags=["档案更正"])
MOST_READERS: Final = 200
FILLED_IN: Final = frozenset({"decided_by"})
STEPS: Final[dict[str, Callable[..., Correction]]] = {
    "approve": approve_correction, "refuse": refuse_correction, "withdraw": withdraw_correction,
}  # fmt: skip


class CorrectionOut(Schema):
    id: UUID
    kind: str = Field(description="enterprise、project、person、equipment …")
    record_id: UUID
    record_title: str
    field: str
    field_label: str
    old_text: str = Field(description="原值；证件号、手机号等打码")
    new_text: str
    reason: str
    state: CorrectionState
    asked_name: str
    asked_reach: str
    decided_name: str
    opinion: str
    due_at: datetime | None = Field(description="审批期限")
    opened_at: datetime
    applied_at: datetime | None
    reached: int = Field(description="旧值到过几人")


class ReaderOut(Schema):
    """Somebody whom the old value had reached, and whether they have confirmed."""

    reader_name: str
    reader_reach: str
    ways: list[str] = Field(description="怎样看到的：page、export、api、unmask …")
    first_at: datetime
    last_at: datetime
    exports: int
    state: NoticeState
    acknowledged_at: datetime | None
    answer: str


class CorrectionDetail(CorrectionOut):
    wrong_since: datetime | None = Field(description="错误的值从何时起")
    readers: list[ReaderOut] = Field(description="旧值到过谁手里；只给监管机构，最多 200 人")
    actions: list[CaseActionOut] = Field(description="您现在可以办理的动作和要填的内容")
    history: list[CaseMoveOut]


class CorrectionQuery(PageQuery):
    state: CorrectionState | None = None
    kind: str = Field("", max_length=32)
    record: UUID | None = None
    mine: bool = Field(False, description="只要自己申请的")


class CorrectionIn(Schema):
    kind: str = Field(max_length=32, description="enterprise、project、person、equipment …")
    record_id: UUID
    field: str = Field(max_length=64)
    value: str = Field(max_length=500, description="正确的值；日期写作 2026-07-03，选项写代码")
    reason: str = Field(max_length=1000)
    file_ids: list[UUID] = Field([], max_length=20, description="依据")


class CorrectionNoticeOut(Schema):
    id: UUID
    correction_id: UUID
    title: str
    old_text: str
    new_text: str
    ways: list[str]
    first_at: datetime
    last_at: datetime
    exports: int
    state: NoticeState
    due_at: datetime | None
    acknowledged_at: datetime | None
    answer: str

    @staticmethod
    def resolve_old_text(notice: CorrectionNotice) -> str:
        return notice.correction.old_text

    @staticmethod
    def resolve_new_text(notice: CorrectionNotice) -> str:
        return notice.correction.new_text


class CorrectionNoticeQuery(PageQuery):
    state: NoticeState | None = None


class AcknowledgeIn(Schema):
    answer: str = Field("", max_length=500, description="处理情况")


@router.get("", response=Page[CorrectionOut], summary="更正列表")
def correction_list(request: HttpRequest, query: Query[CorrectionQuery]) -> dict[str, Any]:
    """调用者权限范围内的和自己申请的，新的在前。"""
    actor = caller(request, READERS)
    given = {"state": query.state, "kind": query.kind, "record_id": query.record}
    rows = Correction.objects.visible_to(actor).filter(**{name: value for name, value in given.items() if value})
    return page_of(rows.filter(asked_by=actor.user_id) if query.mine else rows, query, order="-opened_at")


@router.get("/{uuid:correction_id}", response=CorrectionDetail, summary="一件更正")
def correction_detail(request: HttpRequest, correction_id: UUID) -> dict[str, Any]:
    """连同旧值到过谁手里、谁已经确认。"""
    actor = caller(request, READERS)
    found = Correction.objects.visible_to(actor).filter(pk=correction_id).first()
    if found is None:
        raise NotVisible("没有找到这件更正，或者不在您的权限范围内")
    told = CorrectionNotice.objects.filter(correction=found).order_by("state", "first_at", "id")
    shown = actor.is_regulator and found.state == CorrectionState.APPLIED
    return {
        **{name: getattr(found, name) for name in (*CorrectionOut.model_fields, "wrong_since")},
        "readers": list(told[:MOST_READERS]) if shown else [], "actions": _offered(found, actor),
        "history": history_out(CORRECTION_FLOW, found.pk, open="申请更正"),
    }  # fmt: skip


@router.post("", response={201: CorrectionOut}, summary="申请更正一项")
@idempotent
def ask(request: HttpRequest, given: CorrectionIn) -> Status[Correction]:
    """由负责机关另一名工作人员审批；本机关可以直接更正的项当时生效。旧值留存，看过、导出过的人会被告知。"""
    value = _value(record_kind(given.kind).field(given.field), given.value)
    values = given.dict(exclude={"value"})
    return Status(201, ask_correction(actor=actor_of(request), at=now(), value=value, **values))


@router.post("/{uuid:correction_id}/actions/{slug:action}", response=CorrectionOut, summary="审批或撤回")
@idempotent
def act(request: HttpRequest, correction_id: UUID, action: str, given: Body[dict[str, Any]]) -> Correction:
    """approve 同意更正（opinion 可不填）、refuse 不予更正（opinion 必填）、withdraw 撤回申请。"""
    values = values_of(step_of(CORRECTION_FLOW, action), given, hidden=FILLED_IN, complete=True)
    return STEPS[action](actor=actor_of(request), correction_id=correction_id, at=now(), **values)


@notices.get("", response=Page[CorrectionNoticeOut], summary="给我的更正告知")
def notice_list(request: HttpRequest, query: Query[CorrectionNoticeQuery]) -> dict[str, Any]:
    """看过或者导出过、后来更正了的内容。"""
    rows = CorrectionNotice.objects.visible_to(caller(request, READERS)).select_related("correction")
    return page_of(rows.filter(state=query.state) if query.state else rows, query, order="-opened_at")


@notices.post("/{uuid:notice_id}/acknowledgement", response=CorrectionNoticeOut, summary="确认已知悉")
@idempotent
def heard(request: HttpRequest, notice_id: UUID, given: AcknowledgeIn) -> CorrectionNotice:
    return acknowledge(actor=actor_of(request), notice_id=notice_id, at=now(), answer=given.answer)


def _offered(found: Correction, actor: Actor) -> list[dict[str, Any]]:
    """As on the page: nobody decides on what they asked for, nobody takes back what another asked for."""
    barred = set() if may_decide(found, actor) else {"approve", "refuse"}
    barred |= set() if may_withdraw(found, actor) else {"withdraw"}
    rows = actions_of(CORRECTION_FLOW, found, actor, hidden=FILLED_IN)
    return [row for row in rows if row["action"] not in barred]


def _value(one: RecordField, text: str) -> Any:
    try:
        if one.kind == InputKind.DATE:
            return date.fromisoformat(text)
        return Decimal(text) if one.kind == InputKind.NUMBER else text
    except (ValueError, ArithmeticError):
        raise InvalidInput.of("value", f"「{one.label}」的格式不对") from None
