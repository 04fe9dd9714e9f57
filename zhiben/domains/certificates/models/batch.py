"""换发: which certificates of a region are to become electronic, by when, and how far it is."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from zhiben.domains.certificates.models.certificate import Certificate
from zhiben.domains.certificates.terms import CertificateKind, ItemState
from zhiben.kernel.base.ids import new_id


class RenewalBatch(models.Model):
    """一批换发: kinds × region. The due day of each kind is a dated parameter; ``due_on`` holds where it is given."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField("名称", max_length=200)
    kinds = ArrayField(models.CharField(max_length=24, choices=CertificateKind), verbose_name="证照种类")
    agency_id = models.UUIDField("组织机关")
    agency_name = models.CharField("组织机关名称", max_length=200)
    place = models.CharField("区域", max_length=64, blank=True, db_collation="C")
    province = models.CharField("省级", max_length=9, blank=True)
    city = models.CharField("市级", max_length=9, blank=True)
    county = models.CharField("县级", max_length=9, blank=True)
    region_name = models.CharField("区域名称", max_length=100, blank=True)
    due_on = models.DateField("完成期限", null=True, blank=True)
    source = models.CharField("依据", max_length=300, blank=True)
    opened_at = models.DateTimeField("发起时间")
    opened_by = models.CharField("发起人", max_length=64)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "换发批次"
        indexes: ClassVar = [models.Index(fields=["opened_at", "id"], name="renewal_batches_by_day")]

    def __str__(self) -> str:
        return self.title


class RenewalItem(models.Model):
    """One certificate of a batch. The level columns are those of its holder, so that regions are counted in one scan."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(RenewalBatch, models.CASCADE, related_name="items", verbose_name="换发批次")
    certificate = models.ForeignKey(Certificate, models.CASCADE, related_name="+", verbose_name="应换证照")
    new = models.ForeignKey(Certificate, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="新证")
    kind = models.CharField("证照种类", max_length=24, choices=CertificateKind)
    province = models.CharField("省级", max_length=9, blank=True)
    city = models.CharField("市级", max_length=9, blank=True)
    county = models.CharField("县级", max_length=9, blank=True)
    due_on = models.DateField("完成期限", null=True, blank=True)
    state = models.CharField("进度", max_length=16, choices=ItemState, default=ItemState.WAITING)
    done_on = models.DateField("换发日期", null=True, blank=True)
    reason = models.CharField("不再需要的理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "应换证照"
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "certificate"], name="renewal_item_once")]
        indexes: ClassVar = [
            models.Index(fields=["certificate"], condition=Q(state="WAITING"), name="renewal_waiting"),
            models.Index(fields=["batch", "kind", "state", "id"], name="renewal_items_of_batch"),
            models.Index(fields=["batch", "city", "county", "state"], name="renewal_by_region"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_state_display()}"
