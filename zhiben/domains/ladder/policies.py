"""Permission questions that a role and a reach cannot answer."""

from uuid import UUID

from zhiben.domains.ladder.models import Order
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import REGULATORS as ALL_REGULATORS
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.errors import NotPermitted

OFFICERS = frozenset({Role.INSPECTOR, Role.ENFORCER})
LEADERS = frozenset({Role.LEADER})
REGULATORS = frozenset(ALL_REGULATORS) - {Role.CERTIFIER}
# Who answers for the site; 监理 and 建设单位 receive a copy and see it.
ANSWERERS = frozenset({Role.SITE_MANAGER, Role.SAFETY_OFFICER, Role.ENTERPRISE_ADMIN, Role.PRINCIPAL})
READERS = REGULATORS | ANSWERERS | {Role.CONSULTANT, Role.OWNER}


def may_see_order(actor: Actor, order_id: UUID) -> bool:
    """Whoever sees the order sees what was handed in with its answer."""
    return Order.objects.visible_to(actor).filter(pk=order_id).exists()


def is_addressed(actor: Actor, order: Order) -> bool:
    """The very agency whose delay the order is about; its sisters and subordinates only read it."""
    return actor.is_system or (order.to_agency and actor.reach_id == order.addressee_agency_id)


def check_addressed(actor: Actor, order: Order) -> None:
    if not is_addressed(actor, order):
        raise NotPermitted(f"这份督办单发给{order.addressee}，由它反馈")
