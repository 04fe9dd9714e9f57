"""What is searched: one document per subject or case, and what has changed since it was written."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q


class SearchDocument(models.Model):
    """一条检索文档. ``body``: folded texts line by line, the title first, codes with ``#`` before; ``reading``: pinyin.

    ``tokens`` hash words of ``body`` and ``reading`` together with the kind, and who may see the row. ``place`` is null
    in open registries; ``readers`` are the enterprises and projects that may see it; ``hidden_from`` one agency that
    may not (yet). ``weight``: 0 for what is under way, 1 for what is over.
    """

    pk = models.CompositePrimaryKey("kind", "object_id")
    kind = models.CharField("类别", max_length=16, db_collation="C")
    object_id = models.UUIDField("对象")
    title = models.CharField("标题", max_length=300)
    note = models.CharField("说明", max_length=300, blank=True)
    mark = models.CharField("状态", max_length=32, blank=True)
    link = models.CharField("键", max_length=64, blank=True)
    body = models.TextField("正文", db_collation="C")
    reading = models.TextField("读音", blank=True, db_collation="C")
    tokens = ArrayField(models.IntegerField(), verbose_name="词")
    at = models.DateTimeField("时间")
    weight = models.SmallIntegerField("次序", default=0)
    everyone = models.BooleanField("人人可见", default=False)
    place = models.CharField("所在区划", max_length=64, null=True, db_collation="C")
    province = models.CharField("省级", max_length=9, blank=True)
    city = models.CharField("市级", max_length=9, blank=True)
    county = models.CharField("县级", max_length=9, blank=True)
    readers = ArrayField(models.UUIDField(), verbose_name="当事方", default=list)
    hidden_from = models.UUIDField("不可见机构", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "检索文档"
        indexes: ClassVar = [
            GinIndex(fields=["tokens"], name="search_by_token", fastupdate=False),
            models.Index(fields=["kind", "-at"], name="search_newest"),
            models.Index(fields=["kind", "city", "-at"], condition=~Q(city=""), name="search_newest_city"),
            models.Index(fields=["kind", "county", "-at"], condition=~Q(county=""), name="search_newest_county"),
        ]

    def __str__(self) -> str:
        return self.title


class SearchChange(models.Model):
    """Something a document is made of has changed. ``topic``: the table; without ``object_id`` too much to name."""

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField("来源", max_length=64)
    object_id = models.UUIDField("对象", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "待更新的检索文档"

    def __str__(self) -> str:
        return f"{self.topic} {self.object_id}"


class SearchCommon(models.Model):
    """A word so common that whoever asks for it gets the newest. Learnt from the database's own statistics."""

    token = models.IntegerField(primary_key=True)
    number = models.BigIntegerField("文档数")

    class Meta:
        verbose_name = verbose_name_plural = "常见词"

    def __str__(self) -> str:
        return f"{self.token} {self.number}"
