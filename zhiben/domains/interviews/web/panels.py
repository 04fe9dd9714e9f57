"""What this package shows on the page of a case that led to a talk, and of an enterprise."""

from datetime import datetime
from typing import Any, Final

from zhiben.domains.interviews.models import Interview
from zhiben.domains.interviews.policies import READERS
from zhiben.domains.interviews.web.tones import TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.presence import Having

MOST: Final = 10


def of_case(actor: Actor, case: Any, at: datetime) -> dict[str, Any] | None:
    """Talks that this case led to, newest first. One query."""
    return _shown(Interview.objects.visible_to(actor).filter(case_id=case.pk)) if actor.role in READERS else None


def there_of_case(actor: Actor, case: Any) -> list[Having]:
    return [Having(Interview, "case_id", case.pk)] if actor.role in READERS else []


def of_enterprise(actor: Actor, enterprise: Any, at: datetime) -> dict[str, Any] | None:
    rows = Interview.objects.visible_to(actor).filter(enterprise_id=enterprise.pk)
    return _shown(rows) if actor.role in READERS else None


def _shown(rows: Any) -> dict[str, Any] | None:
    found = list(rows.order_by("-pk")[:MOST])
    if not found:
        return None
    return {"interviews": [(i, case_url("interview", i.pk), TONES.get(i.state, "")) for i in found]}
