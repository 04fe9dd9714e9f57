"""挂牌督办台账 on screen."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from zhiben.domains.hazards.terms import ListingLevel
from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.policies import LEADERS, READERS, REGULATORS
from zhiben.domains.listings.services.deciding import sign_batch
from zhiben.domains.listings.services.taking_over import switch_on_listings
from zhiben.domains.listings.terms import ListingState
from zhiben.domains.listings.web.tones import TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.lists.actions import BulkAction, Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.figures import FigureFilter
from zhiben.kernel.ui.lists.filters import ChoiceFilter, DateRangeFilter, DivisionFilter, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.kernel.workflow.definition import Input, InputKind

DEADLINE = Input(
    name="deadline_on", label="统一的治理期限", kind=InputKind.DATE, required=False, help="不填：各按拟稿里的治理期限"
)


def past_deadline(rows: Any, actor: Actor, at: datetime) -> Any:
    return rows.past_deadline(on=day_of(at))


def past_clock(rows: Any, actor: Actor, at: datetime) -> Any:
    return rows.overdue(at=at)


def running(rows: Any, actor: Actor, at: datetime) -> Any:
    return rows.running()


def sign_many(
    *, actor: Actor, ids: Sequence[UUID], at: datetime, deadline_on: date | None = None, **inputs: Any
) -> str:
    done = sign_batch(actor=actor, listing_ids=ids, at=at, deadline_on=deadline_on)
    return f"已签发 {len(done)} 件挂牌督办。"


def switch_on(*, actor: Actor, ids: Sequence[UUID], at: datetime, **inputs: Any) -> str:
    count = switch_on_listings(actor=actor, ids=ids, at=at)
    rest = len(ids) - count
    return f"已启用 {count} 件。" + (f"其余 {rest} 件不是补录的，或不归本机关办理。" if rest else "")


class ListingList(ListPage[Listing]):
    name, title = "listings", "挂牌督办"
    meaning = "挂牌督办的重大事故隐患：停在哪一步、治理期限还剩几天、解除没有。"
    roles = READERS
    columns = (
        Column(key="title", label="督办事项", width="wide"),
        Column(key="where_name", label="工程名称", width="wide"),
        Column(key="number", label="督办文号", sort="number", width="code"),
        Column(key="level", label="层级", kind=Kind.CHIP, tones={}, sort="level"),
        Column(key="state", label="状态", kind=Kind.CHIP, tones=TONES, sort="state"),
        Column(key="due_at", label="办理期限", kind=Kind.DUE, sort="due_at"),
        Column(key="deadline_on", label="治理期限", kind=Kind.DATE, sort="deadline_on"),
        Column(key="listed_on", label="督办日期", kind=Kind.DATE, sort="listed_on", hidden=True),
        Column(key="addressee", label="责任单位", hidden=True),
        Column(key="agency_name", label="督办单位", hidden=True),
        Column(key="plan_on", label="治理方案报送日期", kind=Kind.DATE, hidden=True),
        Column(key="report_on", label="治理报告日期", kind=Kind.DATE, hidden=True),
        Column(key="delist_no", label="解除文号", width="code", hidden=True),
        Column(key="delisted_on", label="解除日期", kind=Kind.DATE, sort="delisted_on", hidden=True),
    )
    filters = (
        TextFilter(name="q", label="工程、单位、文号或内容",
                   fields=("title", "where_name", "number", "addressee", "matter")),
        ChoiceFilter(name="state", label="状态", field="state", choices=ListingState.choices),
        ChoiceFilter(name="level", label="层级", field="level", choices=ListingLevel.choices),
        DivisionFilter(),
        FigureFilter(),
        DateRangeFilter(name="listed", label="督办日期", field="listed_on", moment=False),
        DateRangeFilter(name="delisted", label="解除日期", field="delisted_on", moment=False),
        ToggleFilter(name="overdue", label="超过治理期限", apply=past_deadline),
        ToggleFilter(name="late", label="办理逾期", apply=past_clock),
        ToggleFilter(name="open", label="未解除", apply=running),
        ToggleFilter(name="silent", label="补录未启用", apply=lambda rows, actor, at: rows.filter(silent=True)),
    )  # fmt: skip
    bulk = (
        BulkAction(name="sign", label="集中签发", run=sign_many, roles=LEADERS, inputs=(DEADLINE,)),
        BulkAction(name="switch_on", label="启用补录的挂牌督办", run=switch_on, roles=REGULATORS),
    )
    totals_by, default_sort = "state", "due_at"
    empty = Empty(
        why="这里还没有挂牌督办。", next_step="可以在重大隐患的页面上拟挂牌督办，也可以导入现有的台账。",
        label="导入台账", url=lambda actor: "/imports/new?kind=listings" if actor.role in REGULATORS else "",
    )  # fmt: skip

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Listing]:
        return Listing.objects.visible_to(actor)

    def row_url(self, row: Listing) -> str:
        return case_url("listing", row.pk)

    def actions(self, actor: Actor) -> list[PageAction]:
        if actor.role not in REGULATORS:
            return []
        return [
            PageAction(label="导入台账", url="/imports/new?kind=listings", icon="upload"),
            PageAction(label="公开页", url="/listings/public/", icon="external-link"),
        ]
