"""Telling everybody whom a wrong value had reached: one to-do and one message each, by set."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import NotPermitted, NotVisible
from zhiben.kernel.crypto import mask_numbers
from zhiben.kernel.notifications.services import notify
from zhiben.kernel.records.models import Correction, CorrectionNotice
from zhiben.kernel.records.services.reach import Reached
from zhiben.kernel.records.terms import NoticeState
from zhiben.kernel.records.workflow import NOTICE_FLOW
from zhiben.kernel.workflow.clocks import deadline_of, working_days
from zhiben.kernel.workflow.engine import fire
from zhiben.kernel.workflow.models import CaseMove, CaseParty
from zhiben.kernel.workflow.todos import open_todos

TOPIC: Final = "records.corrected"
CLOCK: Final = working_days("records.acknowledge_working_days")
BATCH: Final = 1000


def tell_reached(correction: Correction, people: Sequence[Reached], *, actor: Actor, at: datetime) -> int:
    """Open a notice for each of them and say so; belongs to the transaction of the correction."""
    notices = [_notice(correction, one, at) for one in people]
    if not notices:
        return 0
    due_at, due_rule = deadline_of(CLOCK, correction, at, {})
    for notice in notices:
        notice.due_at, notice.due_rule = due_at, due_rule
    CorrectionNotice.objects.bulk_create(notices, batch_size=BATCH)
    CaseParty.objects.bulk_create(
        [CaseParty(flow=NOTICE_FLOW.code, case_id=n.pk, kind="user", subject_id=n.user_id, role="reader")
         for n in notices],
        batch_size=BATCH,
    )  # fmt: skip
    CaseMove.objects.bulk_create([_first_move(n, actor, at) for n in notices], batch_size=BATCH)
    open_todos(NOTICE_FLOW, [n.pk for n in notices], states={NoticeState.TOLD.value}, at=at, by=actor.name)
    return notify(
        topic=TOPIC, title=f"已更正：{correction.record_title}的{correction.field_label}"[:200],
        body=f"原值「{correction.old_text}」有误，现为「{correction.new_text}」。您看过或者导出过原值，请确认。",
        link=reverse("records:my-notice", args=[correction.pk]), at=at, recipients=[n.user_id for n in notices],
        case_kind="correction", case_id=correction.pk, key=f"corrected:{correction.pk}",
    )  # fmt: skip


@transaction.atomic
def acknowledge(*, actor: Actor, notice_id: UUID, at: datetime, answer: str = "") -> CorrectionNotice:
    """The reader has heard. Raises NotVisible, NotPermitted for anybody else, WrongState the second time."""
    notice = CorrectionNotice.objects.filter(pk=notice_id).first()
    if notice is None:
        raise NotVisible()
    if notice.user_id != actor.user_id:
        raise NotPermitted("更正告知由收到的人自己确认")
    return fire(NOTICE_FLOW, notice.pk, "acknowledge", actor=actor, at=at, answer=mask_numbers(answer))


def _notice(correction: Correction, one: Reached, at: datetime) -> CorrectionNotice:
    return CorrectionNotice(
        **correction.columns_of_case(), title=f"已更正：{correction.record_title}的{correction.field_label}"[:300],
        state=NoticeState.TOLD, flow_version=NOTICE_FLOW.version, seq=1, opened_at=at, correction=correction,
        user_id=one.user_id, reader_name=one.name[:64], reader_reach=one.reach_name, ways=sorted(one.ways),
        first_at=one.first_at, last_at=one.last_at, exports=one.exports,
    )  # fmt: skip


def _first_move(notice: CorrectionNotice, actor: Actor, at: datetime) -> CaseMove:
    return CaseMove(
        flow=NOTICE_FLOW.code, case_id=notice.pk, seq=1, action="open", source="", target=notice.state,
        actor_id=actor.user_id, actor_name=actor.name, role=actor.role.value, reach_name=actor.reach_name, at=at,
        due_at=notice.due_at, inputs={},
    )  # fmt: skip
