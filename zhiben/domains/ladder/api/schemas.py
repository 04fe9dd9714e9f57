"""Shapes of orders on the wire."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from zhiben.domains.ladder.terms import OrderState
from zhiben.kernel.api.paging import PageQuery


class OrderOut(Schema):
    id: UUID
    title: str
    number: str
    name: str
    project_id: UUID
    where_name: str = Field(description="工程名称")
    addressee: str = Field(description="被督办单位")
    enterprise_id: UUID | None
    addressee_agency_id: UUID | None
    copies: str
    state: OrderState
    reason: str
    demands: str
    answer_on: date | None
    due_at: datetime | None
    drafted_by: str
    drafted_by_rule: str
    signed_by: str
    issued_on: date | None
    received_by: str
    answer: str
    answered_at: datetime | None
    conclusion: str
    agency_id: UUID
    province: str
    city: str
    county: str


class OrderItemOut(Schema):
    hazard_id: UUID
    title: str
    level: str
    state: str
    deadline_on: date | None


class OrderDetail(OrderOut):
    items: list[OrderItemOut]
    actions: list[dict[str, Any]] = Field(description="您现在可以办理的动作和要填的内容")
    history: list[dict[str, Any]]


class OrderQuery(PageQuery):
    q: str = Field("", max_length=100, description="事项、文号、工程或单位的一部分")
    state: OrderState | None = None
    project: UUID | None = None
    hazard: UUID | None = None
    overdue: bool = Field(False, description="只要过了办理期限的")


class OrderIn(Schema):
    """不填的事由、要求按本地规定预填；不填反馈期限的，签发时算。"""

    hazard_ids: list[UUID] = Field(min_length=1, max_length=30)
    reason: str = Field("", max_length=1000)
    demands: str = Field("", max_length=2000)
    answer_on: date | None = None


class OrderReasonIn(Schema):
    reason: str = Field(max_length=1000)


class ReceiptIn(Schema):
    receiver: str = Field(max_length=64)
    on_behalf_of: str = Field("", max_length=100)


class AnswerIn(Schema):
    answer: str = Field(max_length=2000)
    photos: list[UUID] = Field([], max_length=30)
    files: list[UUID] = Field([], max_length=30)
    on_behalf_of: str = Field("", max_length=100, description="监管机关代录时写明代谁")


class VerdictIn(Schema):
    passed: bool
    opinion: str = Field(max_length=500, description="核实意见，或退回的理由")
    answer_on: date | None = Field(None, description="退回时新的反馈期限")
