"""Tables of divisions and agencies. From and to are half-open: ``valid_to`` is the first day no longer."""

from datetime import date
from typing import Self

import pghistory
from django.db import models
from django.db.models import Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.dated import DatedQuerySet
from zhiben.kernel.base.ids import new_id
from zhiben.registry.agencies.terms import AgencyKind, DeptCategory, Level


class DivisionQuerySet(models.QuerySet["Division"]):
    def on(self, day: date) -> Self:
        """Those that exist on a day."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day))

    def within(self, path: str) -> Self:
        """The division at a path and everything below it."""
        return self.filter(path__gte=path, path__lt=f"{path[:-1]}/") if path else self


@pghistory.track(append_only=True)
class Division(models.Model):
    """一个行政区划或功能区. The path never changes; ``province``, ``city`` and ``county`` are the codes on it.

    A county straight under its province has no ``city``; a zone's own code stands in ``county``.
    """

    code = models.CharField("区划代码", max_length=6, primary_key=True)
    name = models.CharField("名称", max_length=60)
    full_name = models.CharField("全称", max_length=120)
    initials = models.CharField("拼音首字母", max_length=60, blank=True)
    level = models.CharField("层级", max_length=16, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    path = models.CharField("路径", max_length=64, blank=True, unique=True, db_collation="C")
    province = models.CharField("省", max_length=6, blank=True)
    city = models.CharField("市", max_length=6, blank=True)
    county = models.CharField("县（区）", max_length=6, blank=True)
    valid_from = models.DateField("自", null=True, blank=True)
    valid_to = models.DateField("至", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="并入或更名为"
    )
    note = models.CharField("说明", max_length=200, blank=True)

    objects = DivisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        indexes = [models.Index(fields=["name"], name="division_by_name")]

    def __str__(self) -> str:
        return self.name


class AgencyQuerySet(models.QuerySet["Agency"]):
    def visible_to(self, actor: Actor) -> Self:
        """Agencies are public offices: everybody who has signed in may read them."""
        return self

    def within(self, path: str) -> Self:
        """Those of a division and everything below it."""
        return self.filter(path__gte=path, path__lt=f"{path[:-1]}/") if path else self

    def on(self, day: date) -> Self:
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day))


@pghistory.track(append_only=True)
class Agency(models.Model):
    """一个主管部门或监督机构. ``path`` is that of its division, so that a reach can be read off it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField("名称", max_length=100)
    name_key = models.CharField("名称比对键", max_length=100, db_index=True, editable=False)
    short_name = models.CharField("简称", max_length=40, blank=True)
    division = models.ForeignKey(Division, models.PROTECT, related_name="agencies", verbose_name="区划")
    path = models.CharField("辖区路径", max_length=64, blank=True, db_collation="C", db_index=True)
    level = models.CharField("层级", max_length=16, choices=Level)
    kind = models.CharField("类别", max_length=16, choices=AgencyKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级机构"
    )
    dept_category = models.CharField("行业", max_length=16, choices=DeptCategory, default=DeptCategory.HOUSING)
    doc_prefix = models.CharField("机关代字", max_length=40, blank=True)
    review_required = models.BooleanField("文书须审核", default=False)
    sign_required = models.BooleanField("文书须签发", default=True)
    may_penalise = models.BooleanField("有处罚权", default=False)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    valid_from = models.DateField("自", null=True, blank=True)
    valid_to = models.DateField("至", null=True, blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "监管机构"
        constraints = [
            models.UniqueConstraint(
                fields=["name_key", "division"], condition=Q(valid_to=None), name="one_agency_of_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(append_only=True)
class Department(models.Model):
    """一个内设科室."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="departments", verbose_name="机构")
    name = models.CharField("名称", max_length=60)
    position = models.PositiveSmallIntegerField("顺序", default=100)

    class Meta:
        verbose_name = verbose_name_plural = "科室"
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="one_department_of_a_name")]

    def __str__(self) -> str:
        return self.name


@pghistory.track(append_only=True)
class Officer(models.Model):
    """一名监管人员, with the number of the certificate shown on every document. ``user_id`` is the account, if any."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user_id = models.UUIDField("账号", null=True, blank=True, db_index=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="officers", verbose_name="机构")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="officers", verbose_name="科室"
    )
    name = models.CharField("姓名", max_length=64)
    certificate_no = models.CharField("执法证号", max_length=40, blank=True)
    certificate_to = models.DateField("执法证有效期至", null=True, blank=True)
    position = models.CharField("职务", max_length=60, blank=True)
    valid_from = models.DateField("到任")
    valid_to = models.DateField("离任", null=True, blank=True)

    objects = DatedQuerySet["Officer"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "监管人员"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "certificate_no"],
                condition=Q(valid_to=None) & ~Q(certificate_no=""),
                name="one_officer_of_a_certificate",
            )
        ]

    def __str__(self) -> str:
        return self.name
