"""``/certificates/…/requests``: 报请 the issuing authority to decide, and its answer."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Query, Router, Status

from zhiben.domains.certificates.api.schemas import (
    CertificateRequestDetail,
    CertificateRequestIn,
    CertificateRequestOut,
    CertificateRequestQuery,
)
from zhiben.domains.certificates.models import CertificateRequest
from zhiben.domains.certificates.policies import REGULATORS
from zhiben.domains.certificates.services.requests import answer_request, ask_for_decision
from zhiben.domains.certificates.workflow import REQUEST_FLOW
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.api.doors import caller
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.paging import Page, page_of
from zhiben.kernel.api.steps import actions_of, history_out, step_of, values_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotVisible
from zhiben.registry.agencies.public import in_division

router = Router(tags=["证照处理报请"])
asking = Router(tags=["证照处理报请"])


@router.get("", response=Page[CertificateRequestOut], summary="报请列表")
def request_list(request: HttpRequest, query: Query[CertificateRequestQuery]) -> dict[str, Any]:
    """本机关报请的和报请到本机关、本辖区的，答复期限最早的在前。"""
    rows = CertificateRequest.objects.visible_to(caller(request, REGULATORS))
    given = {"state": query.state, "certificate_id": query.certificate}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    return page_of(rows.filter(**in_division(query.division)) if query.division else rows, query, order="due_at")


@router.get("/{uuid:request_id}", response=CertificateRequestDetail, summary="一件报请")
def request_detail(request: HttpRequest, request_id: UUID) -> dict[str, Any]:
    actor = caller(request, REGULATORS)
    found = CertificateRequest.objects.visible_to(actor).filter(pk=request_id).first()
    if found is None:
        raise NotVisible("没有这件报请，或者不在您的权限范围内")
    return {
        **{name: getattr(found, name) for name in CertificateRequestOut.model_fields},
        "actions": actions_of(REQUEST_FLOW, found, actor), "history": history_out(REQUEST_FLOW, found.pk, open="报请"),
    }  # fmt: skip


@router.post("/{uuid:request_id}/actions/{slug:action}", response=CertificateRequestOut, summary="答复或撤回")
@idempotent
def act(request: HttpRequest, request_id: UUID, action: str, given: Body[dict[str, Any]]) -> CertificateRequest:
    """refuse 不予采纳（发证机关）、take_back 撤回报请（报请的机关），都要填 answer。采纳的，发证机关在证照上直接作出决定，
    报请随之办结。"""
    values = values_of(step_of(REQUEST_FLOW, action), given, complete=True)
    return answer_request(actor=actor_of(request), request_id=request_id, action=action, at=now(), **values)


@asking.post("/{uuid:certificate_id}/requests", response={201: CertificateRequestOut}, summary="报请发证机关处理")
@idempotent
def ask(request: HttpRequest, certificate_id: UUID, given: CertificateRequestIn) -> Status[CertificateRequest]:
    """没有发证权的监管机关报请；发证机关决定以前证照不变。"""
    made = ask_for_decision(actor=actor_of(request), certificate_id=certificate_id, at=now(), **given.dict())
    return Status(201, made)
