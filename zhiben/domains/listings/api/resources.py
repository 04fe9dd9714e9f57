"""``/listings``: list, read, draft, sign, decline, plan, progress, report, review, delist."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from zhiben.domains.listings.api import schemas as s
from zhiben.domains.listings.api.reading import detail_of, narrowed
from zhiben.domains.listings.models import Listing, ProgressReport
from zhiben.domains.listings.services.deciding import decline_listing, delist, sign_batch, sign_listing, void_listing
from zhiben.domains.listings.services.drafting import draft_batch, draft_listing
from zhiben.domains.listings.services.progress import report_progress
from zhiben.domains.listings.services.steps import take_step
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.paging import Page, page_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotVisible

router = Router(tags=["挂牌督办"])
ONE = "/{uuid:listing_id}"


@router.get("", response=Page[s.ListingOut], summary="挂牌督办列表")
def listing_list(request: HttpRequest, query: Query[s.ListingQuery]) -> dict[str, Any]:
    """只列出调用者权限范围内的，最急的在前。"""
    return page_of(narrowed(Listing.objects.visible_to(actor_of(request)), query), query, order="due_at")


@router.get(ONE, response=s.ListingDetail, summary="一件挂牌督办")
def listing_detail(request: HttpRequest, listing_id: UUID) -> dict[str, Any]:
    """连同隐患、治理方案、进展、后续处理、办理经过和您现在可以办理的动作。"""
    actor = actor_of(request)
    found = Listing.objects.visible_to(actor).filter(pk=listing_id).first()
    if found is None:
        raise NotVisible()
    return detail_of(found, actor)


@router.post("", response={201: list[s.ListingOut]}, summary="拟挂牌督办")
@idempotent
def draft(request: HttpRequest, given: s.ListingDraftIn) -> Status[list[Listing]]:
    """送负责人决定。隐患已经在挂牌督办的，返回原来那一件。"""
    about: dict[str, Any] = {"actor": actor_of(request), "hazard_ids": given.hazard_ids, "reason": given.reason}
    return Status(201, draft_batch(**about, at=now()) if given.separately else [draft_listing(**about, at=now())])


@router.post("/signings", response=list[s.ListingOut], summary="集中签发")
@idempotent
def sign_many(request: HttpRequest, given: s.SignBatchIn) -> list[Listing]:
    """全部签发或者都不签发。"""
    return sign_batch(actor=actor_of(request), listing_ids=given.listing_ids, at=now(), deadline_on=given.deadline_on)


@router.post(f"{ONE}/sign", response=s.ListingOut, summary="签发挂牌督办")
@idempotent
def sign(request: HttpRequest, listing_id: UUID, given: s.ListingSignIn) -> Listing:
    return sign_listing(actor=actor_of(request), listing_id=listing_id, at=now(), **given.dict())


@router.post(f"{ONE}/decline", response=s.ListingOut, summary="不予挂牌")
@idempotent
def decline(request: HttpRequest, listing_id: UUID, given: s.ListingReasonIn) -> Listing:
    return decline_listing(actor=actor_of(request), listing_id=listing_id, reason=given.reason, at=now())


@router.post(f"{ONE}/plan", response=s.ListingOut, summary="报送治理方案")
@idempotent
def plan(request: HttpRequest, listing_id: UUID, given: s.PlanIn) -> Listing:
    return _step(request, listing_id, "submit_plan", given)


@router.post(f"{ONE}/plan/acceptance", response=s.ListingOut, summary="同意治理方案")
@idempotent
def accept_plan(request: HttpRequest, listing_id: UUID, given: s.ListingOpinionIn) -> Listing:
    return _step(request, listing_id, "accept_plan", given)


@router.post(f"{ONE}/plan/return", response=s.ListingOut, summary="退回治理方案")
@idempotent
def return_plan(request: HttpRequest, listing_id: UUID, given: s.ListingReasonIn) -> Listing:
    return _step(request, listing_id, "return_plan", given)


@router.post("/progress/{uuid:progress_id}", response=s.ListingProgressOut, summary="报送一期治理进展")
@idempotent
def progress(request: HttpRequest, progress_id: UUID, given: s.ProgressIn) -> dict[str, Any]:
    done: ProgressReport = report_progress(actor=actor_of(request), progress_id=progress_id, at=now(), **given.dict())
    names = [name for name in s.ListingProgressOut.model_fields if name != "missed"]
    return {**{name: getattr(done, name) for name in names}, "missed": False}


@router.post(f"{ONE}/report", response=s.ListingOut, summary="报送治理报告，申请解除")
@idempotent
def report(request: HttpRequest, listing_id: UUID, given: s.ReportIn) -> Listing:
    return _step(request, listing_id, "report", given)


@router.post(f"{ONE}/review", response=s.ListingOut, summary="现场审查")
@idempotent
def review(request: HttpRequest, listing_id: UUID, given: s.ReviewIn) -> Listing:
    """不合格的继续督办，要给新的治理期限。"""
    if given.passed:
        return _step(request, listing_id, "pass_review", given, without={"passed", "deadline_on"})
    if given.deadline_on is None:
        raise InvalidInput.of("deadline_on", "审查不合格的，请给新的治理期限")
    return _step(request, listing_id, "fail_review", given, without={"passed"})


@router.post(f"{ONE}/delist", response=s.ListingOut, summary="解除督办")
@idempotent
def end(request: HttpRequest, listing_id: UUID) -> Listing:
    return delist(actor=actor_of(request), listing_id=listing_id, at=now())


@router.post(f"{ONE}/extension", response=s.ListingOut, summary="延长治理期限")
@idempotent
def extend(request: HttpRequest, listing_id: UUID, given: s.ExtendIn) -> Listing:
    return _step(request, listing_id, "extend", given)


@router.post(f"{ONE}/follow-ups", response=s.ListingOut, summary="登记后续处理")
@idempotent
def follow_up(request: HttpRequest, listing_id: UUID, given: s.FollowUpIn) -> Listing:
    return _step(request, listing_id, "follow_up", given)


@router.post(f"{ONE}/void", response=s.ListingOut, summary="撤销挂牌督办")
@idempotent
def void(request: HttpRequest, listing_id: UUID, given: s.ListingReasonIn) -> Listing:
    return void_listing(actor=actor_of(request), listing_id=listing_id, reason=given.reason, at=now())


def _step(
    request: HttpRequest, listing_id: UUID, action: str, given: Schema, without: set[str] | None = None
) -> Listing:
    values = given.dict(exclude=without)
    if isinstance(given, s.FollowUpIn):
        values["kind"] = given.kind.value
    return take_step(actor=actor_of(request), listing_id=listing_id, action=action, at=now(), **values)
