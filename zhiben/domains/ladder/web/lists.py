"""督办单, and what waits for a batch of listings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from zhiben.domains.hazards.terms import Level
from zhiben.domains.ladder.models import Order, Rung
from zhiben.domains.ladder.policies import READERS, REGULATORS
from zhiben.domains.ladder.services.batches import draft_waiting_batch
from zhiben.domains.ladder.terms import OrderState, Outcome
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.lists.actions import BulkAction, Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import ChoiceFilter, DateRangeFilter, DivisionFilter, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.kernel.workflow.definition import Input, InputKind

ORDER_TONES: dict[str, str] = {
    OrderState.DRAFT: "yellow", OrderState.ISSUED: "orange", OrderState.ANSWERED: "blue", OrderState.CLOSED: "green",
    OrderState.DECLINED: "red",
}  # fmt: skip
LEVEL_TONES: dict[str, str] = {Level.MAJOR: "red", Level.GENERAL: "yellow"}
BATCHERS = frozenset({Role.CLERK, Role.INSPECTOR, Role.ENFORCER, Role.LEADER})
WHY = Input(
    name="reason", label="集中挂牌的理由", kind=InputKind.LONGTEXT,
    initial=lambda _: "按本地集中挂牌、公布、曝光、处理的要求，集中一批挂牌督办",
)  # fmt: skip


def past_clock(rows: Any, actor: Actor, at: datetime) -> Any:
    return rows.filter(closed_at=None).overdue(at=at)


class OrderList(ListPage[Order]):
    name, title = "orders", "督办单"
    meaning = "发给责任单位和监管机构的督办单：谁签发、反馈到哪一步、还剩几天。"
    roles = READERS
    columns = (
        Column(key="title", label="督办事项", width="wide"),
        Column(key="where_name", label="工程名称", width="text"),
        Column(key="number", label="文号", sort="number", width="code"),
        Column(key="addressee", label="被督办单位", width="text"),
        Column(key="state", label="状态", kind=Kind.CHIP, tones=ORDER_TONES, sort="state"),
        Column(key="due_at", label="办理期限", kind=Kind.DUE, sort="due_at"),
        Column(key="issued_on", label="签发日期", kind=Kind.DATE, sort="issued_on"),
        Column(key="answer_on", label="反馈期限", kind=Kind.DATE, sort="answer_on", hidden=True),
        Column(key="received_by", label="签收人", hidden=True),
        Column(key="signed_by", label="签发人", hidden=True),
        Column(key="drafted_by", label="拟稿人", hidden=True),
        Column(key="drafted_by_rule", label="拟稿缘由", hidden=True),
        Column(key="conclusion", label="结果说明", hidden=True),
    )
    filters = (
        TextFilter(name="q", label="事项、文号或单位", fields=("title", "number", "where_name", "addressee")),
        ChoiceFilter(name="state", label="状态", field="state", choices=OrderState.choices),
        DivisionFilter(),
        DateRangeFilter(name="issued", label="签发日期", field="issued_on", moment=False),
        ToggleFilter(name="overdue", label="逾期", apply=past_clock),
        ToggleFilter(name="to_agency", label="发给监管机构的",
                     apply=lambda rows, actor, at: rows.exclude(addressee_agency=None)),
        ToggleFilter(name="to_us", label="发给本机关的",
                     apply=lambda rows, actor, at: rows.filter(addressee_agency=actor.reach_id)),
        ToggleFilter(name="unsigned", label="未签收",
                     apply=lambda rows, actor, at: rows.filter(received_at=None, state=OrderState.ISSUED)),
    )  # fmt: skip
    totals_by, default_sort = "state", "due_at"
    empty = Empty(
        why="这里还没有督办单。",
        next_step="整改逾期到了本地规定的天数会自动拟稿；也可以从隐患的页面拟。", label="看隐患台账", url=lambda actor: "/hazards/",
    )  # fmt: skip

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Order]:
        return Order.objects.visible_to(actor)

    def row_url(self, row: Order) -> str:
        return case_url("ladder.order", row.pk)

    def actions(self, actor: Actor) -> list[PageAction]:
        if actor.role == Role.LEADER:
            return [PageAction(label="签批台", url=reverse("ladder:desk"), icon="list-check", primary=True)]
        return []


def draft_picked(*, actor: Actor, ids: Sequence[UUID], at: datetime, **inputs: Any) -> str:
    done = draft_waiting_batch(actor=actor, rung_ids=ids, reason=str(inputs["reason"]), at=at)
    return f"已拟集中挂牌 {done} 件，等负责人整批签发。"


class BatchList(ListPage[Rung]):
    name, title = "batch", "集中挂牌"
    meaning = "本地规定集中一批挂牌的重大隐患：勾选后一次拟好，负责人整批签发，各编各的文号。"
    roles = REGULATORS
    columns = (
        Column(key="hazard__title", label="隐患", width="wide", value=lambda r: r.hazard.title),
        Column(key="where", label="工程名称", width="wide", value=lambda r: r.hazard.where_name),
        Column(key="hazard__level", label="等级", kind=Kind.CHIP, value=lambda r: r.hazard.get_level_display()),
        Column(key="why", label="缘由", width="wide", value=lambda r: r.why),
        Column(key="person", label="整改责任人", value=lambda r: r.hazard.responsible_person),
        Column(key="reached_at", label="列入日期", kind=Kind.DATE, sort="reached_at"),
    )
    filters = (
        TextFilter(name="q", label="隐患或工程", fields=("hazard__title", "hazard__where_name")),
        DivisionFilter(),
        DateRangeFilter(name="reached", label="列入日期", field="reached_at"),
    )
    bulk = (BulkAction(name="draft", label="拟集中挂牌", run=draft_picked, roles=BATCHERS, inputs=(WHY,)),)
    default_sort = "reached_at"
    empty = Empty(
        why="没有等待集中挂牌的隐患。", next_step="本地规定集中挂牌的，重大隐患一经判定或者逾期到期就会列到这里。"
    )

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Rung]:
        return Rung.objects.visible_to(actor).filter(outcome=Outcome.BATCH).select_related("hazard")

    def row_url(self, row: Rung) -> str:
        return case_url("hazard", row.hazard_id)
