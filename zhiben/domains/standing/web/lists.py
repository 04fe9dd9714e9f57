"""限制事项 on screen: the list of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from django.db.models import QuerySet
from django.urls import reverse

from zhiben.domains.standing.models import Bar
from zhiben.domains.standing.terms import BarKind, SubjectKind
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import REGULATORS, Role
from zhiben.kernel.base.clock import day_of, today
from zhiben.kernel.ui.lists.actions import Empty
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import ChoiceFilter, DateRangeFilter, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage

READERS: Final = frozenset({*REGULATORS, Role.ENTERPRISE_ADMIN, Role.PRINCIPAL})
TONES: Final = {"限制中": "red", "未开始": "yellow", "已结束": "green"}


def standing_word(bar: Bar) -> str:
    """How it stands today."""
    day = today()
    if bar.valid_from > day:
        return "未开始"
    return "限制中" if bar.valid_to is None or bar.valid_to > day else "已结束"


def in_force(rows: Any, actor: Actor, at: datetime) -> Any:
    return rows.on(day_of(at))


class BarList(ListPage[Bar]):
    name = "bars"
    title = "限制事项"
    meaning = "哪家企业、哪个人被限制做什么，从什么时候到什么时候，依据哪份决定。"
    roles = READERS
    columns: ClassVar[Sequence[Column]] = (
        Column(key="subject_name", label="对象", width="wide"),
        Column(key="subject_kind", label="类别"),
        Column(key="what", label="限制事项"),
        Column(key="standing", label="状态", kind=Kind.CHIP, value=standing_word, tones=TONES),
        Column(key="valid_from", label="自", kind=Kind.DATE, sort="valid_from"),
        Column(key="valid_to", label="至", kind=Kind.DATE, sort="valid_to"),
        Column(key="decision_no", label="决定文号", width="code"),
        Column(key="decided_by", label="决定机关"),
        Column(key="because", label="事由", width="wide", hidden=True),
        Column(key="lifted_on", label="提前解除", kind=Kind.DATE, hidden=True),
    )
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(name="q", label="对象、文号或事由", fields=("subject_name", "decision_no", "because")),
        ChoiceFilter(name="what", label="限制事项", field="what", choices=BarKind.choices),
        ChoiceFilter(name="kind", label="类别", field="subject_kind", choices=SubjectKind.choices),
        DateRangeFilter(name="from", label="自", field="valid_from", moment=False),
        ToggleFilter(name="now", label="限制中", apply=in_force),
    )
    default_sort = "-valid_from"
    empty = Empty(why="还没有登记限制事项。", next_step="在企业或人员的页面上，凭处罚、惩戒决定登记。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Bar]:
        return Bar.objects.visible_to(actor)

    def row_url(self, row: Bar) -> str:
        return reverse("standing:bar", args=[row.pk])
