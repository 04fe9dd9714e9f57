"""工程项目 as a list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import REGULATORS, Role
from zhiben.kernel.base.clock import day_of, now, today
from zhiben.kernel.ui.flags import flags_of
from zhiben.kernel.ui.lists.actions import Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.figures import FigureFilter
from zhiben.kernel.ui.lists.filters import (
    Asked,
    ChoiceFilter,
    DateRangeFilter,
    DivisionFilter,
    TextFilter,
    ToggleFilter,
)
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.kernel.ui.lists.picked import PickedFilter, id_in, named_by
from zhiben.registry.agencies.public import names_of
from zhiben.registry.enterprises.public import names_of as enterprise_names
from zhiben.registry.projects.blind_spots import ungridded
from zhiben.registry.projects.models import Project, ProjectGrid, ProjectParty
from zhiben.registry.projects.public import parties_of_many
from zhiben.registry.projects.terms import PartyRole, ProjectKind, ProjectStatus, Risk

READERS: Final = frozenset(
    {*REGULATORS, Role.ENTERPRISE_ADMIN, Role.PRINCIPAL, Role.SITE_MANAGER, Role.SAFETY_OFFICER, Role.CONSULTANT,
     Role.OWNER}
)  # fmt: skip
KEEPERS: Final = frozenset(REGULATORS)
RISK_TONES: Final = {"major": "red", "larger": "orange", "ordinary": "yellow", "low": "blue"}
FLAG_TONES: Final = {"停工整改": "red", "全部停工": "red"}
STATUS_TONES: Final = {"stopped": "orange", "suspended": "yellow"}
SHOWN_ROLES: Final = (PartyRole.CONTRACTOR, PartyRole.CONSULTANT, PartyRole.OWNER)


def _search(rows: Any, text: str) -> Any:
    return rows.search(text)


def _of_enterprise(rows: Any, value: str, asked: Asked) -> Any:
    """In which the enterprise takes part today."""
    parties = ProjectParty.objects.on(day_of(asked.at)).filter(project_id=OuterRef("pk"), enterprise_id=id_in(value))
    return rows.filter(Exists(parties))


def _in_grid(rows: Any, value: str, asked: Asked) -> Any:
    """Standing in one grid now."""
    standing = ProjectGrid.objects.filter(project_id=OuterRef("pk"), grid_id=id_in(value), valid_to=None)
    return rows.filter(Exists(standing))


def _loose(rows: Any, actor: Actor, at: datetime) -> Any:
    return ungridded(rows, day_of(at))


def _building(rows: Any, actor: Actor, at: datetime) -> Any:
    return rows.under_construction(day_of(at))


class ProjectList(ListPage[Project]):
    name = "projects"
    title = "工程项目"
    meaning = "房屋建筑和市政基础设施工程。在建包括停工，不包括中止和终止监督的项目。"
    roles = READERS
    columns: ClassVar[Sequence[Column]] = (
        Column(key="name", label="工程名称", sort="name", width="wide"),
        Column(key="place_name", label="所在地"),
        Column(key="kind", label="类别"),
        Column(key="contractor", label="施工单位"),
        Column(key="consultant", label="监理单位", hidden=True),
        Column(key="owner", label="建设单位", hidden=True),
        Column(key="progress", label="形象进度"),
        Column(key="risk", label="风险", kind=Kind.CHIP, tones=RISK_TONES, sort="risk"),
        Column(key="status", label="状态", kind=Kind.CHIP, tones=STATUS_TONES, sort="status"),
        Column(key="flags_text", label="警示", kind=Kind.CHIP, value=lambda p: p.flags_text, tones=FLAG_TONES),
        Column(key="start_on", label="开工", kind=Kind.DATE, sort="start_on"),
        Column(key="plan_end_on", label="计划竣工", kind=Kind.DATE, sort="plan_end_on", hidden=True),
        Column(key="supervise_no", label="监督编号", hidden=True),
        Column(key="area_m2", label="面积（m²）", kind=Kind.NUMBER, sort="area_m2", hidden=True),
        Column(key="price_wan", label="合同价（万元）", kind=Kind.NUMBER, sort="price_wan", hidden=True),
        Column(key="station", label="监督科室/监督员", hidden=True),
    )
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(name="q", label="名称、监督编号或项目编码", search=_search),
        DivisionFilter(),
        FigureFilter(),
        ChoiceFilter(name="status", label="状态", field="status", choices=ProjectStatus.choices),
        ChoiceFilter(name="kind", label="类别", field="kind", choices=ProjectKind.choices),
        ChoiceFilter(name="risk", label="风险", field="risk", choices=Risk.choices),
        DateRangeFilter(name="start", label="开工日期", field="start_on", moment=False),
        ToggleFilter(
            name="building", label="在建（含停工）", apply=_building
        ),
        ToggleFilter(
            name="mine", label="本机关监管", apply=lambda rows, actor, at: rows.filter(agency_id=actor.reach_id)
        ),
        PickedFilter(name="enterprise", label="参建单位", apply=_of_enterprise, words=named_by(enterprise_names), unnamed="所选企业"),
        PickedFilter(name="grid", label="网格", apply=_in_grid, words=lambda value, asked: "一个网格里的项目"),
        ToggleFilter(name="ungridded", label="没有网格", apply=_loose),
        ToggleFilter(name="doubtful", label="存疑", apply=lambda rows, actor, at: rows.filter(doubtful=True)),
    )  # fmt: skip
    totals_by = "status"
    marks: ClassVar[Mapping[str, str]] = {"project": "pk"}
    empty = Empty(why="还没有登记工程项目。", next_step="可以导入在建项目台账，或逐个登记。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Project]:
        return Project.objects.visible_to(actor)

    def row_url(self, row: Project) -> str:
        return reverse("projects:page", args=[row.pk])

    def prepare(self, rows: Sequence[Project]) -> None:
        places = names_of(row.county or row.city or row.province for row in rows)
        parties = parties_of_many([row.pk for row in rows], today())
        flags = flags_of("project", [row.pk for row in rows], now())
        for row in rows:
            row.flags_text = "、".join(dict.fromkeys(f.label for f in flags[row.pk]))  # type: ignore[attr-defined]
            row.place_name = places.get(row.county or row.city or row.province, "")  # type: ignore[attr-defined]
            for role in SHOWN_ROLES:
                names = [p.enterprise.name for p in parties.get(row.pk, []) if p.role == role]
                setattr(row, role.value, "、".join(names))

    def actions(self, actor: Actor) -> Sequence[PageAction]:
        if actor.role not in KEEPERS:
            return ()
        return [PageAction(label="登记项目", url=reverse("projects:register"), primary=True)]
