"""What the answers about listings are made of."""

from typing import Any

from django.db.models import Q

from zhiben.domains.listings.api.schemas import ListingOut, ListingQuery
from zhiben.domains.listings.models import ListedHazard, Listing
from zhiben.domains.listings.services.hazards import items_of
from zhiben.domains.listings.services.progress import is_missed
from zhiben.domains.listings.workflow import LISTING_FLOW
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import today
from zhiben.kernel.workflow.engine import permitted
from zhiben.kernel.workflow.queries import history_of
from zhiben.registry.agencies.public import in_division

PLAIN = ("clause_text", "other", "report", "review_opinion")
INNER = ("reason", "drafted_by_rule", "declined_why")  # said between agencies before the notice, not to its addressee


def narrowed(rows: Any, query: ListingQuery) -> Any:
    wanted = {"state": query.state, "level": query.level, "project_id": query.project}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if query.q:
        text = query.q.replace("\x00", "")
        named = Q(where_name__icontains=text) | Q(addressee__icontains=text)
        rows = rows.filter(named | Q(number__icontains=text) | Q(title__icontains=text))
    if query.hazard:
        rows = rows.filter(pk__in=ListedHazard.objects.filter(hazard=query.hazard).values("listing"))
    if query.division:
        rows = rows.filter(**in_division(query.division))
    rows = rows.running() if query.open else rows
    rows = rows.past_deadline(on=today()) if query.overdue else rows
    bounds = {"listed_on__gte": query.listed_since, "listed_on__lte": query.listed_until}
    return rows.filter(**{name: day for name, day in bounds.items() if day})


def detail_of(listing: Listing, actor: Actor) -> dict[str, Any]:
    """Everything one may know about a listing, with what one may do."""
    labels = {t.action: t.label for t in LISTING_FLOW.transitions}
    return {
        **{name: getattr(listing, name) for name in (*ListingOut.model_fields, *PLAIN)},
        **{name: getattr(listing, name) if actor.is_regulator or actor.is_system else "" for name in INNER},
        "plan": {
            "duty": listing.plan_duty, "measure": listing.plan_measure, "fund_wan": listing.plan_fund_wan,
            "until": listing.plan_until, "emergency": listing.plan_emergency,
        },
        "hazards": [
            {"id": i.hazard_id, "title": i.hazard.title, "state": i.hazard.state, "number": i.hazard.number}
            for i in items_of(listing.pk)
        ],
        "progress": [_period(row) for row in listing.progress.order_by("period")],
        "follow_ups": list(
            listing.follow_ups.order_by("done_on").values("kind", "done_on", "number", "note", "recorded_by")
        ),
        "actions": [{"action": t.action, "label": t.label} for t in permitted(LISTING_FLOW, listing, actor)],
        "history": [
            {
                "seq": m.seq, "action": m.action, "label": labels.get(m.action, "登记"), "source": m.source,
                "target": m.target, "actor_name": m.actor_name, "on_behalf_of": m.on_behalf_of, "at": m.at,
                "inputs": m.inputs,
            }
            for m in history_of(listing.pk)
        ],
    }  # fmt: skip


def _period(row: Any) -> dict[str, Any]:
    names = ("id", "period", "since", "until", "state", "text", "percent", "reported_on")
    return {**{name: getattr(row, name) for name in names}, "missed": is_missed(row, today())}
