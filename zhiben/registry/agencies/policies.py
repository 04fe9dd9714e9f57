"""Who may keep agencies, officers and zones."""

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.errors import NotPermitted
from zhiben.registry.agencies.models import Agency


def must_administer(actor: Actor, path: str) -> None:
    """Only a system administrator, within the division of his own agency; else 403."""
    if actor.role not in (Role.SYSTEM_ADMIN, Role.SYSTEM):
        raise NotPermitted("只有系统管理员可以维护机构和区划")
    if not path.startswith(actor.path):
        raise NotPermitted("只能维护本辖区的机构和区划")


def must_run_agency(actor: Actor, agency_id: object, path: str) -> None:
    """The agency's own leader, or a system administrator of its division; else 403."""
    if actor.role == Role.LEADER and actor.reach_id == agency_id:
        return
    must_administer(actor, path)


def may_administer(actor: Actor) -> bool:
    """Whether to offer the forms of administrators at all."""
    return actor.role == Role.SYSTEM_ADMIN


def may_run_agency(actor: Actor, row: Agency) -> bool:
    """Whether to offer the forms of one agency."""
    if actor.role == Role.LEADER:
        return actor.reach_id == row.pk
    return may_administer(actor) and row.path.startswith(actor.path)


def must_keep_grids(actor: Actor, agency_id: object, path: str) -> None:
    """The agency's own leader or clerk, or a system administrator of its division; else 403."""
    if not may_keep_grids(actor, agency_id):
        must_administer(actor, path)


def may_keep_grids(actor: Actor, agency_id: object) -> bool:
    """Whether to offer drawing grids and moving projects between them."""
    return actor.role in (Role.LEADER, Role.CLERK) and actor.reach_id == agency_id
