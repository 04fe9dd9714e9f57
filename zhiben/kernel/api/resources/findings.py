"""``/findings``: what rules have found, explaining it, opening it again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.paging import Page, PageQuery, page_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.rules.declarations import rule_of
from zhiben.kernel.rules.models import Finding
from zhiben.kernel.rules.queries import finding_for, findings
from zhiben.kernel.rules.services import dismiss_finding, reopen_finding

router = Router(tags=["核查发现"])
EXACT = ("rule", "state", "severity", "subject_kind", "subject_id")


class FindingOut(Schema):
    id: UUID
    rule: str
    label: str
    subject_kind: str
    subject_id: UUID
    subject_name: str
    severity: str
    state: str
    facts: list[dict[str, Any]]
    agency_id: UUID | None
    province: str
    city: str
    county: str
    raised_at: datetime
    changed_at: datetime
    cleared_at: datetime | None
    reason: str
    decided_by: str

    @staticmethod
    def resolve_label(finding: Finding) -> str:
        known = rule_of(finding.rule)
        return known.label if known else ""


class FindingMoveOut(Schema):
    verb: str
    at: datetime
    by: str
    note: str


class FindingDetail(FindingOut):
    path: list[dict[str, Any]] = Field(description="一步一步怎样连起来：from、word、to")
    agencies: list[UUID]
    moves: list[FindingMoveOut]

    @staticmethod
    def resolve_moves(finding: Finding) -> list[Any]:
        return list(finding.moves.order_by("at", "id"))


class FindingQuery(PageQuery):
    rule: str = ""
    state: str = ""
    severity: str = ""
    subject_kind: str = ""
    subject_id: UUID | None = None


class FindingReasonIn(Schema):
    reason: str = Field(max_length=500)


@router.get("", response=Page[FindingOut], summary="核查发现列表")
def finding_list(request: HttpRequest, query: Query[FindingQuery]) -> dict[str, Any]:
    """只列出调用者权限范围内的发现，新的在前。"""
    given = {name: getattr(query, name) for name in EXACT if getattr(query, name)}
    return page_of(findings(actor_of(request)).filter(**given), query, order="-raised_at")


@router.get("/{uuid:finding_id}", response=FindingDetail, summary="一条发现")
def finding_detail(request: HttpRequest, finding_id: UUID) -> Finding:
    """连同关联路径和经过。"""
    return finding_for(actor_of(request), finding_id)


@router.post("/{uuid:finding_id}/dismiss", response=FindingOut, summary="说明并关闭")
@idempotent
def dismiss(request: HttpRequest, finding_id: UUID, given: FindingReasonIn) -> Finding:
    """事实变化后自动重新打开。"""
    return dismiss_finding(actor=actor_of(request), finding_id=finding_id, reason=given.reason, at=now())


@router.post("/{uuid:finding_id}/reopen", response=FindingOut, summary="重新打开")
@idempotent
def reopen(request: HttpRequest, finding_id: UUID, given: FindingReasonIn) -> Finding:
    return reopen_finding(actor=actor_of(request), finding_id=finding_id, reason=given.reason, at=now())
