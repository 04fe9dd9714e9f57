"""网格: the list with what weighs on each, one grid, its forms, and the map of all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import REGULATORS, Role
from zhiben.kernel.base.clock import day_of, now, today
from zhiben.kernel.base.coordinates import Position, from_stored
from zhiben.kernel.base.errors import NotPermitted
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.ui.lists.actions import Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import DivisionFilter, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.kernel.ui.maps import map_base
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.registry.agencies.public import (
    Duty,
    Grid,
    GridOfficer,
    add_grid,
    certified_officers,
    change_grid,
    end_grid,
    grid_for,
    may_keep_grids,
    set_grid_officers,
)
from zhiben.registry.agencies.terms import GridRole
from zhiben.registry.projects.blind_spots import ungridded
from zhiben.registry.projects.loads import bring_load
from zhiben.registry.projects.models import Project, ProjectGrid
from zhiben.registry.projects.services import move_to_grid

ROLES: Final = frozenset(REGULATORS)
CRUMBS: Final = (("首页", "/home"), ("网格", "/grids/"))
KEEPERS: Final = frozenset({Role.LEADER, Role.CLERK})
MOST_DRAWN: Final = 2000
OUTLINE_HELP: Final = "贴上 GeoJSON（面），或者每行写一个角点：经度,纬度；坐标系为 2000国家大地坐标系"


def _load(grid: Any, number: int) -> int | None:
    counts = getattr(grid, "loads", ())
    return counts[number][1] if number < len(counts) else None


def _projects_url(grid: Grid) -> str:
    return f"{reverse('projects:list')}?grid={grid.pk}"


class GridList(ListPage[Grid]):
    name = "grids"
    title = "网格"
    meaning = "辖区划成网格，每个网格有主责监督员；在建项目按位置自动归入网格，也可以人工调整。"
    roles = ROLES
    columns: ClassVar[Sequence[Column]] = (
        Column(key="name", label="网格", sort="name"),
        Column(key="agency__name", label="机构"),
        Column(key="main", label="主责监督员"),
        Column(key="assist", label="协助监督员"),
        Column(key="projects", label="在建项目", kind=Kind.NUMBER, link=_projects_url),
        Column(key="load_0", label="未销号隐患", kind=Kind.NUMBER, value=lambda grid: _load(grid, 0)),
        Column(key="load_1", label="其中重大", kind=Kind.NUMBER, value=lambda grid: _load(grid, 1)),
        Column(key="visits", label="本月到场", kind=Kind.NUMBER),
        Column(key="valid_from", label="启用", kind=Kind.DATE, sort="valid_from", hidden=True),
        Column(key="valid_to", label="停用", kind=Kind.DATE, hidden=True),
    )
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(name="q", label="网格或机构", fields=("name", "agency__name")),
        DivisionFilter(),
        ToggleFilter(
            name="mine", label="本机关", apply=lambda rows, actor, at: rows.filter(agency_id=actor.reach_id)
        ),
        ToggleFilter(
            name="unmanned", label="没有主责监督员",
            apply=lambda rows, actor, at: rows.exclude(
                pk__in=GridOfficer.objects.on(day_of(at)).filter(role=GridRole.MAIN).values("grid_id")
            ),
        ),
        ToggleFilter(name="in_use", label="在用", apply=lambda rows, actor, at: rows.filter(valid_to=None)),
    )  # fmt: skip
    default_sort = "name"
    opens_with = "in_use=1"
    opening_words = "只看在用的"
    empty = Empty(why="还没有划网格。", next_step="由本机关负责人或内勤添加。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Grid]:
        return Grid.objects.visible_to(actor).select_related("agency")

    def row_url(self, row: Grid) -> str:
        return reverse("projects:grid", args=[row.pk])

    def prepare(self, rows: Sequence[Grid]) -> None:
        bring_load(rows)

    def actions(self, actor: Actor) -> Sequence[PageAction]:
        found = [
            PageAction(label="网格地图", url=reverse("projects:grid_map"), icon="map"),
            PageAction(label="监督员负荷", url=reverse("projects:grid_officers"), icon="users"),
        ]
        if actor.role in KEEPERS:
            found.append(PageAction(label="添加网格", url=reverse("projects:add_grid"), primary=True))
        return found


@open_to(ROLES)
@require_safe
def page(request: HttpRequest, grid_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    grid = grid_for(actor, grid_id)
    bring_load([grid])
    context = {
        "grid": grid, "may_keep": may_keep_grids(actor, grid.agency_id) and grid.valid_to is None,
        "duties": _with_visits(grid),
        "projects_url": _projects_url(grid), "map": map_base(),
        "map_data": {**map_base().data, "grids": [drawn(grid)], "projects": _points([grid.pk])},
        "crumbs": [*CRUMBS, (grid.name, "")],
    }  # fmt: skip
    return render(request, "projects/grid.html", context)


def _with_visits(grid: Any) -> list[Any]:
    """Who answers for the grid, with how often each was on its sites this month."""
    duties: list[Any] = list(grid.officers.select_related("officer").order_by("-valid_from", "-role"))
    for duty in duties:
        duty.visits = sum(user == duty.officer.user_id for user, _, _ in grid.visited)
    return duties


@open_to(ROLES)
@require_safe
def grid_map(request: HttpRequest) -> HttpResponse:
    """All grids in use of the actor's division, with the projects in them and those in none."""
    actor, on = actor_of(request), today()
    grids = list(Grid.objects.visible_to(actor).filter(valid_to=None).select_related("agency")[:MOST_DRAWN])
    bring_load(grids)
    loose = ungridded(Project.objects.visible_to(actor), on)
    context = {
        "grids": grids, "loose": loose.count(), "loose_url": f"{reverse('projects:list')}?ungridded=1",
        "map": map_base(), "crumbs": [*CRUMBS, ("地图", "")],
        "map_data": {
            **map_base().data, "grids": [drawn(grid) for grid in grids],
            "projects": _points([grid.pk for grid in grids]) + _loose_points(loose),
        },
    }  # fmt: skip
    return render(request, "projects/grid_map.html", context)


