"""Heads of the contractor: registered, with accounts of their own."""

from datetime import datetime, timedelta

from zhiben.domains.hazards.models import Hazard, Serving
from zhiben.domains.hazards.tests.factories import SINCE, Site
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.events.models import OutboxEvent
from zhiben.kernel.events.registry import listeners
from zhiben.registry.enterprises.public import name_head
from zhiben.registry.enterprises.terms import HeadPost


def head_account(name: str, site: Site, role: Role = Role.PRINCIPAL) -> Actor:
    user = User.objects.create_user(f"{name}-{site.contractor.pk}-{role}"[:64], name=name)
    return Grant.objects.create(
        user=user, role=role, reach=ReachKind.ENTERPRISE, reach_id=site.contractor.pk,
        reach_name=site.contractor.name, valid_from=now() - timedelta(days=1),
    ).actor()  # fmt: skip


def hear(listener: str = "hazards.serve") -> None:
    """Hand every event so far to a listener, as the worker would after the commit. All over again each time."""
    handlers = listeners()[listener]
    with acting_as(system_actor()):
        for event in OutboxEvent.objects.filter(name__in=list(handlers)).order_by("id"):
            handlers[event.name](event.payload, event.at)


def name_heads(site: Site, *, principal: str = "", controller: str = "", phone: str = "13900005678") -> None:
    for post, name in ((HeadPost.PRINCIPAL, principal), (HeadPost.CONTROLLER, controller)):
        if name:
            name_head(actor=system_actor(), enterprise_id=site.contractor.pk, post=post, name=name, phone=phone,
                      on=SINCE, at=now())  # fmt: skip
    hear()


def clock_of(serving: Serving) -> datetime:
    assert serving.due_at
    return serving.due_at


def servings(hazard: Hazard) -> dict[str, Serving]:
    return {s.post: s for s in Serving.objects.filter(hazard=hazard)}
