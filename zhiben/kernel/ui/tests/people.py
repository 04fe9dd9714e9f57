"""People for tests: an account with one grant, and a client signed in as them."""

from datetime import timedelta
from functools import cache
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.test import Client

from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.ids import new_id

PASSWORD = "一个足够长的密码2026"


@cache
def _hashed() -> str:
    """Hashing is slow on purpose: once is enough for all the people of a run."""
    return make_password(PASSWORD)


def make_person(
    username: str, role: Role = Role.INSPECTOR, *, agency: UUID | None = None, reach: ReachKind = ReachKind.AGENCY,
    path: str = "35.3501.350102.", level: str = "county",
) -> Grant:  # fmt: skip
    user = User.objects.create(username=username, password=_hashed(), name=f"{role.label}甲")
    return add_grant(user, role, agency=agency, reach=reach, path=path, level=level)


def add_grant(
    user: User, role: Role, *, agency: UUID | None = None, reach: ReachKind = ReachKind.AGENCY,
    path: str = "35.3501.350102.", level: str = "county", days: int = 1,
) -> Grant:  # fmt: skip
    regulator = reach == ReachKind.AGENCY
    return Grant.objects.create(
        user=user, role=role, reach=reach, reach_id=agency or new_id(),
        reach_name="青峦县住房和城乡建设局" if regulator else "滨江新城三期",
        path=path if regulator else "", level=level if regulator else "", valid_from=now() - timedelta(days=days),
    )  # fmt: skip


def client_of(grant: Grant) -> Client:
    client = Client()
    client.force_login(grant.user)
    return client
