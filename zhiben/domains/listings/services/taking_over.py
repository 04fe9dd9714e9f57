"""启用补录: listings taken over from a ledger begin to speak."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.services.progress import open_due_progress
from zhiben.domains.listings.workflow import LISTING_FLOW
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import NotPermitted
from zhiben.kernel.workflow.backfill import switch_on


@transaction.atomic
def switch_on_listings(*, actor: Actor, ids: Sequence[UUID], at: datetime) -> int:
    """Whoever must act gets the to-do with the ledger's own deadline; progress is asked for from today on."""
    if not actor.is_regulator or actor.reach_id is None:
        raise NotPermitted("只有监管机关可以启用补录的挂牌督办")
    own = Listing.objects.visible_to(actor).filter(pk__in=ids, agency_id=actor.reach_id, silent=True)
    count = switch_on(LISTING_FLOW, list(own.values_list("pk", flat=True)), actor=actor, at=at)
    open_due_progress(at=at)
    return count
