"""Putting a 督办单 on a leader's desk: by rule, or by hand from a hazard."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhiben.domains.hazards.public import hazards_for
from zhiben.domains.ladder.models import Order, OrderItem
from zhiben.domains.ladder.policies import REGULATORS
from zhiben.domains.ladder.queries import AGENCY_STATES, open_orders_of
from zhiben.domains.ladder.terms import OrderState
from zhiben.domains.ladder.workflow import ORDER_FLOW
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.clocks import working_days
from zhiben.kernel.workflow.engine import Party, fire, open_case
from zhiben.registry.agencies.public import agency
from zhiben.registry.projects.public import parties_of

MOST_HAZARDS = 30
COPIED = ("consultant", "owner")


@transaction.atomic
def draft_order(
    *, actor: Actor, hazard_ids: Sequence[UUID], at: datetime, reason: str = "", demands: str = "",
    answer_on: date | None = None, desk_agency_id: UUID | None = None, to_agency: bool | None = None,
    drafted_by_rule: str = "",
) -> Order:  # fmt: skip
    """拟督办单 for one or several hazards of one project; blank words are filled in as the place has set them.

    By hand: an agency's own people write to the enterprise, those of an agency above to the agency responsible. A rule
    says itself (``to_agency``) whom it addresses and on whose desk (``desk_agency_id``) it puts the draft. Raises
    NotVisible, NotPermitted, InvalidInput, WrongState (a hazard is closed, or has an order that is not settled).
    """
    hazards = _hazards(actor, hazard_ids)
    desk, addressed = _desk(actor, hazards[0], desk_agency_id, to_agency)
    _check(hazards, addressed, desk)
    order = _new_order(actor, hazards, desk, addressed, at)
    order.reason = reason.strip() or _reason(hazards, addressed, day_of(at))
    order.demands = demands.strip() or order.demands
    order.answer_on, order.drafted_by_rule = answer_on, drafted_by_rule
    parties = [] if addressed else _parties(hazards[0].project_id, day_of(at))
    opened = open_case(
        ORDER_FLOW, order, actor=actor, at=at, state=OrderState.DRAFT, parties=parties,
        due=working_days("ladder.decide_working_days"),
    )  # fmt: skip
    OrderItem.objects.bulk_create(
        OrderItem(order=opened, hazard=hazard, position=n) for n, hazard in enumerate(hazards, 1)
    )
    return opened


@transaction.atomic
def edit_order(
    *, actor: Actor, order_id: UUID, reason: str, demands: str, answer_on: date | None, at: datetime
) -> Order:
    """修改: while it is a draft, by the office or the leader."""
    return fire(
        ORDER_FLOW, order_id, "edit", actor=actor, at=at, reason=reason, demands=demands, answer_on=answer_on
    )  # fmt: skip


def _hazards(actor: Actor, ids: Iterable[UUID]) -> list[Any]:
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise InvalidInput.of("hazard_ids", "请至少选一条隐患")
    if len(wanted) > MOST_HAZARDS:
        raise InvalidInput.of("hazard_ids", f"一份督办单最多列 {MOST_HAZARDS} 条隐患")
    found = hazards_for(actor, wanted)
    if len(found) < len(wanted):
        raise NotVisible("没有找到其中的隐患，或者不在您的权限范围内")
    if len({h.project_id for h in found}) > 1:
        raise InvalidInput.of("hazard_ids", "一份督办单只督办一个工程的隐患，请分开拟")
    return found


def _desk(actor: Actor, hazard: Any, desk_id: UUID | None, to_agency: bool | None) -> tuple[Any, bool]:
    """On whose leader's desk the draft goes, and whether it is addressed to the agency responsible."""
    if actor.is_system:
        return agency(desk_id or hazard.agency_id), bool(to_agency)
    if not actor.is_regulator or actor.role not in REGULATORS or actor.reach_id is None:
        raise NotPermitted("只有监管机关的人员可以拟督办单")
    if actor.reach_id == hazard.agency_id:
        return agency(actor.reach_id), False
    if hazard.scope.startswith(actor.path) and hazard.scope != actor.path:
        return agency(actor.reach_id), True
    raise NotPermitted("只有办理这条隐患的机关和它的上级机关可以拟督办单")


def _check(hazards: Sequence[Any], addressed: bool, desk: Any) -> None:
    gone = [h for h in hazards if h.closed_at is not None]
    if gone:
        raise WrongState(f"「{gone[0].title}」已经是「{gone[0].get_state_display()}」，不必督办")
    # Who drafts for the same hazards waits here until the other has committed.
    list(type(hazards[0]).objects.select_for_update(of=("self",)).filter(pk__in=[h.pk for h in hazards]).order_by("pk"))
    for row in open_orders_of(h.pk for h in hazards):
        if row.order.to_agency == addressed and row.order.agency_id == desk.pk:
            said = row.order.number or "待签批的草稿"
            raise WrongState(f"「{row.order.title}」还没有办结（{said}），不再另拟督办单")


def _new_order(actor: Actor, hazards: Sequence[Any], desk: Any, addressed: bool, at: datetime) -> Order:
    first, day = hazards[0], day_of(at)
    more = f" 等 {len(hazards)} 条隐患" if len(hazards) > 1 else ""
    contractor = next((p for p in parties_of(first.project_id, day) if p.role == "contractor"), None)
    office = agency(first.agency_id) if addressed else None
    enterprise = None if addressed or contractor is None else contractor.enterprise
    words = "agency_demands" if addressed else "demands"
    return Order(
        title=f"督办：{first.title[:240]}{more}", where_name=first.where_name, project_id=first.project_id,
        agency_id=desk.pk, scope=desk.path, place=first.place, province=first.province, city=first.city,
        county=first.county, seen_by_parties=False, enterprise=enterprise, addressee_agency=office,
        addressee=office.name if office else enterprise.name if enterprise else f"{first.where_name}项目部",
        copies="" if addressed else _copies(first.project_id, day), drafted_by=actor.name,
        name=value_of("ladder.order_name", path=first.place, on=day),
        demands=value_of(f"ladder.text.{words}", path=first.place, on=day),
    )  # fmt: skip


def _reason(hazards: Sequence[Any], addressed: bool, today: date) -> str:
    first = hazards[0]
    if addressed or first.state in AGENCY_STATES:
        return f"{first.where_name}的下列隐患停在「{first.get_state_display()}」，逾期未办理。"
    late = max(((today - h.deadline_on).days for h in hazards if h.deadline_on), default=0)
    tail = f"已逾期 {late} 天" if late > 0 else "需要督促落实"
    return f"{first.where_name}的下列隐患至今没有整改完毕，{tail}。"


def _parties(project_id: UUID, on: date) -> list[Party]:
    """The site, the contractor who must answer, and 监理 and 建设单位, who receive a copy."""
    concerned = [p for p in parties_of(project_id, on) if p.role in ("contractor", *COPIED)]
    enterprises = [Party(kind="enterprise", subject_id=p.enterprise_id, role=p.role) for p in concerned]
    return [Party(kind="project", subject_id=project_id, role="site"), *enterprises]


def _copies(project_id: UUID, on: date) -> str:
    return "、".join(p.enterprise.name for p in parties_of(project_id, on) if p.role in COPIED)[:300]
