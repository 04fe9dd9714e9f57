"""What the platform already knows about a step: nobody types twice."""

from datetime import datetime
from typing import Any

from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.services.hazards import items_of
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.workflow.models import CaseMove


def review_facts(listing: Listing, at: datetime) -> dict[str, Any]:
    """现场审查 from the hazards' own re-checks: the last day, everybody who was there, what they concluded."""
    hazards = [item.hazard for item in items_of(listing.pk)]
    days = [h.rechecked_on for h in hazards if h.rechecked_on]
    if not days:
        return {"reviewed_on": day_of(at)}
    people = [h.rechecked_by for h in hazards if h.rechecked_by]
    for hazard in hazards:
        if hazard.notice is not None:
            people += [o.name for o in sorted(hazard.notice.officers.all(), key=lambda o: o.position)]
    names = dict.fromkeys(name for said in people for name in said.split("、"))
    return {"reviewed_on": max(days), "reviewed_by": "、".join(names), "opinion": "；".join(_conclusions(hazards))}


def plan_facts(listing: Listing) -> dict[str, Any]:
    """五定 as the hazards' own records have them; a plan handed in before comes first."""
    if listing.plan_on is not None:
        return {}
    hazards = [item.hazard for item in items_of(listing.pk)]
    duty = [" ".join(filter(None, (h.responsible_unit, h.responsible_person))) for h in hazards]
    funds = [h.fund_wan for h in hazards if h.fund_wan is not None]
    return {
        "duty": _joined(duty), "measure": _joined([h.measure for h in hazards]),
        "fund_wan": sum(funds) if funds else None, "emergency": _joined([h.emergency for h in hazards]),
    }  # fmt: skip


def _joined(said: list[str]) -> str:
    return "\n".join(dict.fromkeys(text for text in said if text))


def _conclusions(hazards: list[Any]) -> list[str]:
    moves = CaseMove.objects.filter(case_id__in=[h.pk for h in hazards], action__in=("close", "self_close"))
    said = {move.case_id: str(move.inputs.get("conclusion") or "") for move in moves.order_by("seq")}
    return list(dict.fromkeys(text for h in hazards if (text := said.get(h.pk))))
