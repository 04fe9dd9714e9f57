"""Accounts and grants."""

from datetime import datetime
from typing import ClassVar, Final, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ADMINISTRATORS, ReachKind, Role
from zhiben.kernel.base.ids import new_id

LONGEST_OF_TWO: Final = 30  # two names and （代） fit into a column of 64


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(force_insert=True)
        return user


class User(AbstractBaseUser):
    """一个人的账号. What the person may do lies in grants, never here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField("账号", max_length=64, unique=True)
    name = models.CharField("姓名", max_length=64)
    phone_masked = models.CharField("手机号（遮蔽）", max_length=32, blank=True)
    phone_cipher = models.BinaryField("手机号（密文）", null=True, editable=False)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须改密码", default=False)
    failed_attempts = models.PositiveSmallIntegerField("连续失败次数", default=0)
    locked_until = models.DateTimeField("锁定至", null=True, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    USERNAME_FIELD = "username"
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.name


class GrantQuerySet(models.QuerySet["Grant"]):
    def in_force(self, at: datetime) -> Self:
        return self.filter(Q(valid_from__lte=at), Q(valid_to=None) | Q(valid_to__gt=at), user__is_active=True)

    def own(self) -> Self:
        """Not lent by somebody else."""
        return self.filter(delegated_from=None)

    def administered_by(self, actor: Actor) -> Self:
        """Grants in the division of an administrator; an enterprise's or project's grant carries its path too."""
        if actor.is_system:
            return self
        if actor.role not in ADMINISTRATORS or actor.reach != ReachKind.AGENCY:
            return self.none()
        return self.filter(path__gte=actor.path, path__lt=f"{actor.path[:-1]}/") if actor.path else self


class Grant(models.Model):
    """一项授权: a role within a reach, from–to. One person may hold several and acts under one at a time.

    代理: a grant with ``delegated_from`` is another's, lent for a time; histories then say 李四（代张三）.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name="账号")
    role = models.CharField("角色", max_length=32, choices=Role)
    reach = models.CharField("权限类别", max_length=16, choices=ReachKind)
    reach_id = models.UUIDField("权限对象", null=True)
    reach_name = models.CharField("权限对象名称", max_length=200, blank=True)
    path = models.CharField("辖区路径", max_length=64, blank=True, db_collation="C")
    level = models.CharField("辖区层级", max_length=16, blank=True)
    valid_from = models.DateTimeField("生效时间")
    valid_to = models.DateTimeField("失效时间", null=True, blank=True)
    granted_by = models.UUIDField("授权人", null=True)
    delegated_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="delegations", verbose_name="代理自"
    )
    delegated_by = models.UUIDField("委托人", null=True)
    delegated_name = models.CharField("委托人姓名", max_length=64, blank=True)
    reason = models.CharField("代理事由", max_length=200, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "授权"
        indexes = [
            models.Index(fields=["reach", "reach_id", "role"], name="grant_by_reach"),
            models.Index(fields=["delegated_by"], condition=~Q(delegated_by=None), name="grant_by_delegator"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.reach_name}"

    def is_in_force(self, at: datetime) -> bool:
        """``in_force`` for a grant that has been read with its user."""
        begun, over = self.valid_from <= at, self.valid_to is not None and self.valid_to <= at
        return begun and not over and self.user.is_active

    @property
    def acting_name(self) -> str:
        """How histories name who acts under this grant; never longer than their columns."""
        if not self.delegated_name:
            return self.user.name
        return f"{self.user.name[:LONGEST_OF_TWO]}（代{self.delegated_name[:LONGEST_OF_TWO]}）"

    def actor(self, via: str = "web") -> Actor:
        """The value that verbs take."""
        return Actor(
            user_id=self.user_id, grant_id=self.id, name=self.acting_name, role=Role(self.role),
            reach=ReachKind(self.reach), reach_id=self.reach_id, reach_name=self.reach_name,
            path=self.path, level=self.level, via=via,
        )  # fmt: skip


class Token(models.Model):
    """A bearer token for programs. Only its SHA-256 is kept; it acts under one grant."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField("摘要", max_length=64, unique=True)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+", verbose_name="授权")
    name = models.CharField("用途", max_length=64)
    created_at = models.DateTimeField("签发时间")
    expires_at = models.DateTimeField("失效时间", null=True)
    revoked_at = models.DateTimeField("吊销时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"

    def __str__(self) -> str:
        return self.name

    def is_in_force(self, at: datetime) -> bool:
        return not any(end is not None and end <= at for end in (self.expires_at, self.revoked_at))