def drawn(grid: Any) -> dict[str, Any]:
    """What the script draws, in the datum of the tiles."""
    rings = [[_seen(lng, lat) for lng, lat in ring] for ring in grid.rings]
    words = f"{grid.name}：{grid.main or '没有主责监督员'}，在建项目 {grid.projects} 个"
    return {"rings": rings, "words": words, "url": reverse("projects:grid", args=[grid.pk]), "manned": bool(grid.main)}


def _points(grid_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    standing = ProjectGrid.objects.filter(grid_id__in=grid_ids, valid_to=None).values("project_id")
    rows = Project.objects.filter(pk__in=standing, lat__isnull=False, lng__isnull=False)
    return _marks(rows, placed=True)


def _loose_points(rows: QuerySet[Project]) -> list[dict[str, Any]]:
    return _marks(rows.filter(lat__isnull=False, lng__isnull=False), placed=False)


def _marks(rows: QuerySet[Project], *, placed: bool) -> list[dict[str, Any]]:
    found = rows.order_by("pk").values_list("pk", "name", "lng", "lat")[:MOST_DRAWN]
    return [
        {"at": _seen(lng, lat), "words": name, "url": reverse("projects:page", args=[pk]), "placed": placed}
        for pk, name, lng, lat in found
    ]


def _seen(lng: Any, lat: Any) -> list[float]:
    at = from_stored(Position(float(lat), float(lng)), map_base().datum)
    return [round(at.lat, 6), round(at.lng, 6)]


@open_to(KEEPERS)
def add(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        if actor.reach_id is None:
            raise NotPermitted("网格由监管机构划定")
        made = add_grid(actor=actor, agency_id=actor.reach_id, at=now(), **values)
        return f"已添加「{made.name}」。请指定主责监督员；项目会按位置自动归入。", _url(made)

    inputs = _inputs(required=True)
    return answer_form(request, title="添加网格", inputs=inputs, do=do, back=reverse("projects:grids"), crumbs=CRUMBS)


@open_to(KEEPERS)
def change(request: HttpRequest, grid_id: UUID) -> HttpResponse:
    grid = grid_for(actor_of(request), grid_id)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        change_grid(actor=actor_of(request), grid_id=grid.pk, at=now(), **values)
        return "已保存。范围变了的，项目会按新范围重新归入。", _url(grid)

    return _form(request, grid, "修改网格", _inputs(required=False), do, {"name": grid.name, "note": grid.note})


@open_to(KEEPERS)
def end(request: HttpRequest, grid_id: UUID) -> HttpResponse:
    grid = grid_for(actor_of(request), grid_id)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        end_grid(actor=actor_of(request), grid_id=grid.pk, at=now())
        return f"已停用「{grid.name}」。", reverse("projects:grids")

    inputs = (Input(name="sure", label="停用后，其中的项目不再属于任何网格", kind=InputKind.BOOL),)
    return _form(request, grid, "停用网格", inputs, do, {})


@open_to(KEEPERS)
def officers(request: HttpRequest, grid_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    grid = grid_for(actor, grid_id)
    fit = certified_officers(day_of(at)).filter(agency_id=grid.agency_id).order_by("name")
    choices = tuple((str(pk), name) for pk, name in fit.values_list("pk", "name"))

    def do(values: dict[str, Any]) -> tuple[str, str]:
        duties = [Duty(UUID(values["main"]), GridRole.MAIN)]
        duties += [Duty(UUID(pk), GridRole.ASSIST) for pk in (values["first"], values["second"]) if pk]
        set_grid_officers(actor=actor, grid_id=grid.pk, duties=duties, on=values["on"], at=at)
        return "网格责任人已保存。", _url(grid)

    current = {duty.role: str(duty.officer_id) for duty in grid.officers.filter(valid_to=None)}
    inputs = (
        Input(name="main", label="主责监督员", kind=InputKind.CHOICE, choices=choices),
        Input(name="first", label="协助监督员", kind=InputKind.CHOICE, choices=choices, required=False),
        Input(name="second", label="协助监督员（二）", kind=InputKind.CHOICE, choices=choices, required=False),
        Input(name="on", label="自哪一天起", kind=InputKind.DATE),
    )
    initials = {"main": current.get("main", ""), "first": current.get("assist", ""), "on": day_of(at)}
    return _form(request, grid, "指定责任人", inputs, do, initials)


@open_to(KEEPERS)
def move(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """调整一个项目所在的网格."""
    from zhiben.registry.projects.public import project_for

    actor = actor_of(request)
    project = project_for(actor, project_id)
    grids = Grid.objects.filter(agency_id=project.agency_id, valid_to=None).order_by("name")
    back = reverse("projects:page", args=[project.pk])

    def do(values: dict[str, Any]) -> tuple[str, str]:
        move_to_grid(
            actor=actor, project_ids=[project.pk], grid_id=UUID(values["grid"]), reason=values["reason"], at=now()
        )
        return "已调整网格。", back

    inputs = (
        Input(name="grid", label="归入", kind=InputKind.CHOICE, choices=tuple((str(g.pk), g.name) for g in grids)),
        Input(name="reason", label="事由", help="人工调整的不再按位置变动"),
    )
    return answer_form(request, title="调整网格", lead=project.name, inputs=inputs, do=do, back=back, crumbs=CRUMBS)


def _inputs(*, required: bool) -> tuple[Input, ...]:
    help_ = OUTLINE_HELP if required else f"{OUTLINE_HELP}。不改范围就空着"
    return (
        Input(name="name", label="网格名称"),
        Input(name="outline", label="范围", kind=InputKind.LONGTEXT, help=help_, required=required),
        Input(name="note", label="说明", required=False),
    )


def _form(
    request: HttpRequest, grid: Grid, title: str, inputs: Sequence[Input], do: Any, initials: dict[str, Any]
) -> HttpResponse:
    return answer_form(
        request, title=title, lead=grid.name, inputs=inputs, do=do, back=_url(grid), initials=initials,
        crumbs=[*CRUMBS, (grid.name, _url(grid))],
    )  # fmt: skip


def _url(grid: Grid) -> str:
    return reverse("projects:grid", args=[grid.pk])
