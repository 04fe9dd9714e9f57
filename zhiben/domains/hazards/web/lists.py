"""隐患台账, 执法文书, 变更审批."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from zhiben.domains.hazards.models import ChangeRequest, DoubleReport, Hazard, Measure, Notice
from zhiben.domains.hazards.policies import OFFICERS, READERS, REGULATORS
from zhiben.domains.hazards.queries.filters import FIGURE_FILTERS, FOUND, LEVEL, OPEN, OVERDUE, SOURCE, STATE, UNSIGNED
from zhiben.domains.hazards.terms import (
    OPEN_STATES,
    ChangeKind,
    ChangeState,
    HazardState,
    Level,
    NoticeKind,
    NoticeState,
)
from zhiben.domains.hazards.web.bulk import HAZARD_ACTS, NOTICE_ACTS
from zhiben.domains.hazards.web.picking import LOOK_BACK, switch_on
from zhiben.domains.hazards.workflow import NOTICE_FLOWS
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.lists.actions import BulkAction, Empty, PageAction
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
from zhiben.kernel.ui.lists.urges import URGED, UrgeFilter, count_urges, urge_act

HAZARD_TONES: dict[str, str] = {
    HazardState.REPORTED: "yellow", HazardState.CONFIRMED: "yellow", HazardState.RECORDED: "",
    HazardState.RECTIFYING: "orange", HazardState.SUBMITTED: "blue", HazardState.CLOSED: "green",
}  # fmt: skip
LEVEL_TONES: dict[str, str] = {Level.MAJOR: "red", Level.GENERAL: "yellow"}
NOTICE_TONES: dict[str, str] = {
    NoticeState.REVIEWING: "yellow", NoticeState.SIGNING: "yellow", NoticeState.ISSUED: "orange",
    NoticeState.REPLIED: "blue", NoticeState.CLEARED: "blue", NoticeState.COMPLETED: "green",
}  # fmt: skip

MARKED: Final = {"project": "project_id"}


def past_clock(rows: Any, actor: Actor, at: datetime) -> Any:
    return rows.overdue(at=at)


def lacking_measures(rows: Any, actor: Actor, at: datetime) -> Any:
    return rows.filter(pk__in=Measure.objects.blocking().values("hazard_id"))


def not_reported(rows: Any, actor: Actor, at: datetime) -> Any:
    """未双报告: still to be reported, or a ledger says that it was not."""
    return rows.filter(level=Level.MAJOR).filter(
        Q(pk__in=DoubleReport.objects.open().values("hazard_id")) | Q(double_report=False)
    )


class HazardList(ListPage[Hazard]):
    name, title = "hazards", "隐患台账"
    meaning = "排查出的每一条隐患：停在哪一步、谁负责、还剩几天。"
    roles = READERS
    columns = (
        Column(key="title", label="隐患", width="wide"),
        Column(key="where_name", label="工程名称", width="wide"),
        Column(key="level", label="等级", kind=Kind.CHIP, tones=LEVEL_TONES, sort="level"),
        Column(key="state", label="状态", kind=Kind.CHIP, tones=HAZARD_TONES, sort="state"),
        Column(key="due_at", label="办理期限", kind=Kind.DUE, sort="due_at"),
        URGED,
        Column(key="responsible_person", label="整改责任人"),
        Column(key="found_on", label="发现日期", kind=Kind.DATE, sort="found_on"),
        Column(key="deadline_on", label="整改时限", kind=Kind.DATE, sort="deadline_on", hidden=True),
        Column(key="number", label="隐患编号", hidden=True),
        Column(key="clause_text", label="判定依据", hidden=True),
        Column(key="source", label="发现方式", hidden=True),
        Column(key="responsible_unit", label="整改责任单位", hidden=True),
        Column(key="closed_on", label="销号日期", kind=Kind.DATE, sort="closed_on", hidden=True),
        Column(key="listing_no", label="督办文号", width="code", hidden=True),
    )
    filters = (
        TextFilter(name="q", label="隐患、工程或编号", fields=("title", "where_name", "number"), documents="hazard"),
        LEVEL, STATE, SOURCE,
        UrgeFilter(),
        DivisionFilter(),
        FigureFilter(),
        FOUND, OVERDUE, OPEN,
        ToggleFilter(name="silent", label="补录未启用", apply=lambda rows, actor, at: rows.filter(silent=True)),
        ToggleFilter(name="listed", label="挂牌督办", apply=lambda rows, actor, at: rows.exclude(listing_level="")),
        ToggleFilter(name="lacking", label="必办措施未完成", apply=lacking_measures),
        UNSIGNED,
        ToggleFilter(name="unreported", label="未双报告", apply=not_reported),
        ToggleFilter(name="repeated", label="重复隐患", apply=lambda rows, actor, at: rows.exclude(recurs=None)),
        *FIGURE_FILTERS,
    )  # fmt: skip
    bulk = (
        *HAZARD_ACTS,
        urge_act(lambda row: "hazard", Hazard),
        BulkAction(name="switch_on", label="启用补录的隐患", run=switch_on, roles=REGULATORS),
        LOOK_BACK,
    )
    totals_by, default_sort = "state", "due_at"
    marks = MARKED
    opens_with, opening_words = "open=1", "只列未销号的"
    empty = Empty(
        why="这里还没有隐患记录。", next_step="可以现场检查开文书，也可以把现有的台账导入进来。", label="导入台账",
        url=lambda actor: "/imports/new?kind=hazards" if actor.role in REGULATORS else "",
    )  # fmt: skip

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Hazard]:
        rows = Hazard.objects.visible_to(actor)
        return rows if actor.is_regulator else rows.exclude(state=HazardState.RECORDED)

    def sorted_by(self, asked: Asked) -> str:
        """What is open by its clock; everything there ever was by when it was found, newest first."""
        is_open = asked.value("open") or asked.value("overdue") or asked.value("state") in OPEN_STATES
        return self.default_sort if is_open else "-found_on"

    def prepare(self, rows: Sequence[Hazard]) -> None:
        count_urges(rows)

    def row_url(self, row: Hazard) -> str:
        return case_url("hazard", row.pk)

    def actions(self, actor: Actor) -> list[PageAction]:
        found = []
        if actor.role in OFFICERS:
            found.append(PageAction(label="现场检查开文书", url=reverse("hazards:notice-new"), primary=True))
        if actor.role in OFFICERS or actor.role in (Role.SITE_MANAGER, Role.SAFETY_OFFICER):
            label = "登记隐患" if actor.is_regulator else "自查登记隐患"
            found.append(PageAction(label=label, url=reverse("hazards:hazard-new")))
        if actor.role in REGULATORS:
            found.append(PageAction(label="导入台账", url="/imports/new?kind=hazards", icon="upload"))
        return found


class NoticeList(ListPage[Notice]):
    name, title = "notices", "执法文书"
    meaning = "责令整改、停工和复工文书：下达、签收、回复、复查到哪一步。"
    roles = READERS
    columns = (
        Column(key="title", label="文书", width="wide"),
        Column(key="number", label="文号", sort="number", width="code"),
        Column(key="state", label="状态", kind=Kind.CHIP, tones=NOTICE_TONES, sort="state",
               value=lambda n: n.get_state_display()),
        Column(key="due_at", label="办理期限", kind=Kind.DUE, sort="due_at"),
        URGED,
        Column(key="visited_on", label="检查日期", kind=Kind.DATE, sort="visited_on"),
        Column(key="issued_on", label="签发日期", kind=Kind.DATE, sort="issued_on"),
        Column(key="received_by", label="签收人"),
        Column(key="drafted_by", label="拟稿人", hidden=True),
        Column(key="signed_by", label="签发人", hidden=True),
        Column(key="addressee", label="受送达单位", hidden=True),
    )  # fmt: skip
    filters = (
        TextFilter(name="q", label="文号或工程", fields=("title", "number", "where_name"), documents="notice"),
        ChoiceFilter(name="kind", label="种类", field="kind", choices=NoticeKind.choices),
        ChoiceFilter(name="state", label="状态", field="state", choices=NoticeState.choices),
        DivisionFilter(), FigureFilter(),
        DateRangeFilter(name="visited", label="检查日期", field="visited_on", moment=False),
        ToggleFilter(name="mine", label="我经办的",
                     apply=lambda rows, actor, at: rows.filter(officers__user_id=actor.user_id)),
        ToggleFilter(name="overdue", label="逾期", apply=past_clock),
        ToggleFilter(name="unsigned", label="未签收",
                     apply=lambda rows, actor, at: rows.filter(received_at=None, state=NoticeState.ISSUED)),
    )  # fmt: skip
    bulk = (*NOTICE_ACTS, urge_act(lambda row: NOTICE_FLOWS[NoticeKind(row.kind)].code, Notice))
    totals_by, default_sort = "state", "-visited_on"
    marks = MARKED
    empty = Empty(
        why="这里还没有执法文书。", next_step="监督员在现场检查后，从这里开出第一份。", label="现场检查开文书",
        url=lambda actor: reverse("hazards:notice-new") if actor.role in OFFICERS else "",
    )  # fmt: skip

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Notice]:
        return Notice.objects.visible_to(actor)

    def prepare(self, rows: Sequence[Notice]) -> None:
        count_urges(rows)

    def row_url(self, row: Notice) -> str:
        return case_url("notice.rectify", row.pk)

    def actions(self, actor: Actor) -> list[PageAction]:
        if actor.role not in OFFICERS:
            return []
        return [PageAction(label="现场检查开文书", url=reverse("hazards:notice-new"), primary=True)]


class ChangeList(ListPage[ChangeRequest]):
    name, title = "changes", "变更审批"
    meaning = "延期、变更等级和作废的申请，由机关负责人审批。"
    roles = REGULATORS
    columns = (
        Column(key="title", label="申请", width="wide"),
        Column(key="where_name", label="工程名称", width="wide"),
        Column(key="kind", label="事项", sort="kind"),
        Column(key="state", label="状态", kind=Kind.CHIP, sort="state",
               tones={"PENDING": "yellow", "APPROVED": "green", "DECLINED": "red"}),
        Column(key="requested_by", label="申请人"),
        Column(key="opened_at", label="申请时间", kind=Kind.DATE, sort="opened_at"),
        Column(key="decided_by", label="审批人"),
    )  # fmt: skip
    filters = (
        TextFilter(name="q", label="隐患或工程", fields=("title", "where_name")),
        ChoiceFilter(name="kind", label="事项", field="kind", choices=ChangeKind.choices),
        ChoiceFilter(name="state", label="状态", field="state", choices=ChangeState.choices),
    )
    totals_by, default_sort = "state", "-opened_at"
    empty = Empty(why="没有变更申请。", next_step="在隐患页面可以申请延期、变更等级或作废。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[ChangeRequest]:
        return ChangeRequest.objects.visible_to(actor)

    def row_url(self, row: Any) -> str:
        return case_url("hazard.change", row.pk)
