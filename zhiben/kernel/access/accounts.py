"""Opening accounts, granting, issuing tokens. Every act is recorded."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.models import Grant, Token, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState

# Without letters and digits that look alike: the first password is read out and typed.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
PASSWORD_LENGTH = 14


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What a grant reaches. ``path`` and ``level`` only for an agency."""

    kind: ReachKind
    id: UUID
    name: str
    path: str = ""
    level: str = ""


@transaction.atomic
def open_account(*, actor: Actor, username: str, role: Role, reach: Reach, at: datetime, name: str = "") -> str:
    """A new account with one grant; returns its first password, which must be changed at the first sign-in.

    Raises InvalidInput without a name for it, WrongState when the name is taken.
    """
    _must_administer(actor)
    username = username.strip()
    if not username or len(username) > 64 or any(c.isspace() for c in username):
        raise InvalidInput.of("username", "账号不能为空、不能含空格，最多 64 个字")
    if User.objects.filter(username=username).exists():
        raise WrongState(f"账号 {username} 已经存在")
    password = "".join(secrets.choice(ALPHABET) for _ in range(PASSWORD_LENGTH))
    user = User.objects.create_user(username, password, name=name or username, must_change_password=True)
    add_grant(actor=actor, user_id=user.pk, role=role, reach=reach, at=at)
    record_act(actor=actor, verb="account.open", at=at, object_kind="user", object_id=user.pk, username=username)
    return password


@transaction.atomic
def add_grant(*, actor: Actor, user_id: UUID, role: Role, reach: Reach, at: datetime) -> Grant:
    """One more grant for somebody, in force from ``at``."""
    _must_administer(actor)
    if role in (Role.SYSTEM, Role.LINK_HOLDER):
        raise InvalidInput.of("role", "这个角色不能授予账号")
    grant = Grant.objects.create(
        user_id=user_id, role=role, reach=reach.kind, reach_id=reach.id, reach_name=reach.name, path=reach.path,
        level=reach.level, valid_from=at, granted_by=actor.user_id,
    )  # fmt: skip
    record_act(
        actor=actor, verb="grant.add", at=at, object_kind="grant", object_id=grant.pk, user_id=str(user_id),
        role=role.value, reach=reach.name,
    )  # fmt: skip
    return grant


@transaction.atomic
def issue_token(*, actor: Actor, username: str, purpose: str, at: datetime) -> str:
    """A bearer token acting under the account's first grant in force. Only its digest is kept: it is shown once."""
    _must_administer(actor)
    grant = Grant.objects.in_force(at).filter(user__username=username).order_by("id").first()
    if grant is None:
        raise NotVisible(f"没有账号 {username}，或者它没有有效的授权")
    secret = secrets.token_urlsafe(32)
    digest = hashlib.sha256(secret.encode()).hexdigest()
    token = Token.objects.create(digest=digest, grant=grant, name=purpose, created_at=at)
    record_act(actor=actor, verb="token.issue", at=at, object_kind="token", object_id=token.pk, username=username)
    return secret


def _must_administer(actor: Actor) -> None:
    if actor.role not in (Role.SYSTEM, Role.SYSTEM_ADMIN):
        raise NotPermitted("只有系统管理员可以开通账号和授权")
