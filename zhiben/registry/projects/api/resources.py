"""``/projects``: the register of projects."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.receipts import note_read
from zhiben.kernel.api.paging import Page, PageQuery, page_of
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.ui.flags import flags_of
from zhiben.registry.projects.public import parties_of, posts_of, project_for, projects
from zhiben.registry.projects.terms import ProjectKind, ProjectStatus, Risk

router = Router(tags=["工程项目"])


class FlagOut(Schema):
    """What must be seen at once: a stop notice in force (``STOP_WORK``)."""

    code: str
    label: str
    title: str
    lines: list[str]


class ProjectOut(Schema):
    id: UUID
    name: str
    project_code: str
    supervise_no: str
    permit_no: str
    address: str
    province: str
    city: str
    county: str
    kind: ProjectKind
    area_m2: Decimal | None
    price_wan: Decimal | None
    structure: str
    start_on: date | None
    plan_end_on: date | None
    progress: str
    status: ProjectStatus
    risk: str
    lat: Decimal | None
    lng: Decimal | None
    doubtful: bool
    flags: list[FlagOut] = []


class PartyOut(Schema):
    enterprise_id: UUID
    name: str
    uscc: str
    role: str
    role_label: str
    valid_from: date


class PostOut(Schema):
    person_id: UUID
    name: str
    phone_masked: str
    post: str
    post_label: str
    valid_from: date


class ProjectDetail(ProjectOut):
    doubts: list[str]
    parties: list[PartyOut]
    posts: list[PostOut]


class ProjectQuery(PageQuery):
    q: str = Field("", max_length=100, description="名称的一部分，或监督编号、项目编码")
    division: str = Field("", pattern=r"^(\d{6})?$", description="行政区划代码")
    status: ProjectStatus | None = None
    kind: ProjectKind | None = None
    risk: Risk | None = None
    under_construction: bool | None = Field(None, description="今天是否在建")


@router.get("", response=Page[ProjectOut], summary="工程项目列表")
def project_list(request: HttpRequest, query: Query[ProjectQuery]) -> dict[str, Any]:
    """只列出调用者权限范围内的项目。"""
    actor, at = actor_of(request), now()
    page = page_of(_narrow(projects(actor), query), query)
    ids = [row.pk for row in page["items"]]
    note_read(actor, "project", *ids, at=at, way="api")
    flags = flags_of("project", ids, at)
    for row in page["items"]:
        row.flags = flags[row.pk]
    return page


@router.get("/{uuid:project_id}", response=ProjectDetail, summary="一个工程项目")
def project_detail(request: HttpRequest, project_id: UUID) -> dict[str, Any]:
    """连同今天的参建单位和关键岗位人员（手机号打码）。"""
    actor, on = actor_of(request), today()
    project = project_for(actor, project_id)
    note_read(actor, "project", project.pk, at=now(), way="api")
    return {
        **{name: getattr(project, name) for name in ProjectOut.model_fields if name != "flags"},
        "flags": flags_of("project", [project.pk], now())[project.pk],
        "doubts": project.doubts,
        "parties": [
            {"enterprise_id": p.enterprise_id, "name": p.enterprise.name, "uscc": p.enterprise.uscc, "role": p.role,
             "role_label": p.get_role_display(), "valid_from": p.valid_from}
            for p in parties_of(project.pk, on)
        ],
        "posts": [
            {"person_id": p.person_id, "name": p.person.name, "phone_masked": p.person.phone_masked, "post": p.post,
             "post_label": p.get_post_display(), "valid_from": p.valid_from}
            for p in posts_of(project.pk, on)
        ],
    }  # fmt: skip


def _narrow(rows: Any, query: ProjectQuery) -> Any:
    if query.q:
        rows = rows.search(query.q)
    if query.division:
        rows = rows.in_division(query.division)
    for name in ("status", "kind", "risk"):
        if value := getattr(query, name):
            rows = rows.filter(**{name: value})
    if query.under_construction is not None:
        running = rows.under_construction(today())
        rows = running if query.under_construction else rows.exclude(pk__in=running.values("pk"))
    return rows
