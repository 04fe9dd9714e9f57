"""``/renewals``: 换发 batches, how far they are by kind and region, and who is left."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from zhiben.domains.certificates.api.schemas import (
    RenewalBatchDetail,
    RenewalBatchIn,
    RenewalBatchOut,
    RenewalItemOut,
    RenewalItemQuery,
)
from zhiben.domains.certificates.models import RenewalBatch
from zhiben.domains.certificates.policies import REGULATORS
from zhiben.domains.certificates.progress import batches_seen, items_seen, progress_by_kind, progress_by_region
from zhiben.domains.certificates.services.renewing import ORGANISERS, close_renewal, due_of, open_renewal
from zhiben.domains.certificates.terms import ItemState
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.api.doors import caller
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.paging import Page, PageQuery, page_of
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.errors import NotVisible
from zhiben.registry.agencies.public import in_division

router = Router(tags=["电子证照换发"])
ONE = "/{uuid:batch_id}"


@router.get("", response=Page[RenewalBatchOut], summary="换发批次列表")
def batch_list(request: HttpRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """本辖区和上级发起的，新的在前；应换、已换只数调用者辖区内的。"""
    return page_of(batches_seen(caller(request, REGULATORS)), query, order="-opened_at")


@router.get(ONE, response=RenewalBatchDetail, summary="一批换发的进度")
def batch_detail(request: HttpRequest, batch_id: UUID) -> dict[str, Any]:
    """按证种、按下一级地区。"""
    actor, day = caller(request, REGULATORS), today()
    batch = _seen(actor, batch_id)
    dues = {kind: due_of(batch, kind, day) for kind in batch.kinds}
    names = ("key", "label", "wanted", "done", "left", "late", "percent")

    def out(row: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in names}

    return {
        **{name: getattr(batch, name) for name in RenewalBatchOut.model_fields},
        "by_kind": [{**out(row), "due_on": dues.get(row.key)} for row in progress_by_kind(batch.pk, day, actor)],
        "by_region": [out(row) for row in progress_by_region(batch.pk, day, actor)],
    }


@router.get(f"{ONE}/items", response=Page[RenewalItemOut], summary="一批的应换名单")
def item_list(request: HttpRequest, batch_id: UUID, query: Query[RenewalItemQuery]) -> dict[str, Any]:
    """只列出持证主体在调用者辖区内的。"""
    actor = caller(request, REGULATORS)
    batch = _seen(actor, batch_id)
    rows = items_seen(actor).filter(batch=batch.pk).select_related("certificate", "new")
    rows = rows.filter(**{name: v for name in ("kind", "state") if (v := getattr(query, name))})
    rows = rows.filter(**in_division(query.division)) if query.division else rows
    return page_of(rows.filter(state=ItemState.WAITING, due_on__lt=today()) if query.late else rows, query)


@router.post("", response={201: RenewalBatchOut}, summary="发起一批换发")
@idempotent
def open_batch(request: HttpRequest, given: RenewalBatchIn) -> Status[RenewalBatch]:
    """应换的名单由平台列出，以后来的自动补进来。"""
    actor, values = caller(request, ORGANISERS), given.dict()
    made = open_renewal(actor=actor, division_code=values.pop("division"), at=now(), **values)
    return Status(201, _seen(actor, made.pk))


@router.post(f"{ONE}/close", response=RenewalBatchOut, summary="结束一批换发")
@idempotent
def close(request: HttpRequest, batch_id: UUID) -> RenewalBatch:
    """没有换的仍在名单上，不再补进新的。"""
    actor = caller(request, ORGANISERS)
    _seen(actor, batch_id)
    close_renewal(actor=actor, batch_id=batch_id, at=now())
    return _seen(actor, batch_id)


def _seen(actor: Actor, batch_id: UUID) -> RenewalBatch:
    found = batches_seen(actor).filter(pk=batch_id).first()
    if found is None:
        raise NotVisible("没有这批换发，或者不在您的权限范围内")
    return found
