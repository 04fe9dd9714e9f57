"""What the leader's desk takes in: the ladder's own drafts, and those of the packages below it."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from zhiben.domains.hazards.public import advance_notice, decide_change, send_back
from zhiben.domains.interviews.public import decline_interview, overtake_interview, sign_interview
from zhiben.domains.ladder.drafts import DeskKind, desk_flow
from zhiben.domains.ladder.services.deciding import decline_order, sign_order, withdraw_draft
from zhiben.domains.listings.public import decline_listing, delist, overtake_listing, sign_listing
from zhiben.domains.listings.public import take_step as listing_step
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import WrongState

AGREED = "同意"


def register_desk() -> None:
    desk_flow(DeskKind(
        flow="ladder.order", action="sign", label="督办单", order=10, sign=_sign_order, decline=_decline_order,
        withdraw=_withdraw_order, paper="ladder:order-pdf",
    ))  # fmt: skip
    desk_flow(DeskKind(
        flow="listing", action="sign", label="挂牌督办", order=20, sign=_sign_listing, decline=_decline_listing,
        withdraw=_withdraw_listing, paper="listings:document-pdf", paper_args=("notice",),
    ))  # fmt: skip
    desk_flow(DeskKind(
        flow="listing", action="delist", label="解除挂牌督办", order=30, sign=_delist, decline=_review_again,
        decline_word="退回重新审查",
    ))  # fmt: skip
    desk_flow(DeskKind(
        flow="interview", action="sign", label="约谈", order=40, sign=_sign_interview, decline=_decline_interview,
        withdraw=_withdraw_interview, by_form=True, who=lambda case: str(case.subject_name),
    ))  # fmt: skip
    for code in ("notice.rectify", "notice.stop", "notice.resume"):
        desk_flow(DeskKind(
            flow=code, action="sign", label="执法文书", order=50, sign=_sign_notice, decline=_send_back,
            decline_word="退回修改", paper="papers:document-pdf",
        ))  # fmt: skip
    desk_flow(DeskKind(
        flow="hazard.change", action="approve", label="变更审批", order=60, sign=_agree, decline=_disagree,
        sign_word="同意", who=lambda case: str(case.requested_by),
    ))  # fmt: skip


def _sign_order(actor: Actor, case_id: UUID, at: datetime) -> str:
    return sign_order(actor=actor, order_id=case_id, at=at).number


def _decline_order(actor: Actor, case_id: UUID, reason: str, at: datetime) -> None:
    decline_order(actor=actor, order_id=case_id, reason=reason, at=at)


def _withdraw_order(case_id: UUID, why: str, at: datetime) -> None:
    withdraw_draft(case_id, reason=why, at=at)


def _sign_listing(actor: Actor, case_id: UUID, at: datetime) -> str:
    return str(sign_listing(actor=actor, listing_id=case_id, at=at).number)


def _decline_listing(actor: Actor, case_id: UUID, reason: str, at: datetime) -> None:
    decline_listing(actor=actor, listing_id=case_id, reason=reason, at=at)


def _withdraw_listing(case_id: UUID, why: str, at: datetime) -> None:
    with suppress(WrongState):  # its own package was quicker, or the leader was
        overtake_listing(listing_id=case_id, at=at)


def _sign_interview(actor: Actor, case_id: UUID, at: datetime) -> str:
    return str(sign_interview(actor=actor, interview_id=case_id, at=at).number)


def _decline_interview(actor: Actor, case_id: UUID, reason: str, at: datetime) -> None:
    decline_interview(actor=actor, interview_id=case_id, reason=reason, at=at)


def _withdraw_interview(case_id: UUID, why: str, at: datetime) -> None:
    overtake_interview(interview_id=case_id, at=at)


def _delist(actor: Actor, case_id: UUID, at: datetime) -> str:
    return str(delist(actor=actor, listing_id=case_id, at=at).delist_no)


def _review_again(actor: Actor, case_id: UUID, reason: str, at: datetime) -> None:
    listing_step(actor=actor, listing_id=case_id, action="send_back", at=at, reason=reason)


def _sign_notice(actor: Actor, case_id: UUID, at: datetime) -> str:
    return advance_notice(actor=actor, notice_id=case_id, at=at).number


def _send_back(actor: Actor, case_id: UUID, reason: str, at: datetime) -> None:
    send_back(actor=actor, notice_id=case_id, reason=reason, at=at)


def _agree(actor: Actor, case_id: UUID, at: datetime) -> str:
    decide_change(actor=actor, change_id=case_id, agreed=True, opinion=AGREED, at=at)
    return ""


def _disagree(actor: Actor, case_id: UUID, reason: str, at: datetime) -> None:
    decide_change(actor=actor, change_id=case_id, agreed=False, opinion=reason, at=at)
