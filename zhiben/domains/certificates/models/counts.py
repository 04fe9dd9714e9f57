"""Counts that name nobody."""

from typing import ClassVar

from django.db import models

from zhiben.domains.certificates.terms import CertificateKind, CodeWay, PublicWord
from zhiben.kernel.base.ids import new_id


class CarryingDay(models.Model):
    """亮证次数 of one day at one place, counted without saying who. A place is where the employer is registered."""

    day = models.DateField("日期")
    county = models.CharField("区划", max_length=9, blank=True)
    way = models.CharField("方式", max_length=16, choices=CodeWay)
    times = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "亮证次数"
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "county", "way"], name="carrying_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.times}"


class PublicCheckDay(models.Model):
    """公开核验次数 of one day by kind of certificate and answer. ``kind`` empty: what was shown proves no certificate."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    day = models.DateField("日期")
    kind = models.CharField("证照种类", max_length=24, choices=CertificateKind, blank=True)
    word = models.CharField("核验结果", max_length=16, choices=PublicWord)
    times = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "公开核验次数"
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "kind", "word"], name="public_check_day_once")]
        indexes: ClassVar = [models.Index(fields=["day", "id"], name="public_checks_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.times}"
