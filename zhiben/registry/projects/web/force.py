"""监管力量: for each agency how much is being built and how many certified officers there are; who has too few."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import (
    Case,
    Count,
    DecimalField,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import REGULATORS
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.parameters.by_set import by_places
from zhiben.kernel.ui.lists.actions import Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import DivisionFilter, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.registry.agencies.public import Agency, agencies_below, agencies_on, certified_officers
from zhiben.registry.projects.models import Project

KEY = "projects.per_officer"
SHORT = Q(projects__gt=F("most"))


class ForceList(ListPage[Agency]):
    name = "force"
    title = "监管力量"
    meaning = "各监管机构的在建项目和在任持证监督员。人均超过参数“每名监督员最多在建项目”的列为力量不足。"
    roles = frozenset(REGULATORS)
    columns: ClassVar[Sequence[Column]] = (
        Column(key="name", label="机构", sort="name", width="wide"),
        Column(key="division__full_name", label="区划"),
        Column(key="projects", label="在建项目", kind=Kind.NUMBER, sort="projects"),
        Column(key="area", label="在建面积（m²）", kind=Kind.NUMBER, sort="area"),
        Column(key="certified", label="持证监督员", kind=Kind.NUMBER, sort="certified"),
        Column(key="each", label="人均在建项目", kind=Kind.NUMBER),
        Column(
            key="judged", label="判断", kind=Kind.CHIP, tones={"无人监管": "red", "力量不足": "orange"},
            value=lambda row: row.judged,
        ),
    )  # fmt: skip
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(name="q", label="机构或区划", fields=("name", "division__full_name")),
        DivisionFilter(prefix="division__"),
        ToggleFilter(name="short", label="力量不足", apply=lambda rows, actor, at: rows.filter(SHORT)),
        ToggleFilter(
            name="nobody", label="无人监管", apply=lambda rows, actor, at: rows.filter(certified=0, projects__gt=0)
        ),
    )  # fmt: skip
    default_sort = "-projects"
    empty = Empty(why="还没有登记监管机构。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Agency]:
        return with_force(agencies_below(actor.path).filter(pk__in=agencies_on(day_of(at))), day_of(at))

    def row_url(self, row: Agency) -> str:
        return reverse("agencies:agency", args=[row.pk])

    def prepare(self, rows: Sequence[Any]) -> None:
        for row in rows:
            row.each = round(row.projects / row.certified, 1) if row.certified else None
            short = "力量不足" if row.projects > row.most else ""
            row.judged = "无人监管" if row.projects and not row.certified else short

    def actions(self, actor: Actor) -> Sequence[PageAction]:
        return [PageAction(label="监管盲区", url=reverse("projects:blind_spots"), icon="alert-triangle")]


def with_force(rows: QuerySet[Agency], on: date) -> QuerySet[Agency]:
    """``projects``, ``area``, ``certified`` officers of each agency on a day, and ``most``: what that many officers can look after."""
    running = Project.objects.under_construction(on).filter(agency_id=OuterRef("pk")).order_by().values("agency_id")
    building = running.annotate(number=Count("pk")).values("number")
    area = running.annotate(number=Sum("area_m2")).values("number")
    serving = certified_officers(on).filter(agency_id=OuterRef("pk")).order_by().values("agency_id")
    officers = serving.annotate(number=Count("pk")).values("number")
    return rows.annotate(
        projects=Coalesce(Subquery(building, output_field=IntegerField()), 0),
        area=Coalesce(Subquery(area, output_field=DecimalField()), Value(0, DecimalField())),
        certified=Coalesce(Subquery(officers, output_field=IntegerField()), 0),
        most=Coalesce(Subquery(officers, output_field=IntegerField()), 0) * _each(on),
    )


def _each(on: date) -> Any:
    """The nearest value above each agency: few rows, read once."""
    values = by_places([KEY], on)[KEY]
    deepest = sorted(values, key=len, reverse=True)
    whens = [When(path__startswith=path, then=Value(int(values[path]))) for path in deepest if path]
    return Case(*whens, default=Value(int(values.get("", 0))), output_field=IntegerField())
