"""Who may write down a restriction, and who may lift it."""

from zhiben.domains.standing.models import Bar
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role

RECORDERS = (Role.ENFORCER, Role.CLERK, Role.LEADER, Role.CERTIFIER)


def may_record(actor: Actor) -> bool:
    return actor.is_system or (actor.is_regulator and actor.role in RECORDERS)


def may_lift(actor: Actor, bar: Bar) -> bool:
    """The agency that wrote it down, or the system."""
    return actor.is_system or (may_record(actor) and (bar.agency_id is None or actor.reach_id == bar.agency_id))
