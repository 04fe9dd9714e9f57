"""What this package does when something has happened: tell those whom it concerns. Named in ``zhiben.wiring``."""

from datetime import datetime
from typing import Any
from uuid import UUID

from zhiben.domains.hazards.models import ChangeRequest, Hazard, Notice
from zhiben.domains.hazards.services.measures import settle_serving
from zhiben.domains.hazards.services.serving import address_servings
from zhiben.domains.hazards.terms import HazardState, Level, NoticeKind
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.notifications.services import notify
from zhiben.kernel.workflow.models import CaseParty
from zhiben.registry.enterprises.terms import HeadPost

SITE = (Role.SITE_MANAGER, Role.SAFETY_OFFICER)
HEADS = (Role.ENTERPRISE_ADMIN, Role.PRINCIPAL)


def tell_of_notice(payload: dict[str, Any], at: datetime) -> None:
    """下达: the site and the contractor learn of it. 回复: the officers learn that a re-check is due."""
    notice = Notice.objects.filter(pk=payload["notice_id"]).first()
    if notice is None:
        return
    if payload["action"] in ("issue", "sign", "approve_and_issue"):
        _tell_issued(notice, at)
    elif payload["action"] == "reply":
        users = [o.user_id for o in notice.officers.all() if o.user_id]
        word = "已申请复工" if notice.kind == NoticeKind.STOP else "已回复整改"
        title = f"{notice.where_name}{word}"
        _send("hazards.replied", title, f"{notice.number} 请在期限内复查。", notice, at, users=users)
    elif payload["action"] == "return_items":
        _to_site(notice, f"{notice.number} 复查有未通过的隐患", "请按新的期限继续整改。", at, "hazards.returned")


def tell_of_hazard(payload: dict[str, Any], at: datetime) -> None:
    """A single hazard was ordered, handed in, returned or closed without a notice."""
    hazard = Hazard.objects.filter(pk=payload["hazard_id"]).first()
    if hazard is None or hazard.notice_id or hazard.silent:
        return
    if payload["state"] == HazardState.RECTIFYING and payload["action"] in ("order", "return"):
        due = f"整改期限 {hazard.deadline_on:%Y-%m-%d}" if hazard.deadline_on else ""
        major = "重大事故隐患" if hazard.level == Level.MAJOR else "隐患"
        _to_site(hazard, f"{major}要整改：{hazard.title}", due, at, "hazards.ordered")
    if payload["action"] == "close":
        _to_site(hazard, f"隐患已销号：{hazard.title}", "", at, "hazards.closed")


def tell_of_change(payload: dict[str, Any], at: datetime) -> None:
    """The person who asked learns what the leader decided."""
    change = ChangeRequest.objects.filter(pk=payload["change_id"]).first()
    if change is None or change.requested_user_id is None or payload["state"] == "WITHDRAWN":
        return
    title = f"{change.get_kind_display()}申请：{change.get_state_display()}"
    notify(
        topic="hazards.change", title=title, body=change.opinion, link=f"/hazards/{change.hazard_id}/", at=at,
        recipients=[change.requested_user_id], case_kind="hazard.change", case_id=change.pk,
    )  # fmt: skip


def settle_served(payload: dict[str, Any], at: datetime) -> None:
    """送知 was signed for: when nobody else has to, the demand is met."""
    settle_serving(payload, at)


def head_was_named(payload: dict[str, Any], at: datetime) -> None:
    """An enterprise's head is registered: what waited for a name is sent now."""
    post, enterprise_id = HeadPost(payload["post"]), UUID(payload["enterprise_id"])
    address_servings(actor=system_actor(), enterprise_id=enterprise_id, post=post, at=at)


def _tell_issued(notice: Notice, at: datetime) -> None:
    due = f"，最近一条的整改期限是 {day_of(notice.due_at):%Y-%m-%d}" if notice.due_at else ""
    _to_site(notice, f"收到{notice.name} {notice.number}", f"请签收{due}。", at, "hazards.notice")


def _to_site(case: Notice | Hazard, title: str, body: str, at: datetime, topic: str) -> None:
    _send(topic, title, body, case, at, holder=("project", case.project_id, SITE))
    for enterprise_id in _contractors(case.pk):
        _send(topic, title, body, case, at, holder=("enterprise", enterprise_id, HEADS))


def _send(topic: str, title: str, body: str, case: Notice | Hazard, at: datetime, **to: Any) -> None:
    kind, place = ("notice", "notices") if isinstance(case, Notice) else ("hazard", "hazards")
    users = to.pop("users", None)
    if users is not None:
        to["recipients"] = users
    notify(
        topic=topic, title=title, body=body, link=f"/{place}/{case.pk}/", at=at, statutory=True, case_kind=kind,
        case_id=case.pk, **to,
    )  # fmt: skip


def _contractors(case_id: UUID) -> list[UUID]:
    rows = CaseParty.objects.filter(case_id=case_id, kind="enterprise", role="contractor")
    return list(rows.values_list("subject_id", flat=True))
