"""After the paper is out: received, replied to once for all items, re-checked item by item."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Min

from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.policies import may_hand_in
from zhiben.domains.hazards.services.drafts import locked_notice, visible_notice
from zhiben.domains.hazards.services.hazards import take_step
from zhiben.domains.hazards.terms import HazardState, NoticeKind
from zhiben.domains.hazards.workflow import HAZARD_FLOW, NOTICE_FLOWS
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import end_of_day
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.evidence.services import attach
from zhiben.kernel.workflow.engine import fire


@dataclass(frozen=True, kw_only=True)
class Recheck:
    """复查 of one item: passed with a conclusion, or returned with a reason and a new deadline."""

    hazard_id: UUID
    passed: bool
    conclusion: str = ""
    reason: str = ""
    deadline_on: date | None = None
    photos: tuple[UUID, ...] = ()


@transaction.atomic
def receive_notice(*, actor: Actor, notice_id: UUID, receiver: str, at: datetime, on_behalf_of: str = "") -> Notice:
    """签收. Signing twice is refused and says who signed first."""
    notice = locked_notice(actor, notice_id)
    if notice.received_at:
        raise WrongState(f"这份文书已由{notice.received_by}签收")
    return fire(
        NOTICE_FLOWS[NoticeKind(notice.kind)], notice_id, "receive", actor=actor, at=at, on_behalf_of=on_behalf_of,
        receiver=receiver,
    )  # fmt: skip


@transaction.atomic
def add_after_photos(*, actor: Actor, hazard_id: UUID, file_ids: Sequence[UUID], at: datetime) -> Hazard:
    """整改后照片 of one item, put there as they are taken; the reply later hands them in."""
    hazard = Hazard.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=hazard_id).first()
    if hazard is None:
        raise NotVisible()
    if not may_hand_in(actor, hazard):
        raise NotPermitted(f"您现在的身份（{actor.reach_name}{actor.role.label}）不能上传整改照片")
    if hazard.state != HazardState.RECTIFYING:
        raise WrongState(f"这条隐患现在是「{hazard.get_state_display()}」，不能再传整改照片")
    slot = f"after:{hazard.round}"
    attach(file_ids=list(file_ids), owner_kind="hazard", owner_id=hazard.pk, slot=slot, actor=actor, at=at)
    return hazard


@transaction.atomic
def reply_notice(
    *, actor: Actor, notice_id: UUID, text: str, at: datetime, results: dict[UUID, str] | None = None,
    scan_ids: Sequence[UUID] = (), on_behalf_of: str = "",
) -> Notice:  # fmt: skip
    """整改回复 (for a stop notice: 申请复工): one reply hands in every item that is being rectified.

    ``results`` may say more about single items. Refused (422), naming each item, when an item has no photo after.
    """
    notice = visible_notice(actor, notice_id)
    flow = NOTICE_FLOWS[NoticeKind(notice.kind)]
    done: Notice = fire(flow, notice_id, "reply", actor=actor, at=at, on_behalf_of=on_behalf_of, text=text)
    items = list(Hazard.objects.filter(notice_id=notice_id, state=HazardState.RECTIFYING).order_by("item_no"))
    photos = _after_photos(items)
    missing = [h for h in items if not photos[h.pk]]
    if missing:
        raise InvalidInput(
            *(FieldError(field=f"items.{h.item_no}", reason=f"第 {h.item_no} 条还没有整改后照片") for h in missing)
        )
    for hazard in items:
        _submit(hazard, (results or {}).get(hazard.pk) or text, photos[hazard.pk], actor, at, on_behalf_of)
    if scan_ids:
        attach(file_ids=list(scan_ids), owner_kind="notice", owner_id=notice_id, slot="reply", actor=actor, at=at)
    return done


def _submit(hazard: Hazard, text: str, photos: list[str], actor: Actor, at: datetime, behalf: str) -> None:
    """Hand in one item. Its photos hang there already; the history names them."""
    fire(HAZARD_FLOW, hazard.pk, "submit", actor=actor, at=at, on_behalf_of=behalf, result=text, after_photos=photos)


@transaction.atomic
def recheck_notice(*, actor: Actor, notice_id: UUID, results: Sequence[Recheck], at: datetime) -> Notice:
    """复查: each handed-in item passes or goes back. All done: the notice is closed (a stop notice: cleared).

    The notice is locked first: of two officers who re-check different items the second sees what the first has done.
    """
    notice = locked_notice(actor, notice_id)
    items = set(Hazard.objects.filter(notice_id=notice_id).values_list("pk", flat=True))
    if any(r.hazard_id not in items for r in results):
        raise NotVisible("有的隐患不在这份文书里")
    if not results:
        raise InvalidInput.of("results", "请至少复查一条")
    for result in results:
        _recheck(result, actor, at)
    return settle_notice(notice, actor=actor, at=at)


def settle_notice(notice: Notice, *, actor: Actor, at: datetime) -> Notice:
    """Move the notice to where its items are: still waiting, some returned, or all finished."""
    items = Hazard.objects.filter(notice_id=notice.pk)
    flow = NOTICE_FLOWS[NoticeKind(notice.kind)]
    if items.filter(state=HazardState.SUBMITTED).exists():
        return notice
    returned = items.filter(state=HazardState.RECTIFYING)
    if not returned.exists():
        action = "clear" if notice.kind == NoticeKind.STOP else "complete"
        done: Notice = fire(flow, notice.pk, action, actor=actor, at=at)
        return done
    first = returned.aggregate(day=Min("deadline_on"))["day"]
    due_at = end_of_day(first) if first else None
    action = "return_items" if notice.state == "REPLIED" else "reset_clock"
    extra: dict[str, Any] = {"returned": returned.count()} if action == "return_items" else {}
    moved: Notice = fire(flow, notice.pk, action, actor=actor, at=at, due_at=due_at, **extra)
    return moved


def _recheck(result: Recheck, actor: Actor, at: datetime) -> None:
    photos = list(result.photos)
    if result.passed:
        conclusion = result.conclusion or "经复查，已整改到位"
        take_step(actor=actor, hazard_id=result.hazard_id, action="close", at=at, conclusion=conclusion,
                  recheck_photos=photos, within_notice=True)  # fmt: skip
    else:
        take_step(actor=actor, hazard_id=result.hazard_id, action="return", at=at, reason=result.reason,
                  deadline_on=result.deadline_on, recheck_photos=photos, within_notice=True)  # fmt: skip


def _after_photos(items: Sequence[Hazard]) -> dict[UUID, list[str]]:
    """Photos of the current round by item, in one query."""
    found: dict[UUID, list[str]] = {h.pk: [] for h in items}
    rounds = {h.pk: f"after:{h.round}" for h in items}
    for attachment in attachments_of("hazard", list(found)):
        if attachment.slot == rounds[attachment.owner_id]:
            found[attachment.owner_id].append(str(attachment.file_id))
    return found
