"""督办单台账 out: one row an order, with the hazards it names. It does not come in."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from zhiben.domains.ladder.models import Order, OrderItem
from zhiben.domains.ladder.terms import OrderState
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.papers.columns import Column
from zhiben.kernel.papers.ledger import ExportFilter, Ledger, never_in, register
from zhiben.kernel.papers.terms import CellType
from zhiben.registry.agencies.public import agency_names

CHUNK: Final = 1000
T = CellType
COLUMNS: Final = (
    Column("number", "文号", type=T.CODE, longest=64),
    Column("agency", "督办机关", longest=200, width=26),
    Column("addressee", "被督办单位", longest=200, width=26),
    Column("where", "工程名称", longest=300, width=30),
    Column("hazards", "督办隐患", type=T.LINES, longest=2000, width=40),
    Column("reason", "督办事由", longest=1000, width=40),
    Column("rule", "拟稿缘由", longest=300, width=40),
    Column("demands", "督办要求", longest=2000, width=40),
    Column("issued_on", "签发日期", type=T.DATE),
    Column("signed_by", "签发人", longest=64),
    Column("received_by", "签收人", longest=64),
    Column("received_on", "签收日期", type=T.DATE),
    Column("answer_on", "反馈期限", type=T.DATE),
    Column("answered_on", "反馈日期", type=T.DATE),
    Column("answer", "反馈情况", longest=2000, width=40),
    Column("verified_by", "核实人", longest=64),
    Column("conclusion", "结果说明", longest=500, width=30),
    Column("state", "状态", longest=32),
)  # fmt: skip
SIGNED: Final = (OrderState.ISSUED, OrderState.ANSWERED, OrderState.CLOSED, OrderState.VOIDED)


def listed(wanted: ExportFilter) -> Iterator[Mapping[str, Any]]:
    """Orders that were signed, by day. ``since`` and ``until`` are days of signing. Three queries a thousand rows."""
    rows = Order.objects.visible_to(wanted.actor).filter(state__in=SIGNED)
    if code := wanted.division_code:
        rows = rows.filter(Q(county=code) | Q(city=code) | Q(province=code))
    if wanted.since:
        rows = rows.filter(issued_on__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(issued_on__lte=wanted.until)
    ordered = rows.order_by("issued_on", "id").iterator(chunk_size=CHUNK)
    while chunk := list(islice(ordered, CHUNK)):
        offices = agency_names({o.agency_id for o in chunk})
        named: dict[UUID, list[str]] = {}
        for item in (
            OrderItem.objects.filter(order__in=chunk, dropped_at=None).select_related("hazard").order_by("position")
        ):
            named.setdefault(item.order_id, []).append(str(item.hazard))
        for order in chunk:
            yield _line(order, offices, named.get(order.pk, []))


def _line(order: Order, offices: Mapping[UUID, str], hazards: list[str]) -> dict[str, Any]:
    return {
        "number": order.number, "agency": offices.get(order.agency_id, ""), "addressee": order.addressee,
        "where": order.where_name, "hazards": "\n".join(hazards), "reason": order.reason, "rule": order.drafted_by_rule,
        "demands": order.demands, "issued_on": order.issued_on, "signed_by": order.signed_by,
        "received_by": order.received_by, "received_on": day_of(order.received_at) if order.received_at else None,
        "answer_on": order.answer_on, "answered_on": day_of(order.answered_at) if order.answered_at else None,
        "answer": order.answer, "verified_by": order.verified_by, "conclusion": order.conclusion,
        "state": order.get_state_display(),
    }  # fmt: skip


ORDERS: Final = register(
    Ledger(kind="orders", title="督办单台账", order=21, columns=COLUMNS, key=lambda values: "", apply=never_in, rows=listed,
           takes_in=False)
)  # fmt: skip
