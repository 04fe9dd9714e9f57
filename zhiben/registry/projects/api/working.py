"""``/grids``, ``/blind-spots``, ``/informants``: how an area is looked after, and who reports."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import REGULATORS, Role
from zhiben.kernel.api.doors import caller
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.moments import Moment
from zhiben.kernel.api.paging import Page, PageQuery, page_of
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.errors import NotVisible
from zhiben.registry.agencies.public import Grid, agency_names, grid_for, in_division
from zhiben.registry.projects.blind_spots import blind_spots
from zhiben.registry.projects.loads import bring_load
from zhiben.registry.projects.models import Informant, InformantReport, Project
from zhiben.registry.projects.policies import INFORMANT_KEEPERS
from zhiben.registry.projects.services import (
    name_informant,
    relieve_informant,
    report_as_informant,
    settle_agency,
)
from zhiben.registry.projects.terms import Blind, InformantFor, ProjectKind, ReportKind

grids = Router(tags=["网格"])
blind = Router(tags=["监管盲区"])
informants = Router(tags=["施工安全信息员"])
DIVISION = r"^(\d{6})?$"
REPORTS = 50


class LoadOut(Schema):
    label: str
    number: int


class GridOut(Schema):
    id: UUID
    agency_id: UUID
    agency_name: str
    name: str
    province: str
    city: str
    county: str
    main: str = Field(description="主责监督员；没有的为空")
    assist: str = Field(description="协助监督员")
    projects: int = Field(description="在建项目")
    loads: list[LoadOut] = Field(description="网格里的未销号隐患等")
    note: str
    valid_from: date
    valid_to: date | None

    @staticmethod
    def resolve_agency_name(grid: Grid) -> str:
        return str(grid.agency.name)

    @staticmethod
    def resolve_loads(grid: Any) -> list[dict[str, Any]]:
        return [{"label": label, "number": number} for label, number in grid.loads]


class GridDetail(GridOut):
    rings: list[Any] = Field(description="范围：[[经度, 纬度], …]，CGCS2000")


class GridQuery(PageQuery):
    q: str = Field("", max_length=60, description="网格名称的一部分")
    agency: UUID | None = None
    division: str = Field("", pattern=DIVISION, description="行政区划代码")
    in_use: bool = Field(True, description="只要在用的；false 连同停用的")


class BlindSpotOut(Schema):
    id: UUID = Field(description="工程项目")
    name: str
    blind: Blind = Field(
        description="最重的一项：no_agency 没有监管机构、several 归属多个机构、no_officer 没有持证监督员、no_post 缺人"
    )
    kind: ProjectKind
    status: str
    province: str
    city: str
    county: str
    agency_id: UUID | None
    agency_name: str = Field(description="登记的监管机构；没有的为空")
    start_on: date | None


class BlindSpotQuery(PageQuery):
    blind: Blind | None = None
    division: str = Field("", pattern=DIVISION, description="行政区划代码")
    kind: ProjectKind | None = None


class SettleIn(Schema):
    agency_id: UUID = Field(description="由哪个机构监管")
    reason: str = Field(max_length=500, description="定责依据，例如会议纪要、批复文号")


class InformantOut(Schema):
    id: UUID
    subject: InformantFor
    subject_id: UUID
    subject_name: str
    person_id: UUID
    person_name: str
    phone_masked: str
    duty: str
    province: str
    city: str
    county: str
    valid_from: date
    valid_to: date | None
    due_at: datetime | None = Field(description="下次报送期限")
    reported_at: datetime | None
    overdue: bool

    @staticmethod
    def resolve_subject_id(row: Informant) -> UUID | None:
        return row.agency_id or row.enterprise_id or row.project_id

    @staticmethod
    def resolve_person_name(row: Informant) -> str:
        return row.person.name

    @staticmethod
    def resolve_phone_masked(row: Informant) -> str:
        return row.person.phone_masked

    @staticmethod
    def resolve_overdue(row: Informant) -> bool:
        return row.valid_to is None and row.due_at is not None and row.due_at < now()


class InformantReportOut(Schema):
    id: UUID
    kind: ReportKind
    happened_at: datetime | None
    what: str
    late: bool = Field(description="超过规定时间才报的")
    reported_by: str
    at: datetime


class InformantDetail(InformantOut):
    reports: list[InformantReportOut] = Field(description="最近 50 次报送")

    @staticmethod
    def resolve_reports(row: Informant) -> list[InformantReport]:
        return list(InformantReport.objects.filter(informant=row).order_by("-at", "-id")[:REPORTS])


class InformantQuery(PageQuery):
    q: str = Field("", max_length=100, description="报送单位名称的一部分")
    subject: InformantFor | None = None
    division: str = Field("", pattern=DIVISION, description="行政区划代码")
    overdue: bool = Field(False, description="只要逾期未报的")
    past: bool = Field(False, description="只要已卸任的")


class InformantIn(Schema):
    subject: InformantFor
    subject_id: UUID
    person_id: UUID
    on: date = Field(description="任职自")
    duty: str = Field("", max_length=64)


class InformantEndIn(Schema):
    on: date = Field(description="卸任日期")


class InformantReportIn(Schema):
    kind: ReportKind = Field(description="safe 平安报告、danger 险情、accident 事故")
    what: str = Field("", max_length=4000, description="险情和事故必填")
    happened_at: Moment | None = Field(None, description="险情和事故必填")


@grids.get("", response=Page[GridOut], summary="网格列表")
def grid_list(request: HttpRequest, query: Query[GridQuery]) -> dict[str, Any]:
    """辖区内各机构的网格、责任人和工作量。"""
    rows = Grid.objects.visible_to(caller(request, REGULATORS)).select_related("agency")
    rows = rows.filter(valid_to=None) if query.in_use else rows
    rows = rows.filter(agency_id=query.agency) if query.agency else rows
    rows = rows.filter(**in_division(query.division)) if query.division else rows
    page = page_of(rows.filter(name__contains=query.q.strip()), query, order="name")
    bring_load(page["items"])
    return page


@grids.get("/{uuid:grid_id}", response=GridDetail, summary="一个网格")
def grid_detail(request: HttpRequest, grid_id: UUID) -> Grid:
    found = grid_for(caller(request, REGULATORS), grid_id)
    bring_load([found])
    return found


@blind.get("", response=Page[BlindSpotOut], summary="监管盲区列表")
def blind_list(request: HttpRequest, query: Query[BlindSpotQuery]) -> dict[str, Any]:
    """没有监管机构、归属多个机构、机构没有持证监督员、关键岗位缺人的在建项目。"""
    rows: Any = blind_spots(Project.objects.visible_to(caller(request, REGULATORS)), today())
    rows = rows.filter(**{name: v for name in ("blind", "kind") if (v := getattr(query, name))})
    page = page_of(rows.filter(**in_division(query.division)) if query.division else rows, query)
    names = agency_names(row.agency_id for row in page["items"])
    for row in page["items"]:
        row.agency_name = names.get(row.agency_id, "")
    return page


@blind.post("/{uuid:project_id}/settlement", response={204: None}, summary="定责")
@idempotent
def settle(request: HttpRequest, project_id: UUID, given: SettleIn) -> Status[None]:
    """由上级负责人定，从今天起由哪个机构监管。"""
    settle_agency(actor=caller(request, (Role.LEADER,)), project_id=project_id, at=now(), **given.dict())
    return Status(204, None)


@informants.get("", response=Page[InformantOut], summary="信息员列表")
def informant_list(request: HttpRequest, query: Query[InformantQuery]) -> dict[str, Any]:
    rows = Informant.objects.visible_to(caller(request, INFORMANT_KEEPERS)).select_related("person")
    rows = rows.filter(subject=query.subject) if query.subject else rows
    rows = rows.filter(subject_name__contains=query.q.strip()) if query.q.strip() else rows
    rows = rows.filter(**in_division(query.division)) if query.division else rows
    rows = rows.overdue(now()) if query.overdue else rows
    return page_of(rows.exclude(valid_to=None) if query.past else rows, query)


@informants.get("/{uuid:informant_id}", response=InformantDetail, summary="一名信息员")
def informant_detail(request: HttpRequest, informant_id: UUID) -> Informant:
    return _seen(request, informant_id)


@informants.post("", response={201: InformantOut}, summary="登记信息员")
@idempotent
def name(request: HttpRequest, given: InformantIn) -> Status[Informant]:
    """由当地监管机构、企业自己或者项目部登记。"""
    made = name_informant(actor=caller(request, INFORMANT_KEEPERS), at=now(), **given.dict())
    return Status(201, _seen(request, made.pk))


@informants.post("/{uuid:informant_id}/end", response=InformantOut, summary="信息员卸任")
@idempotent
def end(request: HttpRequest, informant_id: UUID, given: InformantEndIn) -> Informant:
    relieve_informant(actor=actor_of(request), informant_id=informant_id, on=given.on, at=now())
    return _seen(request, informant_id)


@informants.post("/{uuid:informant_id}/reports", response={201: InformantReportOut}, summary="报送一次")
@idempotent
def report(request: HttpRequest, informant_id: UUID, given: InformantReportIn) -> Status[InformantReport]:
    """没有情况的报平安；险情和事故写明情况和发生时间，立即转到负责机构。"""
    made = report_as_informant(actor=actor_of(request), informant_id=informant_id, at=now(), **given.dict())
    return Status(201, made)


def _seen(request: HttpRequest, informant_id: UUID) -> Informant:
    rows = Informant.objects.visible_to(caller(request, INFORMANT_KEEPERS)).select_related("person")
    found = rows.filter(pk=informant_id).first()
    if found is None:
        raise NotVisible("没有这名信息员，或者不在您的权限范围内")
    return found
