"""监督员负荷: for each officer in office how many grids, projects, hazards and to-dos they answer for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of, today
from zhiben.kernel.ui.lists.actions import Empty
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import DivisionFilter, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.kernel.workflow.models import Todo
from zhiben.registry.agencies.public import GridOfficer, Officer, certified_officers, officers_within
from zhiben.registry.projects.loads import bring_load
from zhiben.registry.projects.visits import visits_of
from zhiben.registry.projects.web.grids import ROLES


class OfficerLoadList(ListPage[Officer]):
    name = "grid_officers"
    title = "监督员负荷"
    meaning = (
        "每名在任监督员负责的网格、在建项目、未销号隐患、本月到场和手上的待办。协助的网格也算在内；"
        "到场按文书和现场验真记录算，同一人同一天到同一工地算一次。"
    )
    roles = ROLES
    columns: ClassVar[Sequence[Column]] = (
        Column(key="name", label="姓名", sort="name"),
        Column(key="agency__name", label="机构"),
        Column(key="certificate_no", label="执法证号", hidden=True),
        Column(key="certificate_to", label="执法证有效期至", kind=Kind.DATE, hidden=True),
        Column(key="grid_names", label="网格"),
        Column(key="projects", label="在建项目", kind=Kind.NUMBER),
        Column(key="load_0", label="未销号隐患", kind=Kind.NUMBER),
        Column(key="load_1", label="其中重大", kind=Kind.NUMBER),
        Column(key="visits", label="本月到场", kind=Kind.NUMBER),
        Column(key="visits_own", label="其中本网格", kind=Kind.NUMBER),
        Column(key="todos", label="待办", kind=Kind.NUMBER),
    )
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(name="q", label="姓名或机构", fields=("name", "agency__name")),
        DivisionFilter(prefix="agency__division__"),
        ToggleFilter(name="free", label="没有网格", apply=lambda rows, actor, at: rows.exclude(pk__in=_busy(at))),
        ToggleFilter(
            name="uncertified", label="没有有效执法证",
            apply=lambda rows, actor, at: rows.exclude(pk__in=certified_officers(day_of(at)).values("pk")),
        ),
    )  # fmt: skip
    default_sort = "name"
    empty = Empty(why="还没有登记监督员。", next_step="在监管机构的页面上添加人员。")
    crumbs = (("首页", "/home"), ("网格", "/grids/"))

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Officer]:
        return officers_within(actor.path, day_of(at)).select_related("agency")

    def row_url(self, row: Officer) -> str:
        return reverse("agencies:agency", args=[row.agency_id])

    def prepare(self, rows: Sequence[Any]) -> None:
        duties = GridOfficer.objects.on(today()).filter(officer__in=[row.pk for row in rows]).select_related("grid")
        held: dict[UUID, list[Any]] = {}
        for duty in duties.order_by("role", "grid__name"):
            held.setdefault(duty.officer_id, []).append(duty.grid)
        grids = {grid.pk: grid for own in held.values() for grid in own}
        bring_load(list(grids.values()))
        users = [row.user_id for row in rows if row.user_id]
        todos, visits = _todos(users), visits_of(users, today().replace(day=1), today())
        for row in rows:
            own = [grids[grid.pk] for grid in held.get(row.pk, [])]
            row.grid_names = "、".join(grid.name for grid in own)
            row.projects = sum(grid.projects for grid in own)
            for number in range(2):
                row_load = [grid.loads[number][1] for grid in own if number < len(grid.loads)]
                setattr(row, f"load_{number}", sum(row_load))
            row.todos = todos.get(row.user_id, 0)
            row.visits = sum(user == row.user_id for user, _, _ in visits)
            row.visits_own = sum(user == row.user_id for grid in own for user, _, _ in grid.visited)


def _busy(at: datetime) -> Any:
    return GridOfficer.objects.on(day_of(at)).values("officer_id")


def _todos(users: Sequence[UUID]) -> dict[UUID, int]:
    """Open to-dos addressed to each or taken by them. Two queries."""
    personal = Todo.objects.open().filter(holder_kind="user", holder_id__in=users)
    taken = Todo.objects.open().filter(~Q(holder_kind="user"), assigned_to__in=users)
    found = dict(personal.values_list("holder_id").annotate(number=Count("pk")))
    for user, number in taken.values_list("assigned_to").annotate(number=Count("pk")):
        found[user] = found.get(user, 0) + number
    return found
