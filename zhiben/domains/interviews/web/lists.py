"""约谈台账 and 约谈承诺 on screen."""

from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from zhiben.domains.interviews.models import Commitment, Interview
from zhiben.domains.interviews.policies import READERS, REGULATORS
from zhiben.domains.interviews.terms import RUNNING, CommitmentState, InterviewState
from zhiben.domains.interviews.web.tones import COMMITMENT_TONES, TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.lists.actions import Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.figures import FigureFilter
from zhiben.kernel.ui.lists.filters import ChoiceFilter, DateRangeFilter, DivisionFilter, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage


def past_clock(rows: Any, actor: Actor, at: datetime) -> Any:
    return rows.open().overdue(at=at)


def of_agencies(rows: Any, actor: Actor, at: datetime) -> Any:
    return rows.filter(subject_agency__isnull=False)


def _number(promises: QuerySet[Commitment]) -> Coalesce:
    return Coalesce(Subquery(promises.values("interview").annotate(n=Count("pk")).values("n")), 0)


class InterviewList(ListPage[Interview]):
    name, title = "interviews", "约谈"
    meaning = "对企业和下级机构的约谈：通知、记录、承诺落实到哪一步。"
    roles = READERS
    columns = (
        Column(key="title", label="约谈对象", width="wide", value=lambda i: i.subject_name),
        Column(key="subject_person", label="被约谈人"),
        Column(key="number", label="文号", sort="number", width="code"),
        Column(key="state", label="状态", kind=Kind.CHIP, tones=TONES, sort="state",
               words=dict(InterviewState.choices)),
        Column(key="due_at", label="办理期限", kind=Kind.DUE, sort="due_at"),
        Column(key="meet_on", label="约谈日期", kind=Kind.DATE, sort="meet_on"),
        Column(key="kept", label="承诺落实", value=lambda i: f"{i.kept}/{i.made}" if i.made else ""),
        Column(key="where_name", label="所涉工程", width="wide"),
        Column(key="matter", label="约谈事由", hidden=True),
        Column(key="agency_name", label="约谈机关", hidden=True),
        Column(key="received_by", label="签收人", hidden=True),
        Column(key="absences", label="缺席次数", kind=Kind.NUMBER, sort="absences", hidden=True),
    )  # fmt: skip
    filters = (
        TextFilter(name="q", label="对象、文号或事由", fields=("subject_name", "number", "matter", "where_name")),
        ChoiceFilter(name="state", label="状态", field="state", choices=InterviewState.choices),
        DivisionFilter(), FigureFilter(),
        DateRangeFilter(name="meet", label="约谈日期", field="meet_on", moment=False),
        ToggleFilter(name="late", label="办理逾期", apply=past_clock),
        ToggleFilter(name="open", label="未落实", apply=lambda rows, actor, at: rows.filter(state__in=RUNNING)),
        ToggleFilter(name="agencies", label="约谈下级机构", apply=of_agencies),
    )  # fmt: skip
    totals_by, default_sort = "state", "due_at"
    empty = Empty(why="这里还没有约谈。", next_step="可以在隐患页面上拟约谈，送负责人决定。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Interview]:
        """Promises are counted beside the rows, not joined to them: totals count talks."""
        made = Commitment.objects.filter(interview=OuterRef("pk")).order_by()
        kept = made.filter(state=CommitmentState.VERIFIED)
        counted = {"made": _number(made), "kept": _number(kept)}
        return Interview.objects.visible_to(actor).annotate(**counted)

    def row_url(self, row: Interview) -> str:
        return case_url("interview", row.pk)

    def actions(self, actor: Actor) -> list[PageAction]:
        if actor.role not in REGULATORS:
            return []
        return [PageAction(label="拟约谈", url=reverse("interviews:new"), primary=True)]


class CommitmentList(ListPage[Commitment]):
    name, title = "commitments", "约谈承诺"
    meaning = "约谈时作出的每一条整改承诺：谁负责、什么期限、落实没有。"
    roles = READERS
    columns = (
        Column(key="text", label="承诺事项", width="wide"),
        Column(key="interview__subject_name", label="作出承诺的单位", width="wide"),
        Column(key="person", label="责任人"),
        Column(key="state", label="状态", kind=Kind.CHIP, tones=COMMITMENT_TONES, sort="state",
               words=dict(CommitmentState.choices)),
        Column(key="due_at", label="办理期限", kind=Kind.DUE, sort="due_at"),
        Column(key="until", label="承诺期限", kind=Kind.DATE, sort="until"),
        Column(key="submitted_on", label="报送日期", kind=Kind.DATE, sort="submitted_on", hidden=True),
        Column(key="verified_on", label="核实日期", kind=Kind.DATE, sort="verified_on", hidden=True),
        Column(key="where_name", label="所涉工程", hidden=True),
    )  # fmt: skip
    filters = (
        TextFilter(name="q", label="事项、单位或责任人", fields=("text", "interview__subject_name", "person")),
        ChoiceFilter(name="state", label="状态", field="state", choices=CommitmentState.choices),
        DivisionFilter(),
        DateRangeFilter(name="until", label="承诺期限", field="until", moment=False),
        ToggleFilter(name="late", label="逾期", apply=past_clock),
    )  # fmt: skip
    totals_by, default_sort = "state", "due_at"
    empty = Empty(why="这里还没有约谈承诺。", next_step="约谈之后在约谈页面上记录，每条承诺写明责任人和期限。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Commitment]:
        seen = Interview.objects.visible_to(actor)
        return Commitment.objects.visible_to(actor).filter(interview__in=seen).select_related("interview")

    def row_url(self, row: Commitment) -> str:
        return case_url("interview.commitment", row.pk)
