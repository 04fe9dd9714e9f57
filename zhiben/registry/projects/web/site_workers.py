"""进场人员 as a list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.text import name_key
from zhiben.kernel.ui.lists.actions import Empty
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.figures import FigureFilter
from zhiben.kernel.ui.lists.filters import DateRangeFilter, DivisionFilter, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.registry.projects.models import SiteWorker
from zhiben.registry.projects.web.lists import READERS


def _search(rows: Any, text: str) -> Any:
    """A part of the person's, the team's or the site's name."""
    key = name_key(text)
    return rows.filter(Q(person__name_key__contains=key) | Q(team__contains=text) | Q(project__name_key__contains=key))


class SiteWorkerList(ListPage[SiteWorker]):
    name = "site_workers"
    title = "进场人员"
    meaning = "哪些人在哪个工地、哪个班组，从哪天到哪天；来自实名制和特种作业人员台账。"
    roles = READERS
    columns: ClassVar[Sequence[Column]] = (
        Column(key="person__name", label="姓名"),
        Column(key="person__id_number_masked", label="证件号", hidden=True),
        Column(key="project__name", label="工程", value=lambda w: w.project.name if w.project else "未写明", width="wide"),
        Column(key="enterprise__name", label="用工单位", width="wide"),
        Column(key="team", label="班组"),
        Column(key="trade", label="工种", value=lambda w: w.special_trade or w.trade),
        Column(
            key="special", label="类别", kind=Kind.CHIP, value=lambda w: "特种作业" if w.special else "",
            tones={"特种作业": "blue"},
        ),
        Column(key="valid_from", label="进场", kind=Kind.DATE, sort="valid_from"),
        Column(key="valid_to", label="退场", kind=Kind.DATE),
        Column(key="taught_on", label="三级教育", kind=Kind.DATE, hidden=True),
        Column(key="examined_on", label="体检", kind=Kind.DATE, hidden=True),
        Column(key="contract_no", label="合同或协议编号", hidden=True),
    )  # fmt: skip
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(name="q", label="姓名、班组或工程名称", search=_search),
        DivisionFilter(prefix="project__"),
        FigureFilter(),
        ToggleFilter(name="now", label="在场", apply=lambda rows, actor, at: rows.filter(valid_to=None)),
        ToggleFilter(name="special", label="特种作业", apply=lambda rows, actor, at: rows.filter(special=True)),
        ToggleFilter(name="leaders", label="班组长", apply=lambda rows, actor, at: rows.filter(is_leader=True)),
        ToggleFilter(name="nowhere", label="没有写明工程", apply=lambda rows, actor, at: rows.filter(project=None)),
        DateRangeFilter(name="came", label="进场日期", field="valid_from", moment=False),
    )
    default_sort = "-valid_from"
    marks: ClassVar[dict[str, str]] = {"person": "person_id"}
    empty = Empty(why="还没有进场人员。", next_step="导入实名制人员台账或特种作业人员台账。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[SiteWorker]:
        return SiteWorker.objects.visible_to(actor).select_related("person", "project", "enterprise")

    def row_url(self, row: SiteWorker) -> str:
        return reverse("people:page", args=[row.person_id])
