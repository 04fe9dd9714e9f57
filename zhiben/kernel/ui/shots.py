"""一次性拍摄码 on pages: issued while a form with photos is drawn, recognised when the form comes back. Nobody types it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.views.decorators.http import require_POST

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.evidence.models import ShotCode
from zhiben.kernel.evidence.shots import Shot, issue_shots, renew_shot
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.ui.doors import signed_in


@dataclass(frozen=True)
class ShownShot:
    """A code as a page shows it. ``renew``: where the page asks for the next one while it stays open."""

    code: str
    until: datetime
    renew: str


def shown(row: ShotCode, renew: str) -> ShownShot:
    return ShownShot(row.code, row.valid_until, renew)


def minutes_at(path: str, at: datetime) -> int:
    return int(value_of("evidence.shot_minutes", path=path, on=day_of(at)))


def shot_for(request: HttpRequest) -> ShownShot:
    """The code of this page, one for all its photos, asked for once however often it is drawn."""
    kept: ShownShot | None = getattr(request, "zb_shot", None)
    if kept is None:
        actor, at = actor_of(request), now()
        task = request.path
        row = issue_shots(actor=actor, tasks=[task], minutes=minutes_at(actor.path, at), at=at)[task[:200]]
        kept = shown(row, "/shots/renew")
        request.zb_shot = kept  # type: ignore[attr-defined]
    return kept


def shot_given(request: HttpRequest, *, camera: bool, photo_set: UUID) -> Shot:
    """What this page's form brings back."""
    code = request.POST.get("shot_code", "")[:8]
    return Shot(code=code, camera=camera, task=request.path, photo_set=str(photo_set))


def device_clock(request: HttpRequest) -> datetime | None:
    """What the device's clock showed when it sent this; None when it said nothing that makes sense."""
    try:
        said = parse_datetime(request.POST.get("device_at", ""))
    except ValueError:
        return None
    return said if said and not is_naive(said) and 1990 < said.year < 2200 else None


@signed_in
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """The next code for a page that stays open."""
    actor, at = actor_of(request), now()
    return renewed(actor, request.POST.get("code", ""), actor.path, at)


def renewed(actor: Actor, code: str, path: str, at: datetime) -> HttpResponse:
    row = renew_shot(actor=actor, code=code[:8], minutes=minutes_at(path, at), at=at)
    return JsonResponse({"code": row.code, "until": row.valid_until.isoformat()})
