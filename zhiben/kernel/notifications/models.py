"""Tables of notifications."""

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from zhiben.kernel.base.ids import new_id


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unread(self) -> Self:
        return self.filter(read_at=None)

    def of_user(self, user_id: UUID | None) -> Self:
        """Newest first. Nobody's are none."""
        return self.filter(user_id=user_id).order_by("-id") if user_id else self.none()


class Notification(models.Model):
    """一条消息 to one person. ``key`` makes it once only: the same key to the same person is not sent again."""

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

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        indexes = [
            models.Index(fields=["user_id", "-id"], name="notices_of_user"),
            models.Index(fields=["user_id"], condition=Q(read_at=None), name="unread_of_user"),
            models.Index(fields=["case_id"], condition=Q(case_id__isnull=False), name="notices_of_case"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user_id", "key"], condition=~Q(key=""), name="notice_once_per_key")
        ]

    def __str__(self) -> str:
        return self.title
