"""Tables of criteria. From and to are half-open: ``valid_to`` is the first day no longer."""

from datetime import date, timedelta
from typing import Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from zhiben.domains.criteria.terms import Detection, EditionStatus
from zhiben.kernel.parameters.terms import Mark


class EditionQuerySet(models.QuerySet["Edition"]):
    def in_force(self, day: date) -> Self:
        return self.filter(Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day))


@pghistory.track(append_only=True)
class Edition(models.Model):
    """判定标准的一个版本. Old editions stay: a hazard is judged by the one in force on the day it was found."""

    key = models.CharField("版本", max_length=16, primary_key=True)
    title = models.CharField("名称", max_length=100)
    doc_no = models.CharField("文号", max_length=40)
    issuer = models.CharField("发布机关", max_length=40)
    issued_on = models.DateField("发布日期")
    valid_from = models.DateField("施行日期")
    valid_to = models.DateField("废止日期", null=True, blank=True)
    mark = models.CharField("确认程度", max_length=16, choices=Mark)
    note = models.CharField("说明", max_length=500, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "判定标准版本"
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=models.F("valid_from")), name="edition_runs_forward"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def last_day(self) -> date | None:
        return self.valid_to - timedelta(days=1) if self.valid_to else None

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def status_on(self, day: date) -> EditionStatus:
        if self.covers(day):
            return EditionStatus.IN_FORCE
        return EditionStatus.AHEAD if day < self.valid_from else EditionStatus.REPEALED


@pghistory.track(append_only=True)
class Category(models.Model):
    """版本里的一条（章）: clauses of one kind of work."""

    id = models.CharField("键", max_length=40, primary_key=True)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="categories", verbose_name="版本")
    key = models.CharField("类别", max_length=16)
    name = models.CharField("名称", max_length=40)
    article = models.PositiveSmallIntegerField("条")

    class Meta:
        verbose_name = verbose_name_plural = "判定标准类别"
        ordering = ["edition", "article"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="category_once_per_edition")]

    def __str__(self) -> str:
        return self.name


@pghistory.track(append_only=True)
class Clause(models.Model):
    """判定标准的一个条款. ``text`` is our short wording, never the article itself; documents quote the article."""

    code = models.CharField("条款", max_length=16, primary_key=True)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="clauses", verbose_name="版本")
    category = models.ForeignKey(Category, models.PROTECT, related_name="clauses", verbose_name="类别")
    position = models.PositiveSmallIntegerField("次序")
    label = models.CharField("条目", max_length=40)
    title = models.CharField("标题", max_length=60)
    text = models.CharField("要点", max_length=300)
    conditions = models.JSONField("判定条件")
    sub_items = models.JSONField("细目", default=list, blank=True)
    wording = models.CharField("描述用语", max_length=300)
    measure = models.CharField("整改要求", max_length=500)
    evidence = ArrayField(models.CharField(max_length=60), verbose_name="应取证据")
    detect = ArrayField(models.CharField(max_length=16, choices=Detection), verbose_name="发现手段", default=list)
    mark = models.CharField("确认程度", max_length=16, choices=Mark)
    logic_mark = models.CharField("判定逻辑的确认程度", max_length=16, choices=Mark)
    logic_note = models.CharField("判定逻辑说明", max_length=300, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    change = models.CharField("与上一版相比", max_length=200, blank=True)
    predecessors = ArrayField(models.CharField(max_length=16), verbose_name="上一版条款", default=list, blank=True)
    successors = ArrayField(models.CharField(max_length=16), verbose_name="下一版条款", default=list, blank=True)
    initials = models.CharField("拼音首字母", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "判定标准条款"
        ordering = ["edition", "position"]

    def __str__(self) -> str:
        return self.title

    @property
    def cite(self) -> str:
        """How documents name it: “建质规〔2024〕5号第五条第（四）项”. Needs ``edition``."""
        return f"{self.edition.doc_no}{self.label}"


@pghistory.track(append_only=True)
class FindingKind(models.Model):
    """一般隐患的一个类别."""

    key = models.CharField("键", max_length=16, primary_key=True)
    name = models.CharField("名称", max_length=40)
    position = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = verbose_name_plural = "一般隐患类别"
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


@pghistory.track(append_only=True)
class Wording(models.Model):
    """一般隐患的常用写法: a description and what to require, in our own words, to start from."""

    code = models.CharField("编号", max_length=24, primary_key=True)
    kind = models.ForeignKey(FindingKind, models.PROTECT, related_name="wordings", verbose_name="类别")
    position = models.PositiveSmallIntegerField("次序")
    wording = models.CharField("描述用语", max_length=300)
    measure = models.CharField("整改要求", max_length=500)
    evidence = ArrayField(models.CharField(max_length=60), verbose_name="应取证据")
    initials = models.CharField("拼音首字母", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "一般隐患写法"
        ordering = ["kind__position", "position"]

    def __str__(self) -> str:
        return self.wording
