"""监管盲区: the list with the gravest reason of each, and settling who is responsible."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import REGULATORS, Role
from zhiben.kernel.base.clock import day_of, now, today
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.ui.lists.actions import Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import Asked, ChoiceFilter, DivisionFilter, Rows, TextFilter
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.registry.agencies.public import agencies_below, agencies_on, agency_names, names_of
from zhiben.registry.projects.blind_spots import blind_spots
from zhiben.registry.projects.models import Project
from zhiben.registry.projects.public import project_for
from zhiben.registry.projects.services import settle_agency
from zhiben.registry.projects.terms import Blind, ProjectKind

TONES = {"no_agency": "red", "several": "orange", "no_officer": "red", "no_post": "yellow"}
CRUMBS = (("首页", "/home"), ("监管盲区", "/blind-spots/"))


@dataclass(frozen=True, kw_only=True)
class BlindFilter(ChoiceFilter):
    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        value = asked.value(self.name)
        return rows.filter(blind=value) if value in Blind.values else rows


def _settle_url(project: Any) -> str:
    """A way in only for those who are let in."""
    return reverse("projects:settle", args=[project.pk]) if project.may_settle else ""


def _search(rows: Any, text: str) -> Any:
    return rows.search(text)


class BlindSpotList(ListPage[Project]):
    name = "blind_spots"
    title = "监管盲区"
    meaning = "有施工必须有监管。没有监管机构、归属多个机构、机构没有持证监督员、关键岗位缺人的在建项目，由上级定责。"
    roles = frozenset(REGULATORS)
    columns: ClassVar[Sequence[Column]] = (
        Column(key="name", label="工程名称", sort="name", width="wide"),
        Column(key="blind", label="盲区", kind=Kind.CHIP, tones=TONES, words={one.value: one.label for one in Blind}),
        Column(key="place_name", label="所在地"),
        Column(key="agency_name", label="登记的监管机构"),
        Column(key="kind", label="类别", hidden=True),
        Column(key="status", label="状态"),
        Column(key="start_on", label="开工", kind=Kind.DATE, sort="start_on"),
        Column(
            key="settle", label="定责", value=lambda p: "定责" if p.may_settle else "由负责人定责", link=_settle_url
        ),
    )
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(name="q", label="工程名称、编码", search=_search),
        DivisionFilter(),
        BlindFilter(name="blind", label="盲区", field="blind", choices=Blind.choices),
        ChoiceFilter(name="kind", label="类别", field="kind", choices=ProjectKind.choices),
    )
    totals_by, default_sort = "blind", "name"
    marks: ClassVar[dict[str, str]] = {"project": "pk"}
    empty = Empty(why="没有监管盲区。", next_step="每个在建项目都有监管机构和持证监督员，关键岗位都有人。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Project]:
        self.may_settle = actor.role == Role.LEADER
        return blind_spots(Project.objects.visible_to(actor), day_of(at))

    def row_url(self, row: Project) -> str:
        return reverse("projects:page", args=[row.pk])

    def prepare(self, rows: Sequence[Any]) -> None:
        places = names_of(row.county or row.city or row.province for row in rows)
        names = agency_names(row.agency_id for row in rows)
        for row in rows:
            row.place_name = places.get(row.county or row.city or row.province, "")
            row.may_settle = self.may_settle
            row.agency_name = names.get(row.agency_id, "没有")

    def actions(self, actor: Actor) -> Sequence[PageAction]:
        return [
            PageAction(label="监管力量", url=reverse("projects:force"), icon="users"),
            PageAction(label="没有持证监督员的机构", url=f"{reverse('agencies:list')}?uncertified=1", icon="building"),
            PageAction(label="没有网格的项目", url=f"{reverse('projects:list')}?ungridded=1", icon="map"),
        ]


@open_to({Role.LEADER})
def settle(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """定责: which agency is responsible from today."""
    actor = actor_of(request)
    project = project_for(actor, project_id)
    rows = agencies_below(actor.path).filter(pk__in=agencies_on(today()))
    choices = tuple((str(row.pk), row.name) for row in rows if project.place.startswith(row.path))

    def do(values: dict[str, Any]) -> tuple[str, str]:
        settle_agency(
            actor=actor, project_id=project.pk, agency_id=UUID(values["agency"]), reason=values["reason"], at=now()
        )
        return "已定责。", reverse("projects:blind_spots")

    inputs = (
        Input(name="agency", label="由哪个机构监管", kind=InputKind.CHOICE, choices=choices),
        Input(name="reason", label="定责依据", help="例如会议纪要、批复文号"),
    )
    back = reverse("projects:blind_spots")
    return answer_form(request, title="定责", lead=project.name, inputs=inputs, do=do, back=back, crumbs=CRUMBS)
