"""Whose session it is and what he may do, in one query: every page asks for both."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend

from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.base.clock import now


class UsersWithGrants(ModelBackend):
    """Django's own, whose users come with ``grants_in_force``, oldest first."""

    def get_user(self, user_id: UUID) -> User | None:
        grants = list(Grant.objects.in_force(now()).filter(user_id=user_id).select_related("user").order_by("id"))
        user: Any = grants[0].user if grants else super().get_user(user_id)
        if user is None or not self.user_can_authenticate(user):
            return None
        for grant in grants:
            grant.user = user
        user.grants_in_force = grants
        return user  # type: ignore[no-any-return]
