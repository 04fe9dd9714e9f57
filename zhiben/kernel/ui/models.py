"""What the interface remembers for a person."""

from datetime import datetime
from typing import ClassVar, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from zhiben.kernel.access.actors import Actor, actor_again
from zhiben.kernel.base.ids import new_id


class ExportState(models.TextChoices):
    """What has become of an export that is made by a job."""

    WAITING = "WAITING", "排队中"
    RUNNING = "RUNNING", "正在导出"
    DONE = "DONE", "可以下载"
    FAILED = "FAILED", "没有完成"
    CANCELLED = "CANCELLED", "已取消"
    GONE = "GONE", "文件已删除"


UNDER_WAY = (ExportState.WAITING, ExportState.RUNNING)


class SavedFilter(models.Model):
    """我的筛选: a list with its filters and order under a name of one's own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user_id = models.UUIDField("所有人")
    page = models.CharField("列表", max_length=64)
    name = models.CharField("名称", max_length=40)
    query = models.CharField("筛选条件", max_length=1000)
    created_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "我的筛选"
        constraints = [models.UniqueConstraint(fields=["user_id", "page", "name"], name="saved_filter_once")]

    def __str__(self) -> str:
        return self.name


class Suggestion(models.Model):
    """一条意见: what somebody wrote about a page of ours. Kept as written."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user_id = models.UUIDField("提出人")
    who = models.CharField("提出人姓名", max_length=200)
    page = models.CharField("所在页面", max_length=300, blank=True)
    text = models.TextField("意见", max_length=2000)
    made_at = models.DateTimeField("提出时间")

    class Meta:
        verbose_name = verbose_name_plural = "意见"
        indexes = [models.Index(fields=["-made_at"], name="suggestions_by_time")]

    def __str__(self) -> str:
        return self.text[:40]


class ListExportQuerySet(models.QuerySet["ListExport"]):
    def of(self, actor: Actor) -> Self:
        """One's own, whoever else may see the list."""
        return self.filter(user_id=actor.user_id) if actor.user_id else self.none()

    def under_way(self) -> Self:
        return self.filter(state__in=UNDER_WAY)

    def outlived(self, at: datetime) -> Self:
        """Whose files nobody may take away any more."""
        return self.filter(state=ExportState.DONE, expires_at__lte=at)


class ListExport(models.Model):
    """一次后台导出: what was asked of which list, how far it is, where its file is. Sealed under a key of its own.

    ``given``, ``sort`` and ``columns`` are those of the page it was asked from, ``filters`` the same as an address;
    ``actor`` is the asker as they were then.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user_id = models.UUIDField("导出人")
    actor = models.JSONField("导出人身份", encoder=DjangoJSONEncoder)
    page = models.CharField("列表", max_length=64)
    title = models.CharField("名称", max_length=200)
    given = models.JSONField("筛选条件")
    sort = models.CharField("排序", max_length=64, blank=True)
    columns = models.JSONField("列")
    filters = models.TextField("网址中的条件", blank=True)
    state = models.CharField("状态", max_length=16, choices=ExportState, default=ExportState.WAITING)
    rows = models.PositiveIntegerField("行数", null=True)
    done = models.PositiveIntegerField("已写行数", default=0)
    size = models.PositiveBigIntegerField("大小（字节）", null=True)
    file_key = models.BinaryField("文件密钥（密文）", null=True, editable=False)
    message = models.CharField("说明", max_length=300, blank=True)
    asked_at = models.DateTimeField("申请时间")
    ended_at = models.DateTimeField("结束时间", null=True)
    expires_at = models.DateTimeField("保留至", null=True)

    objects = ListExportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "后台导出"
        indexes: ClassVar = [
            models.Index(fields=["user_id", "-asked_at"], name="export_of_user"),
            models.Index(fields=["expires_at"], condition=Q(state="DONE"), name="export_kept"),
        ]

    def __str__(self) -> str:
        return self.title

    def asker(self) -> Actor:
        return actor_again(self.actor)

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def percent(self) -> int:
        return self.done * 100 // self.rows if self.rows else 0
