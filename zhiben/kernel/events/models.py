"""The outbox and how far each listener has read."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from zhiben.kernel.audit.models import CurrentXid, Xid8Field
from zhiben.kernel.audit.triggers import append_only


class OutboxEvent(models.Model):
    """One announced fact. Read in commit order (xid, id), never by id alone: ids are given before commits."""

    id = models.BigAutoField(primary_key=True)
    xid = Xid8Field(db_default=CurrentXid(), editable=False)
    name = models.CharField("事件", max_length=64)
    payload = models.JSONField("内容", encoder=DjangoJSONEncoder)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "事件"
        triggers: ClassVar = [append_only("event_append_only")]
        indexes: ClassVar = [models.Index(fields=["xid", "id"], name="event_in_commit_order")]

    def __str__(self) -> str:
        return self.name


class Cursor(models.Model):
    """How far one listener has got. Moves in the same transaction as what the listener does."""

    listener = models.CharField("接收者", max_length=64, primary_key=True)
    last_xid = Xid8Field(default=0)
    last_id = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "读取位置"

    def __str__(self) -> str:
        return self.listener


class FailedEvent(models.Model):
    """An event one listener could not digest. It is set aside so that the rest go on, and retried by hand or job."""

    listener = models.CharField("接收者", max_length=64)
    event = models.ForeignKey(OutboxEvent, models.PROTECT, related_name="+", verbose_name="事件")
    error = models.TextField("错误")
    failed_at = models.DateTimeField("失败时间")
    attempts = models.PositiveSmallIntegerField("次数", default=1)
    settled_at = models.DateTimeField("处理完成", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "处理失败的事件"
        constraints: ClassVar = [models.UniqueConstraint(fields=["listener", "event"], name="failed_event_once")]

    def __str__(self) -> str:
        return f"{self.listener} {self.event_id}"
