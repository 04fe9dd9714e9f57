"""Who may call an operation, where what one may see does not say it: the roles that may open the page of the same."""

from collections.abc import Collection

from django.http import HttpRequest

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.errors import NotPermitted


def caller(request: HttpRequest, roles: Collection[Role]) -> Actor:
    """The actor, being one of these. Raises NotPermitted."""
    actor = actor_of(request)
    if actor.role not in roles:
        raise NotPermitted(f"现在的身份是「{actor.role.label}」，不能调用这个接口")
    return actor
