"""What this package shows on the pages of a hazard and of a project."""

from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from zhiben.domains.listings.models import ListedHazard, Listing
from zhiben.domains.listings.policies import READERS
from zhiben.domains.listings.web.tones import TONES, chain_of
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.presence import Having

MOST: Final = 10


def of_hazard(actor: Actor, hazard: Any, at: datetime) -> dict[str, Any] | None:
    """Listings this hazard stands or stood on, newest first."""
    return _shown(_of_hazard(actor, hazard), at) if actor.role in READERS else None


def there_of_hazard(actor: Actor, hazard: Any) -> list[Having]:
    return [Having(ListedHazard, "hazard_id", hazard.pk)] if actor.role in READERS else []


def _of_hazard(actor: Actor, hazard: Any) -> "QuerySet[Listing]":
    ids = ListedHazard.objects.filter(hazard=hazard.pk).values("listing")
    return Listing.objects.visible_to(actor).filter(pk__in=ids)


def of_project(actor: Actor, project: Any, at: datetime) -> dict[str, Any] | None:
    return (
        _shown(Listing.objects.visible_to(actor).filter(project_id=project.pk), at) if actor.role in READERS else None
    )


def _shown(rows: Any, at: datetime) -> dict[str, Any] | None:
    """One query. Nothing at all is shown where nothing ever was."""
    found = list(rows.order_by("-opened_at", "-pk")[:MOST])
    if not found:
        return None
    on = day_of(at)
    return {
        "listings": [
            {
                "row": x, "url": case_url("listing", x.pk), "tone": TONES.get(x.state, ""), "chain": chain_of(x),
                "late": x.closed_at is None and x.listed_on and x.deadline_on and x.deadline_on < on,
            }
            for x in found
        ]
    }  # fmt: skip
