"""Shapes of certificates, 报请 and 换发 on the wire."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from zhiben.domains.certificates.terms import CertificateKind, CertificateState, ItemState, RequestState, Standing
from zhiben.kernel.api.paging import PageQuery
from zhiben.kernel.api.steps import CaseActionOut, CaseMoveOut

DIVISION = r"^(\d{6})?$"


class CertificateOut(Schema):
    id: UUID
    kind: CertificateKind
    class_code: str
    class_name: str
    number: str
    licence_id: str = Field(description="电子证照标识")
    electronic: bool = Field(description="是不是电子证照")
    holder_name: str
    enterprise_id: UUID | None = Field(description="持证企业；起重机械的使用单位")
    person_id: UUID | None = Field(description="持证人")
    officer_id: UUID | None = Field(description="监督人员")
    equipment_id: UUID | None = Field(description="设备")
    project_id: UUID | None = Field(description="使用工程")
    employer_id: UUID | None = Field(description="受聘单位")
    employer_name: str
    scope_text: str
    issuer_name: str
    agency_id: UUID = Field(description="发证机关")
    issued_on: date | None
    first_issued_on: date | None
    valid_from: date | None
    valid_to: date | None = Field(description="有效期止；空为随使用期间")
    state: CertificateState = Field(description="发证机关的决定")
    standing: Standing = Field(description="今天怎么样：临期、过期由日期得出")
    version: int
    replaces_id: UUID | None = Field(description="换发自哪一张")
    suspended_from: date | None
    suspended_to: date | None
    decision_no: str
    decided_on: date | None
    because_of_accident: bool
    unmatched: bool = Field(description="待匹配：只知道持证主体的名称")
    doubtful: bool = Field(description="存疑")
    province: str
    city: str
    county: str


class DecisionPaperOut(Schema):
    id: UUID
    action: str
    name: str
    number: str
    decided_on: date
    decided_by: str
    agency_name: str
    reason: str
    basis: str
    since: date | None
    until: date | None


class CertificateDetail(CertificateOut):
    reason: str
    remark: str
    doubts: list[str]
    anomalies: list[str] = Field(description="异常标记")
    replaced_by: UUID | None = Field(description="换发成了哪一张")
    decisions: list[DecisionPaperOut] = Field(description="决定书")
    actions: list[CaseActionOut] = Field(description="您现在可以办理的动作和要填的内容")
    history: list[CaseMoveOut]


class CertificateQuery(PageQuery):
    q: str = Field("", max_length=100, description="证书编号的开头，或持证主体、受聘单位名称的一部分")
    kind: CertificateKind | None = None
    class_code: str = Field("", max_length=16, description="类别代码")
    standing: Standing | None = Field(None, description="今天的状态")
    division: str = Field("", pattern=DIVISION, description="行政区划代码")
    enterprise: UUID | None = None
    employer: UUID | None = Field(None, description="受聘单位")
    person: UUID | None = None
    equipment: UUID | None = None
    project: UUID | None = None
    electronic: bool | None = Field(None, description="false：还没有换发成电子证照、没有终止的")
    valid_until_from: date | None = Field(None, description="有效期止不早于")
    valid_until_to: date | None = Field(None, description="有效期止不晚于")
    doubtful: bool = Field(False, description="只要存疑的")
    unmatched: bool = Field(False, description="只要待匹配的")


class IssueIn(Schema):
    """The holder is named by the ids that the kind needs."""

    kind: CertificateKind
    number: str = Field(max_length=80)
    class_code: str = Field("", max_length=16)
    enterprise_id: UUID | None = None
    person_id: UUID | None = None
    officer_id: UUID | None = None
    equipment_id: UUID | None = None
    project_id: UUID | None = None
    employer_id: UUID | None = None
    scope_text: str = Field("", max_length=300)
    issued_on: date | None = None
    first_issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = Field(None, description="不填：按规定的年限算")
    electronic: bool = True
    replaces_id: UUID | None = Field(None, description="换发哪一张旧证；旧证同时停用")


class LicenceCheckIn(Schema):
    enterprise_ids: list[UUID] = Field(min_length=1, max_length=50)
    what: Literal["bid", "permit"] = Field(description="bid 招投标、承揽登记前；permit 施工许可经办前")


class LimitOut(Schema):
    what: str
    reason: str
    basis: str
    since: date | None
    until: date | None
    decision_no: str


class LicenceCheckOut(Schema):
    enterprise_id: UUID
    passed: bool = Field(description="没有限制")
    limits: list[LimitOut]


class CertificateRequestOut(Schema):
    id: UUID
    title: str
    certificate_id: UUID
    wanted: str = Field(description="suspend、revoke_penalty、revoke_grant、withdraw、cancel")
    state: RequestState
    reason: str
    days: int | None = Field(description="建议暂扣天数")
    because_of_accident: bool
    asked_by_agency: UUID
    asked_by_name: str
    asked_by: str
    agency_id: UUID = Field(description="发证机关")
    answer: str
    due_at: datetime | None = Field(description="答复期限")
    opened_at: datetime
    closed_at: datetime | None


class CertificateRequestDetail(CertificateRequestOut):
    actions: list[CaseActionOut] = Field(description="您现在可以办理的动作；同意的由发证机关在证照上直接作出决定")
    history: list[CaseMoveOut]


class CertificateRequestQuery(PageQuery):
    state: RequestState | None = None
    certificate: UUID | None = None
    division: str = Field("", pattern=DIVISION, description="报请机关所在的行政区划代码")


class CertificateRequestIn(Schema):
    wanted: str = Field(max_length=24, description="suspend、revoke_penalty、revoke_grant、withdraw、cancel")
    reason: str = Field(max_length=1000)
    days: int | None = Field(None, ge=1, le=32767, description="建议暂扣天数")
    because_of_accident: bool = False


class RenewalBatchOut(Schema):
    id: UUID
    title: str
    kinds: list[CertificateKind]
    region_name: str
    province: str
    city: str
    county: str
    agency_name: str
    due_on: date | None = Field(description="这一批自己的完成期限；空：各证种按方案")
    source: str
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    wanted: int = Field(description="调用者辖区内应换")
    done: int = Field(description="其中已换")


class RenewalProgressOut(Schema):
    key: str
    label: str
    wanted: int
    done: int
    left: int
    late: int = Field(description="过了完成期限还没有换的")
    percent: float | None


class KindProgressOut(RenewalProgressOut):
    due_on: date | None = Field(description="这一证种的完成期限；空：没有规定")


class RenewalBatchDetail(RenewalBatchOut):
    by_kind: list[KindProgressOut]
    by_region: list[RenewalProgressOut]


class RenewalItemOut(Schema):
    id: UUID
    certificate_id: UUID
    kind: CertificateKind
    holder_name: str
    employer_name: str
    number: str
    state: ItemState
    due_on: date | None
    done_on: date | None
    new_id: UUID | None
    new_number: str
    reason: str

    @staticmethod
    def resolve_holder_name(item: Any) -> str:
        return str(item.certificate.holder_name)

    @staticmethod
    def resolve_employer_name(item: Any) -> str:
        return str(item.certificate.employer_name)

    @staticmethod
    def resolve_number(item: Any) -> str:
        return str(item.certificate.number)

    @staticmethod
    def resolve_new_number(item: Any) -> str:
        return str(item.new.number) if item.new else ""


class RenewalItemQuery(PageQuery):
    kind: CertificateKind | None = None
    state: ItemState | None = None
    division: str = Field("", pattern=DIVISION, description="行政区划代码")
    late: bool = Field(False, description="只要过了完成期限还没有换的")


class RenewalBatchIn(Schema):
    kinds: list[CertificateKind] = Field(min_length=1)
    division: str = Field(pattern=r"^\d{6}$", description="行政区划代码，在本机关辖区以内")
    title: str = Field("", max_length=200)
    due_on: date | None = Field(None, description="完成期限；不填：各证种按方案规定的日期")
    source: str = Field("", max_length=300, description="依据")
