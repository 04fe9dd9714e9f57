"""``/certificate-checks``: 现场验真 recorded by a program, without a face; the records."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from zhiben.domains.certificates.models import CertificateCheck
from zhiben.domains.certificates.policies import READERS, REGULATORS
from zhiben.domains.certificates.services.checking import DocumentLook, Where, record_check
from zhiben.domains.certificates.terms import CheckOutcome, CodeResult, IdentityMethod, NoFaceReason
from zhiben.kernel.api.doors import caller
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.paging import Page, PageQuery, page_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotVisible
from zhiben.registry.agencies.public import in_division

router = Router(tags=["现场验真"])
EXACT = ("outcome", "method", "project_id", "certificate_id", "person_id")


class CertificateCheckOut(Schema):
    """As it was found; nothing of it changes later."""

    id: UUID
    at: datetime
    day: date
    officer_name: str
    agency_name: str
    project_id: UUID
    where_name: str
    lat: Decimal | None
    lng: Decimal | None
    visit_kind: str
    visit_id: UUID | None
    visit_name: str
    code_result: CodeResult
    certificate_id: UUID | None
    certificate_name: str
    certificate_number: str
    standing: str = Field(description="核验当时的状态")
    person_id: UUID | None
    person_name: str
    method: IdentityMethod
    outcome: CheckOutcome
    no_face: str
    document_matches: bool | None
    likeness: bool | None
    face_service: str
    face_score: str = Field(description="服务自己给出的分值；没有给出的为空")
    wrong: bool = Field(description="码、状态或本人有一样不符")
    note: str


class CertificateCheckQuery(PageQuery):
    outcome: CheckOutcome | None = None
    method: IdentityMethod | None = None
    project_id: UUID | None = None
    certificate_id: UUID | None = None
    person_id: UUID | None = None
    division: str = Field("", pattern=r"^(\d{6})?$", description="行政区划代码")
    since: date | None = None
    until: date | None = None
    wrong: bool = Field(False, description="只要不符的")


class DocumentIn(Schema):
    id_number: str = Field(max_length=40, description="本人证件上的号码；只用来比对，不另存")
    likeness: bool = Field(description="本人与证件照片像不像")


class CertificateCheckIn(Schema):
    project_id: UUID
    text: str = Field(max_length=5000, description="二维码的内容，或证书编号")
    certificate_id: UUID | None = Field(None, description="同一编号有几张时选定的一张")
    visit: str = Field("", max_length=80, description="所属检查，如 hazard:<标识>、notice:<标识>")
    lat: Decimal | None = Field(None, ge=-90, le=90, max_digits=9, decimal_places=6)
    lng: Decimal | None = Field(None, ge=-180, le=180, max_digits=9, decimal_places=6)
    document: DocumentIn | None = Field(None, description="核对了本人证件的填；不填：只验证照")
    no_face: NoFaceReason | None = Field(None, description="没有刷脸的原因")
    note: str = Field("", max_length=300)


@router.get("", response=Page[CertificateCheckOut], summary="验真记录列表")
def check_list(request: HttpRequest, query: Query[CertificateCheckQuery]) -> dict[str, Any]:
    """只列出调用者权限范围内的，新的在前。"""
    rows = CertificateCheck.objects.visible_to(caller(request, READERS))
    rows = rows.filter(**{name: v for name in EXACT if (v := getattr(query, name))})
    rows = rows.filter(**in_division(query.division)) if query.division else rows
    bounds = {"day__gte": query.since, "day__lte": query.until, "wrong": query.wrong or None}
    return page_of(rows.filter(**{name: v for name, v in bounds.items() if v}), query, order="-at")


@router.get("/{uuid:check_id}", response=CertificateCheckOut, summary="一条验真记录")
def check_detail(request: HttpRequest, check_id: UUID) -> CertificateCheck:
    found = CertificateCheck.objects.visible_to(caller(request, READERS)).filter(pk=check_id).first()
    if found is None:
        raise NotVisible("没有这条验真记录，或者不在您的权限范围内")
    return found


@router.post("", response={201: CertificateCheckOut}, summary="记录一次验真")
@idempotent
def record(request: HttpRequest, given: CertificateCheckIn) -> Status[CertificateCheck]:
    """码和证照状态由平台重新核对，记录不能改；不符的通知负责的机关。刷脸只在平台页面上办理。"""
    actor = caller(request, REGULATORS)
    look = DocumentLook(**given.document.dict()) if given.document else None
    where = Where(project_id=given.project_id, visit=given.visit, lat=given.lat, lng=given.lng)
    made = record_check(
        actor=actor, at=now(), where=where, text=given.text, certificate_id=given.certificate_id, document=look,
        no_face=given.no_face or "", note=given.note,
    )  # fmt: skip
    return Status(201, made)
