"""事故险情台账 and 责任倒查 on screen."""

from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse

from zhiben.domains.accidents.catalogue import pairs
from zhiben.domains.accidents.models import Incident, Trace
from zhiben.domains.accidents.policies import READERS, REGULATORS, REPORTERS
from zhiben.domains.accidents.terms import RUNNING, IncidentKind, IncidentState, TraceState, TriggerCode
from zhiben.domains.accidents.web.panels import at_subject
from zhiben.domains.accidents.web.tones import INCIDENT_TONES, TRACE_TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.ui.cases.addresses import case_url
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
from zhiben.kernel.ui.lists.picked import PickedFilter, id_in

MARKED: Final = {"project": "project_id"}


def past_clock(rows: Any, actor: Actor, at: datetime) -> Any:
    return rows.open().overdue(at=at)


def _on_project(rows: Any, value: str, asked: Asked) -> Any:
    return at_subject(rows, "project", id_in(value))


def _of_enterprise(rows: Any, value: str, asked: Asked) -> Any:
    return at_subject(rows, "enterprise", id_in(value))


class IncidentList(ListPage[Incident]):
    name, title = "incidents", "事故险情台账"
    meaning = (
        "非亡人事故和重大险情：什么时候、什么地方、伤了几个人、处理到哪一步。亡人事故快报 未接入，仍按原渠道报送。"
    )
    roles = READERS
    columns = (
        Column(key="title", label="事故险情", width="wide"),
        Column(key="where_name", label="工程名称", width="wide"),
        Column(key="kind", label="类别", sort="kind"),
        Column(key="state", label="状态", kind=Kind.CHIP, tones=INCIDENT_TONES, sort="state",
               words=dict(IncidentState.choices)),
        Column(key="occurred_at", label="发生时间", kind=Kind.MOMENT, sort="occurred_at"),
        Column(key="harm", label="伤害和涉险", value=lambda i: i.harm),
        Column(key="due_at", label="办理期限", kind=Kind.DUE, sort="due_at"),
        Column(key="type_name", label="事故类型", value=lambda i: i.type_name, hidden=True),
        Column(key="part_name", label="发生部位", value=lambda i: i.part_name, hidden=True),
        Column(key="loss_wan", label="损失（万元）", kind=Kind.NUMBER, sort="loss_wan", hidden=True),
        Column(key="reported_at", label="报告时间", kind=Kind.MOMENT, sort="reported_at", hidden=True),
        Column(key="reporter_unit", label="报告单位", hidden=True),
    )  # fmt: skip
    filters = (
        TextFilter(name="q", label="工程、地点或经过", fields=("title", "where_name", "course")),
        ChoiceFilter(name="kind", label="类别", field="kind", choices=IncidentKind.choices),
        ChoiceFilter(name="state", label="状态", field="state", choices=IncidentState.choices),
        ChoiceFilter(name="type", label="事故类型", field="acc_type", choices=pairs("types")),
        DivisionFilter(), FigureFilter(),
        DateRangeFilter(name="occurred", label="发生日期", field="occurred_at"),
        ToggleFilter(name="late", label="办理逾期", apply=past_clock),
        PickedFilter(name="project", label="工程项目", apply=_on_project, words=lambda value, asked: "一个工程的"),
        PickedFilter(name="enterprise", label="施工单位", apply=_of_enterprise, words=lambda value, asked: "一家施工单位的"),
    )  # fmt: skip
    totals_by, default_sort = "state", "-occurred_at"
    marks = MARKED
    empty = Empty(
        why="这里还没有事故险情记录。", next_step="发生非亡人事故或者重大险情后，从这里登记。", label="登记事故险情",
        url=lambda actor: reverse("accidents:incident-new") if actor.role in REPORTERS else "",
    )  # fmt: skip

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Incident]:
        return Incident.objects.visible_to(actor)

    def row_url(self, row: Incident) -> str:
        return case_url("incident", row.pk)

    def actions(self, actor: Actor) -> list[PageAction]:
        if actor.role not in REPORTERS:
            return []
        return [PageAction(label="登记事故险情", url=reverse("accidents:incident-new"), primary=True)]


class TraceList(ListPage[Trace]):
    name, title = "traces", "责任倒查"
    meaning = "应当倒查和正在倒查的重大隐患、非亡人事故、重大险情：为什么查、查到哪一步。"
    roles = REGULATORS
    columns = (
        Column(key="title", label="倒查事项", width="wide"),
        Column(key="where_name", label="工程名称", width="wide"),
        Column(key="why", label="触发情形", width="text", value=lambda t: [x.get_code_display() for x in t.triggers.all()]),
        Column(key="state", label="状态", kind=Kind.CHIP, tones=TRACE_TONES, sort="state",
               words=dict(TraceState.choices)),
        Column(key="due_at", label="办理期限", kind=Kind.DUE, sort="due_at"),
        Column(key="happened_on", label="事项日期", kind=Kind.DATE, sort="happened_on"),
        Column(key="number", label="案件编号", sort="number", width="code"),
        Column(key="investigator", label="主办人"),
        Column(key="concluded_on", label="认定日期", kind=Kind.DATE, sort="concluded_on", hidden=True),
        Column(key="closed_on", label="结案日期", kind=Kind.DATE, sort="closed_on", hidden=True),
    )  # fmt: skip
    filters = (
        TextFilter(name="q", label="事项、工程或编号", fields=("title", "where_name", "number")),
        ChoiceFilter(name="state", label="状态", field="state", choices=TraceState.choices),
        ChoiceFilter(name="trigger", label="触发情形", field="triggers__code", choices=TriggerCode.choices),
        DivisionFilter(), FigureFilter(),
        DateRangeFilter(name="happened", label="事项日期", field="happened_on", moment=False),
        ToggleFilter(name="late", label="办理逾期", apply=past_clock),
        ToggleFilter(name="open", label="未结案", apply=lambda rows, actor, at: rows.filter(state__in=RUNNING)),
        ToggleFilter(name="incidents", label="事故和险情",
                     apply=lambda rows, actor, at: rows.filter(incident__isnull=False)),
    )  # fmt: skip
    totals_by, default_sort = "state", "due_at"
    empty = Empty(why="这里没有责任倒查案件。", next_step="出现本地规定的触发情形时自动列出，也可以在隐患页面上开案。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Trace]:
        return Trace.objects.visible_to(actor).prefetch_related("triggers")

    def row_url(self, row: Trace) -> str:
        return case_url("trace", row.pk)
