"""集中挂牌: what a region lists in batches waits until somebody picks it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhiben.domains.ladder.models import Rung
from zhiben.domains.ladder.policies import REGULATORS
from zhiben.domains.ladder.terms import Outcome
from zhiben.domains.listings.public import draft_batch, listings_of
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, WrongState


@transaction.atomic
def draft_waiting_batch(*, actor: Actor, rung_ids: Sequence[UUID], reason: str, at: datetime) -> int:
    """One listing for each hazard picked, all in one batch on the leader's desk. Returns how many.

    Raises NotPermitted, InvalidInput, or WrongState when one of them waits no longer.
    """
    if actor.role not in REGULATORS or actor.reach_id is None:
        raise NotPermitted("只有监管机关的人员可以拟集中挂牌")
    if not reason.strip():
        raise InvalidInput.of("reason", "请写明集中挂牌的理由")
    wanted = list(dict.fromkeys(rung_ids))
    rows = Rung.objects.visible_to(actor).filter(pk__in=wanted, outcome=Outcome.BATCH)
    rungs = list(rows.select_for_update(of=("self",)).select_related("hazard").order_by("pk"))
    if len(rungs) < len(wanted) or any(r.hazard.listing_level for r in rungs):
        raise WrongState("勾选的隐患里有的已经不在等待集中挂牌，请刷新后重新勾选")
    ids = list(dict.fromkeys(r.hazard_id for r in rungs))
    draft_batch(actor=actor, hazard_ids=ids, reason=reason.strip(), at=at, drafted_by_rule=f"集中挂牌（{len(ids)} 条）")
    listings = listings_of(ids)
    for rung in rungs:
        Rung.objects.filter(pk=rung.pk).update(
            outcome=Outcome.DRAFTED, draft_flow="listing", draft_id=listings[rung.hazard_id].pk
        )
    return len(ids)
