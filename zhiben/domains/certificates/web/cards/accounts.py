"""亮证 with an account: an enterprise's own certificates and those of its people, and the plate of a machine."""

from typing import Final
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zhiben.domains.certificates.policies import READERS, REGULATORS, SITE
from zhiben.domains.certificates.queries import certificate_for, certificates, site_named_on
from zhiben.domains.certificates.services.holding import count_carrying, give_code
from zhiben.domains.certificates.terms import CertificateKind, CodeWay
from zhiben.domains.certificates.web.cards.sheet import cards_of
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.ui.doors import open_to
from zhiben.registry.enterprises.public import enterprises
from zhiben.registry.people.public import person_for
from zhiben.registry.projects.public import projects

MOST: Final = 30
GIVERS: Final = frozenset({*REGULATORS, Role.ENTERPRISE_ADMIN, Role.PRINCIPAL})


@open_to(SITE)
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """The firm's own first; its people's by name, because there may be thousands."""
    actor, at, name = actor_of(request), now(), request.GET.get("q", "").replace("\0", "").strip()[:64]
    rows = certificates(actor).filter(closed_at=None)
    own = Q(person=None)
    rows = rows.filter(Q(holder_name__contains=name) | Q(number__contains=name)) if name else rows.filter(own)
    sorted_rows = rows.alias(of_machine=Q(equipment__isnull=False)).order_by("of_machine", "kind", "holder_name", "pk")
    found = list(sorted_rows[: MOST + 1])
    count_carrying(way=CodeWay.ACCOUNT, county=_county(actor), at=at)
    context = {
        "cards": cards_of(found[:MOST], day_of(at)), "more": len(found) > MOST, "q": name, "at": at,
        "reach_name": actor.reach_name, "crumbs": [("首页", "/home"), ("亮证", "")],
    }  # fmt: skip
    return render(request, "certificates/cards/cards.html", context)


@open_to(READERS)
@require_safe
def plate(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """设备码牌: what is put on a machine for everybody to scan."""
    actor, at = actor_of(request), now()
    certificate = certificate_for(actor, certificate_id)
    if certificate.equipment_id is None:
        raise NotVisible("这张证照不是设备的，没有码牌")
    (card,) = cards_of([certificate], day_of(at))
    context = {
        "card": card, "certificate": certificate, "machine": certificate.equipment, "site": site_named_on(certificate),
        "unit": "产权单位" if certificate.kind == CertificateKind.CRANE_FILING else "使用单位",
        "crumbs": [("首页", "/home"), (card.view.title, card.view.url), ("设备码牌", "")],
    }  # fmt: skip
    return render(request, "certificates/cards/plate.html", context)


@open_to(GIVERS)
@never_cache
def give(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A code told to the holder face to face; made by a POST and shown in its answer alone."""
    actor = actor_of(request)
    person = person_for(actor, person_id)
    code = give_code(actor=actor, person_id=person_id, at=now()) if request.method == "POST" else ""
    back = reverse("people:page", args=[person.pk])
    context = {
        "person": person, "code": code, "back": back, "address": request.build_absolute_uri(reverse("cards:own")),
        "crumbs": [("首页", "/home"), ("人员", "/people/"), (person.name, back), ("亮证码", "")],
    }  # fmt: skip
    return render(request, "certificates/cards/give.html", context)


def _county(actor: Actor) -> str:
    if actor.reach == ReachKind.PROJECT:
        return projects(actor).values_list("county", flat=True).first() or ""
    if actor.reach_id is None:
        return ""
    return enterprises(actor).filter(pk=actor.reach_id).values_list("division_code", flat=True).first() or ""
