"""Register a project and change its facts."""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pghistory
from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.coordinates import Datum, Position, to_stored
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotVisible, WrongState
from zhiben.kernel.base.text import clean_code, name_key, plain_text
from zhiben.kernel.events.outbox import publish
from zhiben.registry.agencies.public import agency, division
from zhiben.registry.projects.codes import permit_doubts, project_code_doubts
from zhiben.registry.projects.events import ProjectChanged, ProjectRegistered, ProjectStatusChanged
from zhiben.registry.projects.models import Project, ProjectPeriod
from zhiben.registry.projects.policies import check_may_keep, locked_for
from zhiben.registry.projects.terms import ProjectKind, ProjectStatus, Risk

CODES = ("project_code", "supervise_no", "permit_no")


@dataclass(frozen=True, kw_only=True)
class ProjectFacts:
    """What is written about a project. ``division_code``: where it stands (county or zone, else as near as known).
    ``lat`` and ``lng`` are degrees in ``src_crs``."""

    name: str
    division_code: str
    kind: ProjectKind | str
    address: str = ""
    project_code: str = ""
    supervise_no: str = ""
    permit_no: str = ""
    area_m2: Decimal | None = None
    price_wan: Decimal | None = None
    structure: str = ""
    start_on: date | None = None
    plan_end_on: date | None = None
    progress: str = ""
    risk: Risk | str = ""
    station: str = ""
    lat: Decimal | None = None
    lng: Decimal | None = None
    src_crs: str = "CGCS2000"


FACTS = frozenset(f.name for f in fields(ProjectFacts))


@transaction.atomic
def register_project(
    *, actor: Actor, facts: ProjectFacts, at: datetime, agency_id: UUID | None = None,
    status: ProjectStatus | str = ProjectStatus.UNDER_WAY, project_id: UUID | None = None,
) -> Project:  # fmt: skip
    """登记一个项目 under the actor's agency (``agency_id`` for imports) and begin its periods.

    Under way since ``start_on``; another status counts from the day of registering, since when is not known.
    Raises NotPermitted, InvalidInput (place outside the agency's division …), WrongState (监督编号 taken).
    """
    responsible = agency_id or actor.reach_id
    if responsible is None:
        raise InvalidInput.of("agency_id", "请选择监管机构")
    check_may_keep(actor, responsible)
    project = Project(
        agency_id=responsible, scope=agency(responsible).path, status=ProjectStatus(status), created_at=at,
        **({"id": project_id} if project_id else {}),
    )  # fmt: skip
    _fill(project, asdict(facts))
    _refuse_second(project)
    today = day_of(at)
    since = min(project.start_on or today, today) if status == ProjectStatus.UNDER_WAY else today
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="project.register"):
        project.save(force_insert=True)
        ProjectPeriod.objects.create(project=project, status=project.status, valid_from=since)
    record_act(actor=actor, verb="project.register", at=at, object_kind="project", object_id=project.pk)
    publish(ProjectRegistered(project_id=str(project.pk)), at=at)
    publish(ProjectStatusChanged(project_id=str(project.pk), status=project.status, on=since.isoformat()), at=at)
    return project


@transaction.atomic
def update_project(*, actor: Actor, project_id: UUID, at: datetime, **changes: Any) -> Project:
    """Change facts of a project (any field of ``ProjectFacts``); the row as it was stays in its history."""
    unknown = changes.keys() - FACTS
    if unknown:
        raise TypeError(f"no such fact of a project: {sorted(unknown)}")
    project = locked_for(actor, project_id)
    before = dict(vars(project))
    _fill(project, changes)
    changed = sorted(k for k, v in vars(project).items() if not k.startswith("_") and before[k] != v)
    if not changed:
        return project
    _refuse_second(project)
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="project.update"):
        project.save(update_fields=changed)
    record_act(actor=actor, verb="project.update", at=at, object_kind="project", object_id=project.pk, fields=changed)
    publish(ProjectChanged(project_id=str(project.pk)), at=at)
    return project


def _fill(project: Project, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name != "division_code":
            setattr(project, name, plain_text(value) if isinstance(value, str) else value)
    for name in CODES:
        setattr(project, name, clean_code(getattr(project, name)))
    if "division_code" in values:
        _place(project, values["division_code"])
    project.name_key = name_key(project.name)
    _put(project, values)
    _check(project)
    project.doubts = project_code_doubts(project.project_code) + permit_doubts(project.permit_no)
    project.doubtful = bool(project.doubts)


def _put(project: Project, values: dict[str, Any]) -> None:
    """Degrees given just now are brought into the datum we store; ``src_crs`` keeps what they came in."""
    lat, lng = values.get("lat"), values.get("lng")
    if lat is None or lng is None:
        return
    try:
        at = to_stored(Position(float(lat), float(lng)), Datum(str(values.get("src_crs") or Datum.CGCS2000)))
    except ValueError:
        raise InvalidInput.of("src_crs", "坐标系只能是 CGCS2000、WGS84 或 GCJ02") from None
    project.lat, project.lng = Decimal(f"{at.lat:.6f}"), Decimal(f"{at.lng:.6f}")


def _place(project: Project, code: str) -> None:
    """Where the project stands, which must lie inside the division of the agency responsible."""
    try:
        where = division(code)
    except NotVisible as unknown:
        raise InvalidInput.of("division_code", "没有这个行政区划，请重新选择工程所在地") from unknown
    if not where.path.startswith(project.scope):
        raise InvalidInput.of("division_code", f"{where.full_name}不在监管机构的辖区内")
    project.place, project.province, project.city, project.county = (
        where.path, where.province, where.city, where.county,
    )  # fmt: skip


def _check(project: Project) -> None:
    wrong = []
    if not project.name:
        wrong.append(FieldError(field="name", reason="请填写工程名称"))
    if project.kind not in ProjectKind.values:
        wrong.append(FieldError(field="kind", reason="工程类别只能是房建或市政"))
    if project.risk and project.risk not in Risk.values:
        wrong.append(FieldError(field="risk", reason="风险等级只能是重大、较大、一般、低"))
    if project.start_on and project.plan_end_on and project.plan_end_on < project.start_on:
        wrong.append(FieldError(field="plan_end_on", reason="计划竣工日期不能早于开工日期"))
    for name, label in (("area_m2", "建筑面积"), ("price_wan", "合同价")):
        value = getattr(project, name)
        if value is not None and value < 0:
            wrong.append(FieldError(field=name, reason=f"{label}不能是负数"))
    if wrong:
        raise InvalidInput(*wrong)


def _refuse_second(project: Project) -> None:
    if not project.supervise_no:
        return
    same = Project.objects.filter(supervise_no=project.supervise_no, agency_id=project.agency_id)
    other = same.exclude(pk=project.pk).first()
    if other is not None:
        raise WrongState(f"监督编号 {project.supervise_no} 已用于「{other.name}」")
