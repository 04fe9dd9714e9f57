"""Shapes of listings on the wire."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from zhiben.domains.listings.terms import FollowUpKind, ListingState, ProgressState
from zhiben.kernel.api.paging import PageQuery


class ListingOut(Schema):
    id: UUID
    title: str
    number: str
    level: str = Field(description="MINISTRY 部级、PROVINCE 省级、CITY 市级、COUNTY 县级；签发前为空")
    state: ListingState
    project_id: UUID
    where_name: str = Field(description="工程名称")
    agency_name: str = Field(description="督办单位")
    addressee: str = Field(description="责任单位")
    matter: str
    requirements: str
    listed_on: date | None
    deadline_on: date | None = Field(description="治理期限")
    due_at: datetime | None
    plan_on: date | None
    report_on: date | None
    reviewed_on: date | None
    delist_no: str
    delisted_on: date | None
    withheld_why: str
    public_url: str
    batch_id: UUID | None
    backfilled: bool
    province: str
    city: str
    county: str


class ListingProgressOut(Schema):
    id: UUID
    period: int
    since: date
    until: date
    state: ProgressState
    text: str
    percent: int | None
    reported_on: date | None
    missed: bool = Field(description="到期未报")


class ListingDetail(ListingOut):
    clause_text: str
    other: str
    reason: str = Field(description="拟挂牌理由，只给监管机构")
    drafted_by_rule: str = Field(description="平台提示，只给监管机构")
    declined_why: str = Field(description="不予挂牌的理由，只给监管机构")
    plan: dict[str, Any] = Field(description="治理方案的五定")
    report: str
    review_opinion: str
    hazards: list[dict[str, Any]]
    progress: list[ListingProgressOut]
    follow_ups: list[dict[str, Any]]
    actions: list[dict[str, Any]] = Field(description="您现在可以办理的动作和要填的内容")
    history: list[dict[str, Any]]


class ListingQuery(PageQuery):
    q: str = Field("", max_length=100, description="工程、责任单位、文号的一部分")
    state: ListingState | None = None
    level: str = Field("", pattern="^(MINISTRY|PROVINCE|CITY|COUNTY)?$")
    project: UUID | None = None
    hazard: UUID | None = None
    division: str = Field("", pattern=r"^(\d{6})?$", description="行政区划代码")
    overdue: bool = Field(False, description="只要超过治理期限、还没解除的")
    open: bool = Field(False, description="只要已下达、还没解除的")
    listed_since: date | None = None
    listed_until: date | None = None


class ListingDraftIn(Schema):
    hazard_ids: list[UUID] = Field(min_length=1, max_length=200)
    reason: str
    separately: bool = Field(False, description="一条隐患一件，作为同一批")


class ListingSignIn(Schema):
    deadline_on: date | None = Field(None, description="治理期限；不填按拟稿")
    matter: str = ""
    requirements: str = ""
    other: str | None = None


class SignBatchIn(Schema):
    listing_ids: list[UUID] = Field(min_length=1, max_length=200)
    deadline_on: date | None = None


class ListingReasonIn(Schema):
    reason: str


class BehalfIn(Schema):
    on_behalf_of: str = Field("", max_length=100, description="代录时写明代谁办理")


class PlanIn(BehalfIn):
    duty: str
    measure: str
    fund_wan: Decimal
    until: date
    emergency: str
    plan_files: list[UUID] = []


class ProgressIn(BehalfIn):
    text: str
    percent: int
    photos: list[UUID] = []


class ReportIn(BehalfIn):
    result: str
    after_photos: list[UUID] = []
    report_files: list[UUID] = []


class ReviewIn(Schema):
    passed: bool
    reviewed_on: date
    reviewed_by: str
    opinion: str
    review_photos: list[UUID] = []
    deadline_on: date | None = Field(None, description="审查不合格时的新期限")


class FollowUpIn(Schema):
    kind: FollowUpKind
    done_on: date
    document_no: str = ""
    note: str = ""
    follow_up_files: list[UUID] = []


class ExtendIn(Schema):
    deadline_on: date
    reason: str


class ListingOpinionIn(Schema):
    opinion: str = ""
