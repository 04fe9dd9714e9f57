"""Enforcement notices: one paper, one number, 1–N items from one visit."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from zhiben.domains.hazards.models.link import LinkCode
from zhiben.domains.hazards.terms import DeliveryMethod, NoticeKind, NoticeState, StopArea
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.workflow.models import Case, CaseQuerySet, list_indexes


class NoticeQuerySet(CaseQuerySet["Notice"]):
    pass


class Notice(Case):
    """执法文书. Its items are hazards; its number is given when it is issued and never given again.

    ``paper`` is what was issued: what is printed comes from its content and not from items that go on changing.
    """

    kind = models.CharField("文书种类", max_length=16, choices=NoticeKind)
    name = models.CharField("文书名称", max_length=64)
    number = models.CharField("文号", max_length=64, blank=True)
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+", verbose_name="工程项目")
    addressee = models.CharField("受送达单位", max_length=200)
    visited_on = models.DateField("检查日期")
    basis = models.TextField("依据", max_length=1000, blank=True)
    requirements = models.TextField("整改要求", max_length=2000, blank=True)
    stop_area = models.CharField("停工区域", max_length=8, choices=StopArea, blank=True, default="")
    stop_scope = models.CharField("停工范围", max_length=300, blank=True)
    resumes = models.ForeignKey("self", models.PROTECT, related_name="resumed_by", null=True,
                                verbose_name="对应停工文书")  # fmt: skip
    drafted_by = models.CharField("拟稿人", max_length=64)
    reviewed_by = models.CharField("审核人", max_length=64, blank=True)
    signed_by = models.CharField("签发人", max_length=64, blank=True)
    issued_on = models.DateField("签发日期", null=True)
    received_at = models.DateTimeField("签收时间", null=True)
    received_by = models.CharField("签收人", max_length=64, blank=True)
    replied_at = models.DateTimeField("回复时间", null=True)
    reply = models.TextField("整改回复", max_length=2000, blank=True)
    paper = models.OneToOneField("papers.IssuedPaper", models.PROTECT, null=True, editable=False, related_name="+",
                                 verbose_name="制发文书")  # fmt: skip

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "执法文书"
        constraints: ClassVar = [
            models.CheckConstraint(name="notice_state_known", condition=Q(state__in=NoticeState.values)),
            models.UniqueConstraint(fields=["agency_id", "number"], condition=~Q(number=""), name="notice_number_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["county", "due_at", "id"], condition=Q(closed_at=None), name="notice_open_county"),
            models.Index(fields=["city", "due_at", "id"], condition=Q(closed_at=None), name="notice_open_city"),
            models.Index(fields=["province", "due_at", "id"], condition=Q(closed_at=None), name="notice_open_province"),
            *list_indexes("notice_list", "visited_on", "kind", "received_at"),
            models.Index(
                fields=["visited_on", "id"],
                name="notice_unsigned",
                condition=Q(received_at=None, state=NoticeState.ISSUED),
                include=["province", "city", "county", "place", "seen_by_parties"],
            ),
            models.Index(fields=["place"], name="notice_place"),
            models.Index(fields=["project", "state"], name="notice_by_project"),
            models.Index(fields=["number"], condition=~Q(number=""), name="notice_by_number"),
        ]

    def get_state_display(self) -> str:
        return NoticeState(self.state).label

    @property
    def token(self) -> str:
        """What the QR carries; empty for a draft, which has none."""
        return self.paper.token if self.paper else ""

    @property
    def content(self) -> dict[str, Any] | None:
        """The words of the paper as issued."""
        return self.paper.content if self.paper else None

    @property
    def content_hash(self) -> str:
        return self.paper.content_hash if self.paper else ""


class NoticeOfficer(models.Model):
    """执法人员: who made the visit, with the certificate they showed. A snapshot, as the paper is."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="officers", verbose_name="文书")
    position = models.PositiveSmallIntegerField("次序")
    officer_id = models.UUIDField("人员")
    user_id = models.UUIDField("账号", null=True)
    name = models.CharField("姓名", max_length=64)
    certificate_no = models.CharField("执法证号", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "文书执法人员"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "officer_id"], name="notice_officer_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """送达记录: how and to whom a notice was handed over; the signed 送达回证 is attached as evidence."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="deliveries", verbose_name="文书")
    method = models.CharField("送达方式", max_length=16, choices=DeliveryMethod)
    at = models.DateTimeField("送达时间")
    receiver = models.CharField("签收人", max_length=64)
    receiver_phone_masked = models.CharField("签收人电话（遮蔽）", max_length=32, blank=True)
    receiver_phone_cipher = models.BinaryField("签收人电话（密文）", null=True, editable=False)
    note = models.CharField("说明", max_length=300, blank=True)
    recorded_by = models.CharField("登记人", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "送达记录"

    def __str__(self) -> str:
        return f"{self.get_method_display()} {self.receiver}"


class NoticeCode(LinkCode):
    """签收码 of a notice."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="codes", verbose_name="文书")

    class Meta:
        verbose_name = verbose_name_plural = "签收码"

    def __str__(self) -> str:
        return f"{self.notice_id}"
