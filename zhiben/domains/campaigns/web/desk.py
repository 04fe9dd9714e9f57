"""Reports on the leader's desk."""

from datetime import datetime
from uuid import UUID

from zhiben.domains.campaigns.models import Report
from zhiben.domains.campaigns.services.reports import take_report_step
from zhiben.domains.ladder.public import DeskKind, desk_flow
from zhiben.kernel.access.actors import Actor


def register_desk() -> None:
    desk_flow(DeskKind(
        flow="report", action="sign", label="报表", order=70, sign=_sign, decline=_decline, decline_word="退回修改",
        who=lambda case: str(case.where_name),
    ))  # fmt: skip


def _sign(actor: Actor, case_id: UUID, at: datetime) -> str:
    done: Report = take_report_step(actor=actor, report_id=case_id, action="sign", at=at)
    return f"{done.title}（第{done.round}版）"


def _decline(actor: Actor, case_id: UUID, reason: str, at: datetime) -> None:
    take_report_step(actor=actor, report_id=case_id, action="send_back", at=at, reason=reason)
