"""The ladder on the page of a hazard, and in short on the page of a project."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.urls import reverse

from zhiben.domains.hazards.terms import Level
from zhiben.domains.ladder.models import Order, OrderItem, Rung
from zhiben.domains.ladder.policies import READERS, REGULATORS
from zhiben.domains.ladder.queries import SITE_STATES, next_rung, orders_of, rules_for, rungs_of
from zhiben.domains.ladder.terms import Outcome, RungCode
from zhiben.domains.listings.public import listing_of, standing_of
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.due import DueClock
from zhiben.kernel.ui.presence import Asked, Having
from zhiben.kernel.workflow.models import Urge
from zhiben.kernel.workflow.registry import flow as flow_of

MOST: Final = 8
TONES: Final[dict[str, str]] = {
    Outcome.DRAFTED: "yellow", Outcome.BATCH: "yellow", Outcome.WAITING: "yellow", Outcome.SIGNED: "blue",
    Outcome.DECLINED: "red",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Step:
    """One rung as people see it. ``note`` says who decided and why."""

    label: str
    word: str = ""
    tone: str = ""
    day: date | None = None
    url: str = ""
    note: str = ""


def ladder_of(actor: Actor, hazard: Any, at: datetime) -> dict[str, Any] | None:
    """临期提醒、催办、督办单、挂牌督办、约谈 with what came of each, and what comes next. Seven queries at most."""
    if actor.role not in READERS:
        return None
    steps = _told(hazard)
    rungs = rungs_of(hazard.pk) if actor.role in REGULATORS else []
    steps += [_rung(rung) for rung in rungs]
    behind = {rung.draft_id for rung in rungs}
    steps += [_order(order) for order in orders_of(actor, hazard.pk) if order.pk not in behind]
    steps += _listed(actor, hazard, behind)
    steps.sort(key=lambda step: step.day or day_of(at))
    coming = _coming(hazard, at) if actor.role in REGULATORS else ""
    return {"steps": steps, "coming": coming} if steps or coming else None


def there_of_hazard(actor: Actor, hazard: Any) -> list[Asked] | None:
    """What is open may have something coming, which only the rules of its place can tell."""
    if actor.role not in READERS:
        return []
    if hazard.closed_at is None and hazard.due_at is not None and actor.role in REGULATORS:
        return None
    ids = [pk for pk in (hazard.pk, hazard.notice_id) if pk]
    rungs = [Having(Rung, "hazard_id", hazard.pk)] if actor.role in REGULATORS else []
    return [
        *(Having(Urge, "case_id", pk) for pk in ids), *rungs, Having(OrderItem, "hazard_id", hazard.pk),
        Notification.objects.filter(case_id__in=ids, topic="due_soon"), standing_of(hazard.pk),
    ]  # fmt: skip


def _told(hazard: Any) -> list[Step]:
    """Items of a notice are reminded of and urged through it."""
    ids = [pk for pk in (hazard.pk, hazard.notice_id) if pk]
    soon = Notification.objects.filter(case_id__in=ids, topic="due_soon").order_by("created_at").first()
    urges = list(Urge.objects.filter(case_id__in=ids).order_by("at"))
    steps = [Step(label="临期提醒", word="已提醒", day=day_of(soon.created_at))] if soon else []
    if urges:
        last = urges[-1]
        steps.append(
            Step(label=f"催办 {len(urges)} 次", word="已催办", day=day_of(last.at), note=f"最近一次：{last.actor_name}")
        )
    return steps


def _rung(rung: Rung) -> Step:
    note = "；".join(part for part in (rung.settled_by, rung.note) if part)
    url = case_url(rung.draft_flow, rung.draft_id) if rung.draft_id and rung.draft_flow else ""
    if rung.outcome == Outcome.BATCH:
        url = reverse("ladder:batch")
    return Step(
        label=rung.get_code_display(), word=rung.get_outcome_display(), tone=TONES.get(rung.outcome, ""),
        day=day_of(rung.settled_at or rung.reached_at), url=url, note=f"{rung.why}。{note}" if note else rung.why,
    )  # fmt: skip


def _order(order: Order) -> Step:
    """Drafted by hand; the site sees what was signed."""
    return Step(
        label="督办单", word=order.get_state_display(), day=order.issued_on or day_of(order.opened_at),
        url=case_url("ladder.order", order.pk), note=order.number or f"{order.drafted_by}拟稿",
    )  # fmt: skip


def _listed(actor: Actor, hazard: Any, behind: set[UUID | None]) -> list[Step]:
    """A listing that was begun by hand."""
    listing = listing_of(hazard.pk)
    if listing is None or listing.pk in behind or not (actor.is_regulator or listing.seen_by_parties):
        return []
    word = flow_of("listing").states[listing.state]
    day = listing.listed_on or day_of(listing.opened_at)
    return [Step(label="挂牌督办", word=word, day=day, url=case_url("listing", listing.pk), note=listing.number)]


def _coming(hazard: Any, at: datetime) -> str:
    if hazard.closed_at is not None or hazard.due_at is None or hazard.state not in SITE_STATES or hazard.silent:
        return ""
    today, rules = day_of(at), rules_for(hazard, day_of(at))
    found = next_rung(hazard, rules, deadline_on=day_of(hazard.due_at), today=today)
    if found is None:
        return ""
    code, day = found
    what = "列入集中挂牌" if code == RungCode.LISTING and rules.mode == "BATCH" else f"拟{code.label}"
    return f"再过 {(day - today).days} 天（{day.month}月{day.day}日）仍没有整改完毕，将{what}。"


def ladder_of_project(actor: Actor, project: Any, at: datetime) -> dict[str, Any] | None:
    """Orders under way on a site, and for regulators what lies on a desk. Three queries."""
    if actor.role not in READERS:
        return None
    open_orders = Order.objects.visible_to(actor).filter(project=project.pk, closed_at=None)
    orders = list(open_orders.order_by("due_at", "pk")[:MOST])
    desk: Sequence[Rung] = []
    if actor.role in REGULATORS:
        rows = Rung.objects.visible_to(actor).filter(project_id=project.pk).pending().exclude(draft_flow="ladder.order")
        desk = list(rows.select_related("hazard").order_by("reached_at")[:MOST])
    if not orders and not desk:
        return None
    clock = DueClock(at, [o.due_at for o in orders])
    return {
        "orders": [(o, case_url("ladder.order", o.pk), clock.read(o.due_at)) for o in orders],
        "rungs": [(_rung(r), r.hazard) for r in desk],
    }


def offer_order(hazard: Any, actor: Actor) -> list[tuple[str, str, str]]:
    """拟督办单 on the page of an open hazard, for the agency responsible and those above it."""
    if hazard.closed_at is not None or actor.role not in REGULATORS or not actor.is_regulator:
        return []
    own = actor.reach_id == hazard.agency_id
    above = hazard.scope.startswith(actor.path) and hazard.scope != actor.path
    ordered = hazard.state not in ("RECORDED",) and (hazard.level == Level.MAJOR or hazard.deadline_on or above)
    return [("拟督办单", reverse("ladder:order-new", args=[hazard.pk]), "plain")] if (own or above) and ordered else []
