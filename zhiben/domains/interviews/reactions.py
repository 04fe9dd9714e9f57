"""What this package does when something has happened. Named in ``zhiben.wiring``."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from zhiben.domains.interviews.models import Interview
from zhiben.domains.interviews.services.deciding import overtake_interviews
from zhiben.kernel.access.terms import Role
from zhiben.kernel.notifications.services import notify

GONE: Final = ("CLOSED", "VOIDED")
TOLD: Final = {
    "sign": "收到约谈通知书 {number}：{when}，{place}",
    "reschedule": "约谈 {number} 改期：{when}，{place}",
    "hold": "约谈 {number} 已记录，请按承诺的期限落实",
    "complete": "约谈 {number} 的承诺已全部落实",
    "void": "约谈 {number} 已撤销",
}


def tell_of_interview(payload: dict[str, Any], at: datetime) -> None:
    """Whoever is talked to learns of it: the enterprise's heads, or the subordinate agency's leaders."""
    words = TOLD.get(payload["action"])
    interview = Interview.objects.filter(pk=payload["interview_id"]).first() if words else None
    if interview is None or words is None:
        return
    title = words.format(number=interview.number, when=interview.when, place=interview.meet_place)
    notify(
        topic=f"interviews.{payload['action']}", title=title[:200], body=interview.matter[:500], at=at,
        holder=_subject(interview), link=f"/interviews/{interview.pk}/", statutory=True, case_kind="interview",
        case_id=interview.pk,
    )  # fmt: skip


def take_down_drafts(payload: dict[str, Any], at: datetime) -> None:
    """The hazard is gone: a draft about it does not wait for anybody's word any more."""
    if payload["state"] in GONE:
        overtake_interviews(case_id=UUID(payload["hazard_id"]), at=at)


def _subject(interview: Interview) -> tuple[str, UUID, tuple[Role, ...]]:
    if interview.enterprise_id is not None:
        return ("enterprise", interview.enterprise_id, (Role.PRINCIPAL, Role.ENTERPRISE_ADMIN))
    return ("agency", interview.subject_agency_id or interview.agency_id, (Role.LEADER,))
