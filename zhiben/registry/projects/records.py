"""Projects as records that are corrected under four eyes and merged where two are one."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.records.public import RecordField, RecordKind
from zhiben.kernel.workflow.definition import InputKind
from zhiben.kernel.workflow.engine import Party
from zhiben.registry.projects.models import Project
from zhiben.registry.projects.services import update_project
from zhiben.registry.projects.terms import ProjectKind, Risk

HEADS: Final = (Role.SITE_MANAGER, Role.OWNER)
# The same name in the same county, or one permit or project code on two.
SAME: Final = """
select first, second, first_name, second_name, why, rank, place from (
    select a.id as first, b.id as second, a.name as first_name, b.name as second_name, '名称和所在地相同' as why,
           2 as rank, a.place from projects_project a
      join projects_project b on b.name_key = a.name_key and b.place = a.place and b.id > a.id
     where a.merged_into is null and b.merged_into is null
    union
    select a.id, b.id, a.name, b.name, '项目编码相同', 1, a.place from projects_project a
      join projects_project b on b.project_code = a.project_code and b.id > a.id and b.name_key = a.name_key
     where a.project_code <> '' and a.merged_into is null and b.merged_into is null
) found
"""


def standing(project: Any, actor: Actor) -> dict[str, Any]:
    names = ("agency_id", "scope", "place", "province", "city", "county")
    return {**{name: getattr(project, name) for name in names}, "where_name": project.name}


def apply(*, actor: Actor, record_id: UUID, field: str, value: Any, at: datetime) -> None:
    update_project(actor=actor, project_id=record_id, at=at, **{field: value})


def _own(actor: Actor, project: Any) -> bool:
    return actor.reach == ReachKind.PROJECT and actor.reach_id == project.pk and actor.role in HEADS


def text(name: str, label: str) -> RecordField:
    return RecordField(name=name, label=label)


PROJECTS: Final = RecordKind(
    code="project", label="项目", model=Project, visible=Project.objects.visible_to, standing=standing, apply=apply,
    url_name="projects:page", ledgers=("projects",), duplicates=SAME, may_ask=_own, open_register=False,
    fields=(
        text("name", "工程名称"), text("project_code", "项目编码"), text("supervise_no", "监督编号"),
        text("permit_no", "施工许可证号"), text("address", "工程地址"),
        RecordField(name="kind", label="工程类别", kind=InputKind.CHOICE, choices=tuple(ProjectKind.choices)),
        RecordField(name="area_m2", label="建筑面积（m²）", kind=InputKind.NUMBER, shown_as=("area",)),
        RecordField(name="price_wan", label="合同价（万元）", kind=InputKind.NUMBER),
        text("structure", "结构类型/层数"),
        RecordField(name="start_on", label="开工日期", kind=InputKind.DATE, shown_as=("start",)),
        RecordField(name="plan_end_on", label="计划竣工日期", kind=InputKind.DATE, shown_as=("plan_end",)),
        text("progress", "形象进度"),
        RecordField(name="risk", label="风险等级", kind=InputKind.CHOICE, choices=tuple(Risk.choices)),
        text("station", "监督科室/监督员"),
    ),
    parties=lambda one: [Party(kind="project", subject_id=one.pk, role="record")],
    keys=("name_key", "project_code", "supervise_no", "permit_no"),
    fills=(
        "address", "area_m2", "price_wan", "structure", "start_on", "plan_end_on", "progress", "risk", "station", "lat",
        "lng",
    ),
)  # fmt: skip
