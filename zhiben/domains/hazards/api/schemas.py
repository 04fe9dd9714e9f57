"""Shapes of hazards and notices on the wire."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from zhiben.domains.hazards.services.finding import Finding
from zhiben.domains.hazards.terms import ChangeKind, HazardState, Level, NoticeKind, NoticeState, Source, StopArea
from zhiben.kernel.api.paging import PageQuery
from zhiben.kernel.api.steps import CaseActionOut, CaseMoveOut


class HazardOut(Schema):
    id: UUID
    number: str
    title: str
    project_id: UUID
    where_name: str = Field(description="工程名称")
    notice_id: UUID | None
    item_no: int
    level: Level
    state: HazardState
    source: Source
    clause_code: str
    location: str
    description: str
    measure: str
    found_on: date
    deadline_on: date | None
    due_at: datetime | None
    rectified_on: date | None
    closed_on: date | None
    responsible_unit: str
    responsible_person: str
    stop_work: bool
    fixed_on_spot: bool
    fund_wan: Decimal | None
    emergency: str
    recurs_id: UUID | None = Field(description="重复于哪一条已销号的隐患")
    recurs_why: str
    double_report: bool | None
    round: int
    backfilled: bool
    province: str
    city: str
    county: str


class HazardDetail(HazardOut):
    clause_text: str
    actions: list[CaseActionOut] = Field(description="您现在可以办理的动作和要填的内容")
    history: list[CaseMoveOut]
    photos: list[dict[str, Any]]


class HazardQuery(PageQuery):
    q: str = Field("", max_length=100, description="隐患、工程名称或编号的一部分")
    level: Level | None = None
    state: HazardState | None = None
    project: UUID | None = None
    division: str = Field("", pattern=r"^(\d{6})?$", description="行政区划代码")
    overdue: bool = Field(False, description="只要逾期未销号的")
    open: bool = Field(False, description="只要未销号的")
    found_since: date | None = None
    found_until: date | None = None
    counted: bool = Field(False, description="不含作废的，与各项统计数字口径一致")
    source: str = Field("", max_length=16, description="发现方式代码")
    legacy: str = Field("", max_length=12, description="stock-2023：2023年及以前发现的存量；new-2023：以后的增量")
    channel: str = Field(
        "", max_length=16, description="self 自查上报、inspection 督导检查、tip_off 举报查实、other 其他"
    )
    category: str = Field("", max_length=40, description="隐患类别的名称；- 为未填")
    clause: str = Field("", max_length=16, description="判定条款代码；- 为未注明")
    enterprise: str = Field("", max_length=36, description="施工单位的标识")
    unit: str = Field("", max_length=36, description="监管机构的标识")
    age: str = Field("", max_length=8, description="未销号天数：0-7、8-30、31-90、91-180、181-365、366-")
    stage: str = Field("", max_length=16, description="施工阶段代码")
    box: str = Field("", max_length=80, description="南,西,北,东（CGCS2000，度）")
    open_on: date | None = Field(None, description="这一天终了时未销号的")
    closed_from: date | None = Field(None, description="销号日期起")
    closed_to: date | None = Field(None, description="销号日期止")


class FindingIn(Schema):
    """One hazard as found."""

    level: Level = Level.GENERAL
    description: str
    location: str = ""
    clause_code: str = ""
    measure: str = ""
    deadline_on: date | None = None
    responsible_person: str = ""
    stop_work: bool = False
    fixed_on_spot: bool = False
    before_photos: list[UUID] = []
    after_photos: list[UUID] = []
    fund_wan: Decimal | None = Field(None, description="整改资金（万元）")
    emergency: str = Field("", description="应急预案")
    recurs: UUID | None = Field(None, description="重复于哪一条已销号的隐患")
    recurs_why: str = Field("", description="复发原因，重复隐患必填")

    def finding(self) -> Finding:
        values = {name: getattr(self, name) for name in FindingIn.model_fields}
        photos = {name: tuple(values[name]) for name in ("before_photos", "after_photos")}
        return Finding(**{**values, **photos})


class HazardIn(FindingIn):
    id: UUID | None = Field(None, description="设备离线登记时自己生成的编号（UUIDv7）")
    project_id: UUID
    found_on: date
    source: Source | None = Field(None, description="不填：监管机构登记的为监督抽查，参建单位登记的为企业自查")


class NoticeOut(Schema):
    id: UUID
    kind: NoticeKind
    name: str
    number: str
    state: NoticeState
    project_id: UUID
    where_name: str
    addressee: str
    visited_on: date
    issued_on: date | None
    due_at: datetime | None
    received_at: datetime | None
    received_by: str
    reply: str
    token: str = Field(description="二维码标识，签收页面是 /n/<token>；拟稿阶段为空")

    @staticmethod
    def resolve_token(notice: Any) -> str:
        return str(notice.token)


class NoticeDetail(NoticeOut):
    items: list[HazardOut]
    officers: list[dict[str, str]]
    history: list[CaseMoveOut]

    @staticmethod
    def resolve_token(notice: Any) -> str:
        """The detail is a mapping in which the token has been decided on already."""
        return str(notice["token"])


class NoticeQuery(PageQuery):
    kind: NoticeKind | None = None
    state: NoticeState | None = None
    project: UUID | None = None


class NoticeIn(Schema):
    id: UUID | None = None
    project_id: UUID
    kind: NoticeKind
    visited_on: date
    officer_ids: list[UUID]
    findings: list[FindingIn] = []
    hazard_ids: list[UUID] = []
    requirements: str = ""
    stop_scope: str = ""
    stop_area: StopArea | None = Field(None, description="全部停工或局部停工；不填按停工范围的文字判断")
    basis: str = ""


class ReplyIn(Schema):
    text: str
    results: dict[UUID, str] = {}
    scan_ids: list[UUID] = []
    on_behalf_of: str = ""


class PhotosIn(Schema):
    file_ids: list[UUID]


class RecheckIn(Schema):
    hazard_id: UUID
    passed: bool
    conclusion: str = ""
    reason: str = ""
    deadline_on: date | None = None
    photos: list[UUID] = []


class ReasonIn(Schema):
    reason: str


class OpinionIn(Schema):
    opinion: str = ""


class ReceiveIn(Schema):
    receiver: str
    on_behalf_of: str = ""


class ResumeIn(Schema):
    officer_ids: list[UUID]
    scope: str = ""


class ChangeIn(Schema):
    kind: ChangeKind
    reason: str
    new_deadline_on: date | None = None
    new_level: Level | None = None
    new_clause_code: str = ""


class DecisionIn(Schema):
    agreed: bool
    opinion: str


class ChangeOut(Schema):
    id: UUID
    kind: ChangeKind
    state: str
    hazard_id: UUID
    requested_by: str
    decided_by: str
    opinion: str
