"""Opening accounts, granting, issuing tokens. Every act is recorded."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.delegation import end_loans_of, end_loans_to
from zhiben.kernel.access.hashers import FirstPasswordHasher
from zhiben.kernel.access.models import Grant, GrantQuerySet, Token, User
from zhiben.kernel.access.terms import ADMINISTRATORS, ReachKind, Role
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
    password = _draw()
    user = User.objects.create_user(username, password, name=name or username, must_change_password=True)
    add_grant(actor=actor, user_id=user.pk, role=role, reach=reach, at=at)
    record_act(actor=actor, verb="account.open", at=at, object_kind="user", object_id=user.pk, username=username)
    return password


@transaction.atomic
def add_grant(*, actor: Actor, user_id: UUID, role: Role, reach: Reach, at: datetime) -> Grant:
    """One more grant for somebody, in force from ``at``.

    三员分立: nobody holds two administrators' roles, and no administrator does case work.
    """
    if actor.role != Role.SECURITY_ADMIN:
        _must_administer(actor)
    if role in (Role.SYSTEM, Role.LINK_HOLDER):
        raise InvalidInput.of("role", "这个角色不能授予账号")
    if not actor.is_system and not reach.path.startswith(actor.path):
        raise NotPermitted("只能授予本辖区的权限")
    held = set(Grant.objects.in_force(at).filter(user_id=user_id).values_list("role", flat=True))
    if held and (role in ADMINISTRATORS or held & set(ADMINISTRATORS)):
        raise InvalidInput.of("role", "系统、安全、审计管理员必须由不同的人担任，也不能兼任业务岗位")
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


@transaction.atomic
def end_grant(*, actor: Actor, grant_id: UUID, at: datetime) -> Grant:
    """收回授权, at once on every session, with what was lent out of it. NotVisible outside the actor's division."""
    grant = Grant.objects.administered_by(actor).select_for_update().filter(pk=grant_id).first()
    if grant is None or (grant.valid_to is not None and grant.valid_to <= at):
        raise NotVisible("没有这项授权，或者已经收回")
    if grant.user_id == actor.user_id:
        raise NotPermitted("不能收回自己的授权")
    grant.valid_to = at
    grant.save(update_fields=["valid_to"])
    end_loans_of(grants=Grant.objects.filter(pk=grant.pk), at=at)
    end_loans_to(grant=grant, at=at)
    record_act(
        actor=actor, verb="grant.end", at=at, object_kind="grant", object_id=grant.pk, user_id=str(grant.user_id)
    )
    return grant


@transaction.atomic
def set_active(*, actor: Actor, user_id: UUID, active: bool, at: datetime) -> User:
    """停用或启用一个账号. Stopping takes effect with the next request of every session, and ends what was lent."""
    _must_administer(actor)
    user = _administered(actor, user_id)
    if user.pk == actor.user_id:
        raise NotPermitted("不能停用自己的账号")
    user.is_active = active
    user.save(update_fields=["is_active"])
    if not active:
        end_loans_of(grants=Grant.objects.filter(user=user), at=at)
    verb = "account.enable" if active else "account.disable"
    record_act(actor=actor, verb=verb, at=at, object_kind="user", object_id=user.pk, username=user.username)
    return user


@transaction.atomic
def reset_password(*, actor: Actor, user_id: UUID, at: datetime) -> str:
    """A fresh first password, shown once; old sessions end with the old one."""
    _must_administer(actor)
    user = _administered(actor, user_id)
    password = _draw()
    user.set_password(password)
    user.must_change_password, user.failed_attempts, user.locked_until = True, 0, None
    user.save(update_fields=["password", "must_change_password", "failed_attempts", "locked_until"])
    record_act(actor=actor, verb="account.reset", at=at, object_kind="user", object_id=user.pk, username=user.username)
    return password


@dataclass(frozen=True)
class Slip:
    """What is handed to one person on paper. It exists only while it is printed."""

    user_id: UUID
    name: str
    username: str
    where: str
    roles: str
    password: str


def awaiting_slips(actor: Actor, at: datetime) -> GrantQuerySet:
    """Grants of accounts in the actor's charge that nobody has ever signed in to."""
    return (
        Grant.objects.administered_by(actor)
        .in_force(at)
        .own()
        .filter(user__last_login=None, user__must_change_password=True)
    )


@transaction.atomic
def draw_first_passwords(*, actor: Actor, user_ids: Collection[UUID], at: datetime) -> list[Slip]:
    """New first passwords for accounts that nobody has used yet, in the order of agency and name.

    Earlier slips of these accounts are void. Passwords are returned once and kept only as digests. Raises NotVisible
    when one of the accounts is not the actor's, has been used, or is his own.
    """
    _must_administer(actor)
    wanted = set(user_ids)
    users = {u.pk: u for u in User.objects.select_for_update().filter(pk__in=wanted, last_login=None)}
    grants = awaiting_slips(actor, at).filter(user_id__in=users).order_by("path", "reach_name", "user__name", "id")
    slips: dict[UUID, Slip] = {}
    for grant in grants.select_related("user"):
        role = str(grant.get_role_display())
        held = slips.get(grant.user_id)
        if held is None:
            slips[grant.user_id] = Slip(
                grant.user_id, grant.user.name, grant.user.username, grant.reach_name, role, _draw()
            )
        elif role not in held.roles.split("、"):
            roles = {*held.roles.split("、"), role}
            slips[grant.user_id] = replace(held, roles="、".join(str(r.label) for r in Role if str(r.label) in roles))
    elsewhere = (
        Grant.objects.own()
        .in_force(at)
        .filter(user_id__in=wanted)
        .exclude(pk__in=Grant.objects.administered_by(actor).values("pk"))
    )
    if set(slips) != wanted or elsewhere.exists():
        raise NotVisible("有的账号已经有人登录过，或者不归您管理，请刷新后重新选择")
    for pk, slip in slips.items():
        users[pk].password = make_password(slip.password, hasher=FirstPasswordHasher.algorithm)
    User.objects.bulk_update(users.values(), ["password"], batch_size=500)
    record_act(
        actor=actor, verb="account.slips", at=at, object_kind="user", count=len(slips),
        usernames=sorted(slip.username for slip in slips.values()),
    )  # fmt: skip
    return list(slips.values())


def _draw() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(PASSWORD_LENGTH))


def _administered(actor: Actor, user_id: UUID) -> User:
    """The account, if it works in this administrator's division and nowhere else: its password opens all its grants."""
    grants = Grant.objects.administered_by(actor).filter(user_id=user_id)
    user = User.objects.select_for_update().filter(pk__in=grants.values("user_id")).first()
    if user is None:
        raise NotVisible("没有这个账号，或者不归您管理")
    elsewhere = Grant.objects.own().filter(user=user, valid_to=None).exclude(pk__in=grants.values("pk"))
    if elsewhere.exists():
        raise NotPermitted("这个账号在别的辖区还有授权，请由上级的系统管理员办理")
    return user


def _must_administer(actor: Actor) -> None:
    if actor.role not in (Role.SYSTEM, Role.SYSTEM_ADMIN):
        raise NotPermitted("只有系统管理员可以开通账号和授权")
