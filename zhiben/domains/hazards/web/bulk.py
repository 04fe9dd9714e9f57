"""Acts on many hazards or notices at once: whose they are, printing, longer deadlines. Each row by itself."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from pypdf import PdfWriter

from zhiben.domains.hazards.documents import notice_pdf
from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.policies import OFFICERS, REGULATORS
from zhiben.domains.hazards.services.changes import decide_change, request_change
from zhiben.domains.hazards.terms import ChangeKind
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.terms import ReachClass, Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.ui.lists.actions import BulkAction, each
from zhiben.kernel.ui.lists.export import export_picked
from zhiben.kernel.workflow.assigning import assign_todos
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.kernel.workflow.models import Todo
from zhiben.kernel.workflow.reach import reach_class

MOST_PRINTED: Final = 60  # a tenth of a second each: one request stays well under ten seconds
ASSIGNERS: Final = frozenset({Role.LEADER, Role.CLERK})
WHO: Final = Input(name="user_id", label="指派给", kind=InputKind.COLLEAGUE, help="只能指派给能办理这一步的同事")
LONGER: Final = (
    Input(name="new_deadline_on", label="新的整改期限", kind=InputKind.DATE, help="要晚于现在的期限"),
    Input(name="reason", label="延期理由", kind=InputKind.LONGTEXT),
)


def assign_case(*, actor: Actor, row_id: UUID, at: datetime, user_id: str) -> None:
    """Give the pool's open to-dos of one case to somebody."""
    pooled = Todo.objects.open().held_at(actor).filter(case_id=row_id)
    ids = list(pooled.values_list("pk", flat=True))
    if not ids:
        raise WrongState("现在没有本机关可以指派的待办")
    assign_todos(actor=actor, todo_ids=ids, user_id=UUID(user_id), at=at)


def assign_hazard(*, actor: Actor, row_id: UUID, at: datetime, user_id: str) -> None:
    """A hazard on a notice is worked on through the notice."""
    notice_id = Hazard.objects.visible_to(actor).filter(pk=row_id).values_list("notice_id", flat=True).first()
    assign_case(actor=actor, row_id=notice_id or row_id, at=at, user_id=user_id)


def extend(*, actor: Actor, row_id: UUID, at: datetime, new_deadline_on: date, reason: str) -> None:
    """A leader asks and agrees in one: both stand in the history."""
    asked = request_change(
        actor=actor, hazard_id=row_id, kind=ChangeKind.EXTEND, reason=reason, new_deadline_on=new_deadline_on, at=at
    )
    decide_change(actor=actor, change_id=asked.pk, agreed=True, opinion="批量延期", at=at)


def ask_to_extend(*, actor: Actor, row_id: UUID, at: datetime, new_deadline_on: date, reason: str) -> None:
    """An officer asks; the leader decides each on the desk."""
    request_change(
        actor=actor, hazard_id=row_id, kind=ChangeKind.EXTEND, reason=reason, new_deadline_on=new_deadline_on, at=at
    )


def print_notices(*, actor: Actor, ids: Sequence[UUID], at: datetime, **inputs: Any) -> HttpResponse:
    """One PDF, in the order of the list; each notice begins a sheet of its own, so that both sides can be printed."""
    notices = Notice.objects.visible_to(actor).in_bulk(list(ids))
    whole = PdfWriter()
    for pk in ids:
        notice = notices[pk]
        before = len(whole.pages)
        own = reach_class(actor, notice) == ReachClass.OWN
        whole.append(BytesIO(notice_pdf(notice, at=at, with_code=own)))
        if len(ids) > 1 and (len(whole.pages) - before) % 2:
            whole.add_blank_page()
    content = BytesIO()
    whole.write(content)
    record_act(actor=actor, verb="notice.print", at=at, object_kind="notice", count=len(ids))
    answer = HttpResponse(content.getvalue(), content_type="application/pdf")
    name = f"执法文书 {len(ids)} 份 {day_of(at):%Y%m%d}.pdf"
    answer["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    answer["Cache-Control"] = "private, no-store"
    return answer


HAZARD_ACTS: Final = (
    BulkAction(name="assign", label="指派", run=each(assign_hazard), roles=ASSIGNERS, inputs=(WHO,)),
    BulkAction(name="extend", label="延长整改期限", run=each(extend), roles=frozenset({Role.LEADER}), inputs=LONGER),
    BulkAction(name="ask_extend", label="申请延期", run=each(ask_to_extend), roles=OFFICERS, inputs=LONGER),
    BulkAction(name="export", label="导出勾选的", run=export_picked("hazards"), roles=REGULATORS),
)
NOTICE_ACTS: Final = (
    BulkAction(name="print", label="打印文书", run=print_notices, roles=REGULATORS, most=MOST_PRINTED),
    BulkAction(name="assign", label="指派", run=each(assign_case), roles=ASSIGNERS, inputs=(WHO,)),
    BulkAction(name="export", label="导出勾选的", run=export_picked("notices"), roles=REGULATORS),
)
