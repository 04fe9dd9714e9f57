"""报表 on screen: the list of everything that is or was to be handed in."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from zhiben.domains.campaigns.models import Report
from zhiben.domains.campaigns.policies import HEADS, READERS
from zhiben.domains.campaigns.terms import HandedIn, ReportState
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.lists.actions import BulkAction, Empty, PageAction, each
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.figures import FigureFilter
from zhiben.kernel.ui.lists.filters import (
    Asked,
    ChoiceFilter,
    DateRangeFilter,
    DivisionFilter,
    Rows,
    TextFilter,
    ToggleFilter,
)
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.kernel.workflow.urging import urge

TONES: Final[dict[str, str]] = {
    ReportState.DRAFT: "yellow", ReportState.SIGNING: "orange", ReportState.SUBMITTED: "blue",
    ReportState.RETURNED: "red", ReportState.ACCEPTED: "green",
}  # fmt: skip
STANDS: Final[dict[str, str]] = {
    HandedIn.WAITING: "yellow", HandedIn.ON_TIME: "green", HandedIn.LATE: "orange", HandedIn.MISSING: "red",
    HandedIn.RETURNED: "red",
}  # fmt: skip
NOTE: Final = Input(name="note", label="催报意见", kind=InputKind.TEXT, required=False)


class StandingFilter(ChoiceFilter):
    """按时、迟报、缺报: no column, but the days of the report against its due day."""

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        wanted = asked.value(self.name)
        if wanted and wanted in HandedIn.values:
            return rows.filter(pk__in=Report.objects.standing(wanted, day_of(asked.at)).values("pk"))
        return super().narrow(rows, asked)


def urge_one(*, actor: Actor, row_id: UUID, at: datetime, note: str = "") -> None:
    urge(actor=actor, flow_code="report", case_ids=[row_id], at=at, note=note)


def due_to_us(rows: Any, actor: Actor, at: datetime) -> Any:
    return rows.filter(receiver_id=actor.reach_id)


def our_own(rows: Any, actor: Actor, at: datetime) -> Any:
    return rows.filter(agency_id=actor.reach_id)


class ReportList(ListPage[Report]):
    name, title = "reports", "报表"
    meaning = "按报送日历生成的报表：哪个单位、哪一期、什么时候要报，报了没有。"
    roles = READERS
    columns = (
        Column(key="title", label="报表", width="wide"),
        Column(key="where_name", label="填报单位", sort="where_name"),
        Column(key="state", label="状态", kind=Kind.CHIP, tones=TONES, sort="state", words=dict(ReportState.choices)),
        Column(key="due_on", label="报送日", kind=Kind.DATE, sort="due_on"),
        Column(key="submitted_on", label="首次报送", kind=Kind.DATE, sort="submitted_on"),
        Column(key="late", label="迟报", value=lambda r: "是" if r.late else ""),
        Column(key="receiver_name", label="接收单位"),
        Column(key="due_at", label="办理期限", kind=Kind.DUE, sort="due_at"),
        Column(key="zero", label="零报告", value=lambda r: "是" if r.zero else "", hidden=True),
        Column(key="resubmitted_on", label="重新报送", kind=Kind.DATE, sort="resubmitted_on", hidden=True),
        Column(key="accepted_on", label="接收日期", kind=Kind.DATE, sort="accepted_on", hidden=True),
        Column(key="signed_by", label="签发人", hidden=True),
    )  # fmt: skip
    filters = (
        TextFilter(name="q", label="报表、单位", fields=("title", "where_name")),
        ChoiceFilter(name="state", label="状态", field="state", choices=ReportState.choices),
        StandingFilter(name="stands", label="报送情况", field="state", choices=HandedIn.choices),
        DivisionFilter(), FigureFilter(),
        DateRangeFilter(name="until", label="统计期止", field="until", moment=False),
        DateRangeFilter(name="due", label="报送日", field="due_on", moment=False),
        ToggleFilter(name="to_us", label="报给本机关的", apply=due_to_us),
        ToggleFilter(name="own", label="本机关的", apply=our_own),
    )  # fmt: skip
    totals_by, default_sort = "state", "-due_on"
    bulk = (BulkAction(name="urge", label="催报", run=each(urge_one), roles=HEADS, inputs=(NOTE,)),)
    empty = Empty(
        why="这里还没有报表。", next_step="到报送日前几天，平台按行动方案的报送日历生成草稿；月报也可以随时查看。",
        label="看月报", url=lambda actor: reverse("campaigns:monthly"),
    )  # fmt: skip

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Report]:
        return Report.objects.visible_to(actor)

    def row_url(self, row: Report) -> str:
        return case_url("report", row.pk)

    def actions(self, actor: Actor) -> list[PageAction]:
        return [
            PageAction(label="下级报送情况", url=reverse("campaigns:received"), icon="list-check"),
            PageAction(label="上级来表填报", url=reverse("campaigns:fill"), icon="table-export"),
        ]
