"""Acts and their seals. Both only grow."""

from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from zhiben.kernel.audit.triggers import append_only

if TYPE_CHECKING:
    IntegerLike = models.Field[int, int]
else:
    IntegerLike = models.Field


class Xid8Field(IntegerLike):
    """PostgreSQL's 64-bit transaction number, filled in by the database: readers use it never to skip a late commit."""

    def db_type(self, connection: object) -> str:
        return "xid8"

    def from_db_value(self, value: object, expression: object, connection: object) -> int | None:
        return None if value is None else int(str(value))

    def get_prep_value(self, value: object) -> str | None:
        return None if value is None else str(value)


class CurrentXid(models.Func):
    template = "pg_current_xact_id()"
    output_field: ClassVar[IntegerLike] = Xid8Field()


class OldestRunning(models.Func):
    """Everything below this transaction number has committed or never will."""

    template = "pg_snapshot_xmin(pg_current_snapshot())"
    output_field: ClassVar[IntegerLike] = Xid8Field()


def settled_after(last_xid: int, last_id: int) -> models.Q:
    """Rows in commit order after a position, as far as no transaction that is still running could add to them."""
    beyond = models.Q(xid__gt=last_xid) | models.Q(xid=last_xid, id__gt=last_id)
    return models.Q(xid__gte=last_xid, xid__lt=OldestRunning()) & beyond


class Act(models.Model):
    """一次行为: who, when, through which door, what, to which object. Append-only, sealed within a minute."""

    id = models.BigAutoField(primary_key=True)
    xid = Xid8Field(db_default=CurrentXid(), editable=False)
    at = models.DateTimeField("时间")
    verb = models.CharField("行为", max_length=64)
    actor_id = models.UUIDField("账号", null=True)
    actor_name = models.CharField("姓名", max_length=64, blank=True)
    role = models.CharField("身份", max_length=32, blank=True)
    via = models.CharField("途径", max_length=16)
    object_kind = models.CharField("对象类别", max_length=32, blank=True)
    object_id = models.CharField("对象", max_length=64, blank=True)
    detail = models.JSONField("内容", default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = verbose_name_plural = "行为记录"
        triggers: ClassVar = [append_only("act_append_only")]
        indexes: ClassVar = [
            models.Index(fields=["object_kind", "object_id", "id"], name="act_by_object"),
            models.Index(fields=["actor_id", "id"], name="act_by_actor"),
            models.Index(fields=["xid", "id"], name="act_in_commit_order"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_kind} {self.object_id}"


class Seal(models.Model):
    """One sealed batch: the Merkle root over its acts, chained to the batch before. ``head`` is what is published."""

    number = models.BigIntegerField("批号", primary_key=True)
    last_xid = Xid8Field()
    last_id = models.BigIntegerField("末条")
    count = models.PositiveIntegerField("条数")
    root = models.CharField("默克尔根", max_length=64)
    previous = models.CharField("前一批链头", max_length=64)
    head = models.CharField("链头", max_length=64)
    sealed_at = models.DateTimeField("封存时间")

    class Meta:
        verbose_name = verbose_name_plural = "封存批次"
        triggers: ClassVar = [append_only("seal_append_only")]

    def __str__(self) -> str:
        return f"第 {self.number} 批"


class Receipt(models.Model):
    """Who it was, as they acted then."""

    id = models.BigAutoField(primary_key=True)
    subject_kind = models.CharField("档案类别", max_length=32)
    user_id = models.UUIDField("账号")
    actor_name = models.CharField("姓名", max_length=64)
    role = models.CharField("身份", max_length=32)
    reach = models.CharField("权限类别", max_length=16)
    reach_id = models.UUIDField("权限对象", null=True)
    reach_name = models.CharField("单位", max_length=200, blank=True)
    path = models.CharField("辖区路径", max_length=64, blank=True, db_collation="C")

    class Meta:
        abstract = True


class ReadReceipt(Receipt):
    """一人一天看过一份档案: the page, the interface, or a number in full."""

    subject_id = models.UUIDField("档案")
    way = models.CharField("途径", max_length=16)
    day = models.DateField("日期")
    first_at = models.DateTimeField("当天首次")
    last_at = models.DateTimeField("当天末次")
    times = models.PositiveIntegerField("次数")

    class Meta:
        verbose_name = verbose_name_plural = "查看记录"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_id", "user_id", "way", "day"], name="read_once_a_day")
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="read_by_day")]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.subject_kind} {self.subject_id}"


class ExportReceipt(Receipt):
    """一次导出 of records of one kind. ``subject_ids`` null: all that the reader may see there."""

    what = models.CharField("导出内容", max_length=100)
    subject_ids = ArrayField(models.UUIDField(), verbose_name="档案", null=True)
    columns = ArrayField(models.CharField(max_length=64), verbose_name="列", default=list)
    division = models.CharField("区划", max_length=6, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "导出记录"
        indexes: ClassVar = [models.Index(fields=["subject_kind", "at"], name="export_by_kind")]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.what}"
