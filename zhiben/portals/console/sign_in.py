"""Who is this? One answer and one duration for a wrong password, a locked account and an unknown name."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction

from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.audit.acts import record

MOST_FAILURES: Final = 5
LOCKED_FOR: Final = timedelta(minutes=15)
WRONG: Final = "账号或密码不对，或账号已暂时锁定（连续输错 5 次，锁定 15 分钟）。"
NO_GRANT: Final = "账号还没有授权，或授权已到期。请联系本单位的系统管理员。"


@dataclass(frozen=True)
class Answer:
    """Either a user or a sentence saying why not."""

    user: User | None
    reason: str = ""


@transaction.atomic
def check_password(*, username: str, password: str, at: datetime) -> Answer:
    """Attempts on one account queue behind its row, so that parallel guesses are counted one by one."""
    user = User.objects.select_for_update().filter(username=username, is_active=True).first()
    if user is None:
        make_password(password)
        return Answer(None, WRONG)
    right = user.check_password(password)
    if user.locked_until and user.locked_until > at:
        return Answer(None, WRONG)
    if not right:
        _count_failure(user, at)
        return Answer(None, WRONG)
    if user.failed_attempts or user.locked_until:
        User.objects.filter(pk=user.pk).update(failed_attempts=0, locked_until=None)
    grant = Grant.objects.in_force(at).filter(user=user).order_by("id").first()
    _note(user, "sign_in", at, role=grant.role if grant else "")
    return Answer(user) if grant else Answer(None, NO_GRANT)


def change_password(*, user: User, password: str, at: datetime) -> None:
    """The new password has passed its checks; other sessions of the account end with the old one."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    _note(user, "password.change", at)


def _count_failure(user: User, at: datetime) -> None:
    lapsed = user.locked_until is not None
    failures = 1 if lapsed else user.failed_attempts + 1
    locked = at + LOCKED_FOR if failures >= MOST_FAILURES else None
    User.objects.filter(pk=user.pk).update(failed_attempts=failures, locked_until=locked)
    _note(user, "sign_in.locked" if locked else "sign_in.failed", at)


def _note(user: User, verb: str, at: datetime, role: str = "") -> None:
    record(
        verb=verb, at=at, actor_id=user.pk, actor_name=user.name, role=role, object_kind="user", object_id=str(user.pk)
    )
