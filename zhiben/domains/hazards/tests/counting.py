"""Rows for tests that count: written as they are, without walking them through their workflow."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.terms import HazardState as S
from zhiben.domains.hazards.terms import Level, NoticeKind, NoticeState, Source
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.indicators.areas import Area
from zhiben.registry.projects.models import Project, ProjectPeriod


def day(text: str) -> date:
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def project_in(area: Area, city: str = "", *, since: str = "2022-01-01", until: str = "", **more: Any) -> Project:
    """在建 from ``since`` to the day before ``until``."""
    project = Project.objects.create(
        name=more.pop("name", f"{area.name}工程"), name_key=str(new_id()), province="460000", city=city, county=area.code,
        place=area.path, scope=area.path, agency_id=more.pop("agency_id", None) or new_id(), kind="housing",
        created_at=moment("2022-01-01"), **more,
    )  # fmt: skip
    ended = day(until) if until else None
    ProjectPeriod.objects.create(project=project, status="under_way", valid_from=day(since), valid_to=ended)
    return project


def hazard(project: Project, found: str, deadline: str = "", closed: str = "", **more: Any) -> UUID:
    state = S.CLOSED if closed else more.pop("state", S.RECTIFYING)
    ended = moment(f"{closed or '2026-04-20'} 10:00") if state in (S.CLOSED, S.VOIDED) else None
    return Hazard.objects.create(
        title="脚手架连墙件缺失", project=project, agency_id=project.agency_id, scope=project.scope, place=project.place,
        province=project.province, city=project.city, county=project.county, state=state, description=more.pop("description", "连墙件缺失"),
        level=more.pop("level", Level.GENERAL), source=more.pop("source", Source.SUPERVISION), found_on=day(found),
        deadline_on=day(deadline) if deadline else None, closed_on=day(closed) if closed else None,
        closed_at=more.pop("closed_at", ended), opened_at=moment(f"{found} 09:00"), **more,
    ).pk  # fmt: skip


def notice(project: Project, kind: NoticeKind, issued: str, number: str, **more: Any) -> Notice:
    state = more.pop("state", NoticeState.ISSUED)
    closed = moment("2026-04-20 10:00") if state in (NoticeState.COMPLETED, NoticeState.VOIDED) else None
    return Notice.objects.create(
        title=f"{kind.label}（{project.name}）", where_name=project.name, project=project, agency_id=project.agency_id,
        scope=project.scope, place=project.place, province=project.province, city=project.city, county=project.county,
        kind=kind, name=kind.label, number=number, addressee="甲建设集团有限公司", visited_on=day(issued), basis="安全生产法",
        drafted_by="林晓", issued_on=day(issued), opened_at=moment(f"{issued} 09:00"), state=state,
        closed_at=closed, **more,
    )  # fmt: skip
