"""Shapes of incidents and traces on the wire."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from zhiben.domains.accidents.services.incidents import Account
from zhiben.domains.accidents.services.working import Responsible
from zhiben.domains.accidents.terms import (
    Blame,
    EvidenceKind,
    IncidentKind,
    IncidentState,
    TaskState,
    TraceState,
    TriggerCode,
)
from zhiben.kernel.api.moments import Moment
from zhiben.kernel.api.paging import PageQuery


class IncidentOut(Schema):
    id: UUID
    title: str
    kind: IncidentKind
    state: IncidentState
    project_id: UUID
    where_name: str
    criterion: str
    criterion_text: str
    occurred_at: datetime
    known_at: datetime | None
    reported_at: datetime
    received_at: datetime | None
    spot: str
    part: str
    acc_type: str
    type_name: str = Field(description="事故类型的名称（GB 6441）")
    injuries: int
    minor: int
    exposed: int | None
    loss_wan: Decimal | None
    course: str
    first_cause: str
    measures: str
    reporter_unit: str
    reporter: str
    result: str
    due_at: datetime | None


class IncidentQuery(PageQuery):
    q: str = Field("", max_length=100, description="工程、地点或经过的一部分")
    kind: IncidentKind | None = None
    state: IncidentState | None = None
    project: UUID | None = None
    since: date | None = Field(None, description="发生日期不早于")
    until: date | None = Field(None, description="发生日期不晚于")


class IncidentIn(Schema):
    project_id: UUID
    kind: IncidentKind
    criterion: str
    occurred_at: Moment
    known_at: Moment | None = None
    reported_at: Moment
    spot: str = Field(max_length=300)
    acc_type: str
    part: str = ""
    injuries: int = 0
    minor: int = 0
    exposed: int | None = None
    loss_wan: Decimal | None = None
    course: str = Field(max_length=4000)
    first_cause: str = Field("", max_length=1000)
    measures: str = Field(max_length=2000)
    reporter_unit: str = Field("", max_length=200)
    reporter: str = Field(max_length=64)
    reporter_phone: str = Field("", max_length=32)
    photos: list[UUID] = []

    def account(self) -> Account:
        return Account(**self.dict(exclude={"project_id", "photos"}))


class TriggerOut(Schema):
    code: TriggerCode
    words: str
    basis: str
    at: datetime


class EvidenceOut(Schema):
    kind: EvidenceKind
    since: date | None
    until: date | None
    words: str
    who: str
    source: str
    flow: str = Field(description="来源记录的类别")
    object_id: UUID | None = Field(description="来源记录")
    connected: bool = Field(description="否：这类数据还没有接入平台")


class TaskOut(Schema):
    code: str
    name: str
    state: TaskState
    note: str
    basis: str
    done_on: date | None
    done_by: str


class ResponsibleOut(Schema):
    unit: str
    person: str
    post: str
    blame: Blame
    finding: str


class TraceOut(Schema):
    id: UUID
    title: str
    number: str
    state: TraceState
    project_id: UUID
    where_name: str
    hazard_id: UUID | None
    incident_id: UUID | None
    happened_on: date
    due_at: datetime | None
    begun_on: date | None
    investigator: str
    concluded_on: date | None
    closed_on: date | None


class TraceDetail(TraceOut):
    triggers: list[TriggerOut]
    evidence: list[EvidenceOut]
    tasks: list[TaskOut]
    responsible: list[ResponsibleOut]
    cause: str
    opinion: str
    result: str
    ended_why: str


class TraceQuery(PageQuery):
    q: str = Field("", max_length=100, description="事项、工程或编号的一部分")
    state: TraceState | None = None
    trigger: TriggerCode | None = None
    hazard: UUID | None = None
    incident: UUID | None = None
    overdue: bool = Field(False, description="只要办理逾期的")


class TraceIn(Schema):
    hazard_id: UUID | None = None
    incident_id: UUID | None = None
    reason: str


class ResponsibleIn(Schema):
    unit: str
    person: str = ""
    post: str = ""
    blame: Blame
    finding: str


class ConclusionIn(Schema):
    cause: str = Field(min_length=1, max_length=4000)
    opinion: str = Field(min_length=1, max_length=2000)
    responsible: list[ResponsibleIn]
    files: list[UUID] = []

    def parties(self) -> list[Responsible]:
        return [Responsible(**one.dict()) for one in self.responsible]


class IncidentStepIn(Schema):
    """What the other steps ask for; each takes only its own."""

    values: dict[str, Any] = {}


class DossierOut(Schema):
    frozen: bool = Field(description="已随责任认定定稿")
    content_hash: str
    content: dict[str, Any]
