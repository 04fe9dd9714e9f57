"""送知 on the phone of somebody without an account: the code, what is handed over, the signature."""

from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from zhiben.domains.hazards.models import Serving
from zhiben.domains.hazards.services.serving import mark_read, sign_serving, visible_serving
from zhiben.domains.hazards.services.serving_links import redeem_serving, serving_behind, serving_holder
from zhiben.kernel.access.middleware import actor_of, become
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotPermitted, Refusal
from zhiben.kernel.papers.tries import limited
from zhiben.kernel.ui.doors import public
from zhiben.kernel.ui.phones import given_code, keep_secret, kept_secret
from zhiben.registry.agencies.public import agency

COOKIE: Final = "zb_serving"
SALT: Final = "zhiben.serving-link"


@public("送知链接：内容要凭签收码，只能看和签这一份")
@require_safe
def serving(request: HttpRequest, token: str) -> HttpResponse:
    """Without the code: the form for it. With it: the hazard and the button."""
    found = serving_behind(token)
    if found is None:
        return render(request, "hazards/link/serving_unknown.html", status=404)
    try:
        _enter(request, token, found)
    except NotPermitted:
        return _door(request, token, found)
    actor, at = actor_of(request), now()
    mark_read(actor=actor, serving_id=found.pk, at=at)
    fresh = visible_serving(actor, found.pk)
    context = {
        "token": token,
        "serving": fresh,
        "hazard": fresh.hazard,
        "agency": agency(fresh.agency_id),
        "actor": actor,
    }
    return render(request, "hazards/link/serving.html", context)


@public("凭签收码打开送知，输错有次数限制")
@require_POST
def open_serving(request: HttpRequest, token: str) -> HttpResponse:
    found = serving_behind(token)
    if found is None:
        return render(request, "hazards/link/serving_unknown.html", status=404)
    address, at = request.META.get("REMOTE_ADDR", ""), now()
    try:
        given = given_code(request)
        secret = limited(f"serving|{found.pk}", address, lambda: redeem_serving(serving=found, at=at, **given), at=at)
    except Refusal as refusal:
        answer = _door(request, token, found, refusal)
        if refusal.status == 429:
            answer["Retry-After"] = "900"
        return answer
    answer = HttpResponseRedirect(f"/k/{token}")
    return keep_secret(answer, COOKIE, salt=f"{SALT}.{token}", path=f"/k/{token}", secret=secret)


@public("凭签收码在本机打开的送知，只能签这一份")
@require_POST
def sign(request: HttpRequest, token: str) -> HttpResponse:
    found = serving_behind(token)
    if found is None:
        return render(request, "hazards/link/serving_unknown.html", status=404)
    try:
        with transaction.atomic():
            _enter(request, token, found)
            sign_serving(actor=actor_of(request), serving_id=found.pk, at=now())
    except Refusal as refusal:
        return _door(request, token, found, refusal)
    return HttpResponseRedirect(f"/k/{token}")


def _enter(request: HttpRequest, token: str, found: Serving) -> None:
    """Raises NotPermitted."""
    become(request, serving_holder(serving=found, secret=kept_secret(request, COOKIE, salt=f"{SALT}.{token}")))


def _door(request: HttpRequest, token: str, found: Serving, refusal: Refusal | None = None) -> HttpResponse:
    given = {field: request.POST.get(field, "") for field in ("code", "name", "phone")}
    context = {"token": token, "agency": agency(found.agency_id), "refusal": refusal, "given": given}
    return render(request, "hazards/link/serving_door.html", context, status=refusal.status if refusal else 200)
