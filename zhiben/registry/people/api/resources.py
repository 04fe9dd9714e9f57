"""``/people``: masked; whom they work and worked for; one full number against a reason."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from zhiben.kernel.access.receipts import note_read
from zhiben.kernel.api.doors import caller
from zhiben.kernel.api.idempotency import unrepeatable
from zhiben.kernel.api.paging import Page, PageQuery, page_of
from zhiben.kernel.base.clock import now, today
from zhiben.registry.people.models import Employment, Person
from zhiben.registry.people.policies import READERS
from zhiben.registry.people.public import employments, people, person_for
from zhiben.registry.people.services import unmask
from zhiben.registry.people.terms import MaskedField

router = Router(tags=["人员"])
MOST_EMPLOYMENTS = 200


class PersonOut(Schema):
    """Numbers as they may be read by anybody who sees the register."""

    id: UUID
    name: str
    id_kind: str
    id_number_masked: str
    phone_masked: str
    gender: str
    employer_id: UUID | None
    employer_name: str
    unmatched: bool = Field(description="待匹配：没有证件号")
    doubtful: bool = Field(description="存疑")

    @staticmethod
    def resolve_employer_name(person: Person) -> str:
        return person.employer.name if person.employer else ""


class EmploymentOut(Schema):
    id: UUID
    person_id: UUID
    person_name: str
    enterprise_id: UUID
    enterprise_name: str
    title: str
    valid_from: date
    valid_to: date | None = Field(description="离开的那一天；空为仍在")


class PersonDetail(PersonOut):
    ethnic_group: str
    address_masked: str
    account_masked: str
    bank: str
    contact_name: str
    contact_phone_masked: str
    doubts: list[str]
    employments: list[EmploymentOut] = Field(description="受聘经历，最近的在前，最多 200 段")

    @staticmethod
    def resolve_employments(person: Person) -> list[Any]:
        rows = _named(Employment.objects.filter(person=person))
        return list(rows.order_by("-valid_from", "-id")[:MOST_EMPLOYMENTS])


class PersonQuery(PageQuery):
    q: str = Field("", max_length=64, description="姓名的一部分，或完整的证件号、手机号")
    employer: UUID | None = Field(None, description="受聘单位")
    unmatched: bool = Field(False, description="只要待匹配的")
    doubtful: bool = Field(False, description="只要存疑的")


class EmploymentQuery(PageQuery):
    person: UUID | None = None
    enterprise: UUID | None = None
    on: date | None = Field(None, description="这一天在职的；不填为今天")
    past: bool = Field(False, description="连同已经离开的")


class UnmaskIn(Schema):
    field: MaskedField
    reason: str = Field(max_length=500, description="查看事由，至少 4 个字，与您的姓名和时间一并留存")


class UnmaskOut(Schema):
    field: MaskedField
    value: str


@router.get("", response=Page[PersonOut], summary="人员列表")
def person_list(request: HttpRequest, query: Query[PersonQuery]) -> dict[str, Any]:
    """公开名册，号码打码；按姓名排列。每次查看留有记录。"""
    actor = caller(request, READERS)
    rows: Any = people(actor).select_related("employer")
    rows = rows.search(query.q) if query.q.strip() else rows
    given = {
        "employer_id": query.employer, "unmatched": query.unmatched, "doubtful": query.doubtful
    }  # fmt: skip
    page = page_of(rows.filter(**{name: value for name, value in given.items() if value}), query, order="name")
    note_read(actor, "person", *(row.pk for row in page["items"]), at=now(), way="api")
    return page


@router.get("/employments", response=Page[EmploymentOut], summary="受聘列表")
def employment_list(request: HttpRequest, query: Query[EmploymentQuery]) -> dict[str, Any]:
    """谁受聘于谁，自哪一天到哪一天。"""
    rows: Any = employments(caller(request, READERS))
    rows = rows if query.past else rows.on(query.on or today())
    given = {"person_id": query.person, "enterprise_id": query.enterprise}
    return page_of(_named(rows.filter(**{name: value for name, value in given.items() if value})), query)


@router.get("/{uuid:person_id}", response=PersonDetail, summary="一个人")
def person_detail(request: HttpRequest, person_id: UUID) -> Person:
    actor = caller(request, READERS)
    found = person_for(actor, person_id)
    note_read(actor, "person", found.pk, at=now(), way="api")
    return found


@router.post("/{uuid:person_id}/unmask", response=UnmaskOut, summary="查看一个完整号码")
@unrepeatable
def full_number(request: HttpRequest, person_id: UUID, given: UnmaskIn) -> dict[str, Any]:
    """留存谁、什么时候、为什么查看。幂等键在这里不起作用：每次查看都要留存，号码也不随应答保存。"""
    actor = caller(request, READERS)
    return {"field": given.field, "value": unmask(actor=actor, person_id=person_id, at=now(), **given.dict())}


def _named(rows: Any) -> Any:
    return rows.annotate(person_name=F("person__name"), enterprise_name=F("enterprise__name"))
