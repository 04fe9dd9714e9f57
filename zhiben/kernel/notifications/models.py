"""Tables of notifications: the notice itself, the channels out of the platform, and each hand-over."""

from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.notifications.terms import TO_SEND, AttemptResult, ChannelKind, DeliveryState, SkipReason


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unread(self) -> Self:
        return self.filter(read_at=None)

    def of_user(self, user_id: UUID | None) -> Self:
        """Newest first. Nobody's are none."""
        return self.filter(user_id=user_id).order_by("-id") if user_id else self.none()


class Notification(models.Model):
    """一条消息 to one person. ``key`` makes it once only: the same key to the same person is not sent again.

    ``planned_at`` is set when it has been decided which channels carry it: a mark on the row instead of a cursor over
    the rows, so that one written by any statement and committed late is never passed over.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user_id = models.UUIDField("收件人")
    topic = models.CharField("类别", max_length=48)
    title = models.CharField("标题", max_length=200)
    body = models.TextField("内容", blank=True)
    link = models.CharField("链接", max_length=300, blank=True)
    statutory = models.BooleanField("法定送达", default=False)
    case_kind = models.CharField("事项类别", max_length=32, blank=True)
    case_id = models.UUIDField("事项", null=True)
    key = models.CharField("防重键", max_length=120, blank=True)
    created_at = models.DateTimeField("发出时间")
    read_at = models.DateTimeField("阅读时间", null=True)
    planned_at = models.DateTimeField("安排时间", null=True, editable=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        indexes: ClassVar = [
            models.Index(fields=["user_id", "-id"], name="notices_of_user"),
            models.Index(fields=["user_id"], condition=Q(read_at=None), name="unread_of_user"),
            models.Index(fields=["case_id"], condition=Q(case_id__isnull=False), name="notices_of_case"),
            models.Index(fields=["id"], condition=Q(planned_at=None), name="notices_to_plan"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user_id", "key"], condition=~Q(key=""), name="notice_once_per_key")
        ]

    def __str__(self) -> str:
        return self.title


class ChannelQuerySet(models.QuerySet["Channel"]):
    def administered_by(self, actor: Actor) -> Self:
        """Those that serve the administrator's own division or one below it."""
        if actor.is_system:
            return self
        if actor.role != Role.SYSTEM_ADMIN or actor.reach != ReachKind.AGENCY:
            return self.none()
        return self.filter(path__gte=actor.path, path__lt=f"{actor.path[:-1]}/") if actor.path else self


class Channel(models.Model):
    """一条通知渠道: a mail server, an SMS gateway, a system that is pushed to, a group's bot.

    ``path`` is the division it serves, ``agency_id`` the agency that looks after it (and whose people a bot's group is).
    ``topics``: codes of groups of topics, none = all. Passwords, keys and a bot's address lie sealed in ``secrets``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("方式", max_length=16, choices=ChannelKind)
    name = models.CharField("名称", max_length=64)
    agency_id = models.UUIDField("机构")
    agency_name = models.CharField("机构名称", max_length=200)
    path = models.CharField("服务辖区", max_length=64, blank=True, db_collation="C")
    topics = models.JSONField("消息类别", default=list)
    settings = models.JSONField("设置", default=dict)
    secrets = models.BinaryField("密钥（密文）", null=True, editable=False)
    active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("建立时间")

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知渠道"

    def __str__(self) -> str:
        return self.name


class ChannelHealth(models.Model):
    """How a channel is doing: kept apart from what an administrator sets, because every sender writes it.

    ``failures`` in a row; while ``open_until`` lies ahead nothing is tried. ``recent``: when a bot last spoke.
    """

    channel = models.OneToOneField(Channel, models.CASCADE, primary_key=True, related_name="health")
    failures = models.PositiveIntegerField("连续失败", default=0)
    open_until = models.DateTimeField("暂停至", null=True)
    handed_at = models.DateTimeField("最近交出", null=True)
    failed_at = models.DateTimeField("最近失败", null=True)
    words = models.CharField("失败原因", max_length=300, blank=True)
    recent = models.JSONField("近一分钟", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "渠道状况"

    def __str__(self) -> str:
        return self.words


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, at: datetime) -> Self:
        return self.filter(state__in=TO_SEND, not_before__lte=at)


class Delivery(models.Model):
    """One notice by one channel. Its id is the message's id over there: a repeat carries the same.

    ``once`` keeps a group from hearing the same thing once for every member who is told. ``claim`` names the sender
    who has it until ``lease_until``. ``digest`` joins those that went out as one message of a bot.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notification = models.ForeignKey(Notification, models.PROTECT, related_name="deliveries", verbose_name="消息")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+", verbose_name="渠道")
    once = models.CharField("防重键", max_length=64)
    state = models.CharField("状态", max_length=16, choices=DeliveryState, default=DeliveryState.WAITING)
    reason = models.CharField("不发原因", max_length=16, choices=SkipReason, blank=True)
    planned_at = models.DateTimeField("安排时间")
    not_before = models.DateTimeField("最早发出")
    give_up_at = models.DateTimeField("放弃时间")
    quiet_from = models.PositiveSmallIntegerField("免打扰开始", null=True)
    quiet_to = models.PositiveSmallIntegerField("免打扰结束", null=True)
    claim = models.UUIDField("发送者", null=True)
    lease_until = models.DateTimeField("占用至", null=True)
    attempts = models.PositiveIntegerField("次数", default=0)
    handed_at = models.DateTimeField("交出时间", null=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)
    receipt = models.CharField("回执", max_length=200, blank=True)
    words = models.CharField("最近情况", max_length=300, blank=True)
    digest = models.UUIDField("合并发送", null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "渠道投递"
        indexes: ClassVar = [
            models.Index(fields=["channel", "not_before"], condition=Q(state__in=TO_SEND), name="deliveries_to_send"),
            models.Index(fields=["give_up_at"], condition=Q(state__in=TO_SEND), name="deliveries_to_give_up"),
            models.Index(fields=["lease_until"], condition=Q(state=DeliveryState.SENDING), name="deliveries_taken"),
            models.Index(fields=["channel", "-planned_at"], name="deliveries_of_channel"),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["channel", "once"], name="delivery_once")]

    def __str__(self) -> str:
        return str(self.get_state_display())


class Attempt(models.Model):
    """一次发送: when, how long it took, what came of it."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries", verbose_name="投递")
    at = models.DateTimeField("时间")
    result = models.CharField("结果", max_length=16, choices=AttemptResult)
    milliseconds = models.PositiveIntegerField("用时", default=0)
    words = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发送记录"

    def __str__(self) -> str:
        return str(self.get_result_display())


class Reception(models.Model):
    """How one person wants to be reached. ``choices``: group → kind → on or off, where the person has said so."""

    user_id = models.UUIDField("账号", primary_key=True)
    email_cipher = models.BinaryField("邮箱（密文）", null=True, editable=False)
    email_masked = models.CharField("邮箱（遮蔽）", max_length=120, blank=True)
    choices = models.JSONField("选择", default=dict)
    quiet_from = models.PositiveSmallIntegerField("免打扰开始", null=True)
    quiet_to = models.PositiveSmallIntegerField("免打扰结束", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "接收设置"

    def __str__(self) -> str:
        return self.email_masked
