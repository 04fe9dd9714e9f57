"""Imports: one batch per file, its rows between sheet and database, what is wrong with them, what they changed."""

from datetime import datetime
from typing import ClassVar, Self

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from zhiben.kernel.access.actors import Actor, actor_again
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.papers.ledger import Run, kinds_for
from zhiben.kernel.papers.terms import BatchState, Level, RowStatus


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, actor: Actor) -> Self:
        """An agency sees its own imports, each role those of the kinds it may bring in; the system all."""
        if actor.is_system:
            return self
        if actor.reach == ReachKind.AGENCY and actor.reach_id:
            return self.filter(agency_id=actor.reach_id, kind__in=kinds_for(actor.role))
        return self.none()


class ImportBatch(models.Model):
    """一次导入. Everything needed to do it again after a crash is in the row and in the stored file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("台账种类", max_length=32, blank=True)
    state = models.CharField("状态", max_length=16, choices=BatchState, default=BatchState.UPLOADED)
    file_name = models.CharField("文件名", max_length=200)
    file_size = models.PositiveBigIntegerField("大小（字节）")
    file_sha256 = models.CharField("指纹", max_length=64)
    file_format = models.CharField("格式", max_length=8)
    file_key = models.BinaryField("文件密钥（密文）", null=True, editable=False)
    sheet = models.CharField("工作表", max_length=100, blank=True)
    header_row = models.PositiveIntegerField("表头行", default=0)
    header_depth = models.PositiveSmallIntegerField("表头层数", default=1)
    headers = models.JSONField("列名", default=list)
    signature = models.CharField("表头特征", max_length=64, blank=True)
    chosen = models.JSONField("人工对应", default=dict)
    replacements = models.JSONField("改用名称", default=dict)
    agency_id = models.UUIDField("机构", null=True)
    division_code = models.CharField("辖区", max_length=6, blank=True)
    path = models.CharField("辖区路径", max_length=64, blank=True, db_collation="C")
    actor = models.JSONField("导入人身份", encoder=DjangoJSONEncoder)
    actor_name = models.CharField("导入人", max_length=64)
    silent = models.BooleanField("静默", default=True)
    dry_run = models.BooleanField("只检查", default=False)
    rows = models.PositiveIntegerField("行数", default=0)
    created = models.PositiveIntegerField("新增", default=0)
    updated = models.PositiveIntegerField("更新", default=0)
    unchanged = models.PositiveIntegerField("无变化", default=0)
    skipped = models.PositiveIntegerField("未导入", default=0)
    errors = models.PositiveIntegerField("错误数", default=0)
    warnings = models.PositiveIntegerField("提醒数", default=0)
    progress = models.PositiveSmallIntegerField("进度", default=0)
    message = models.CharField("说明", max_length=500, blank=True)
    created_at = models.DateTimeField("上传时间")
    finished_at = models.DateTimeField("完成时间", null=True)
    undone_at = models.DateTimeField("撤销时间", null=True)
    undo_reason = models.CharField("撤销原因", max_length=200, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        indexes: ClassVar = [
            models.Index(fields=["agency_id", "-created_at"], name="import_of_agency"),
            models.Index(fields=["created_at"], condition=Q(state__in=["MAPPED", "RUNNING"]), name="import_under_way"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def run(self, at: datetime) -> Run:
        """This import as its ledger sees it."""
        return Run(
            batch_id=self.id, actor=self.importer(), at=at, division_code=self.division_code, path=self.path,
            silent=self.silent,
        )  # fmt: skip

    def importer(self) -> Actor:
        """The one who imports, as he was then: jobs work under his bounds."""
        return actor_again(self.actor)


class StagingRow(models.Model):
    """一行. ``parsed`` is what the cells said, absent when blank; ``raw`` what they looked like, numbers masked."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="staged")
    row_no = models.PositiveIntegerField("行号")
    raw = models.JSONField("原文")
    parsed = models.JSONField("读出")
    marks = models.JSONField("未填等标记")
    row_key = models.CharField(max_length=400, blank=True)
    content_hash = models.CharField(max_length=64)
    status = models.CharField("结果", max_length=12, choices=RowStatus, default=RowStatus.GOOD)
    new_id = models.UUIDField()
    target_id = models.UUIDField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入行"
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "row_no"], name="staged_once")]
        indexes: ClassVar = [
            models.Index(fields=["batch", "row_key"], name="staged_by_key"),
            models.Index(fields=["batch", "target_id"], name="staged_by_target"),
        ]

    def __str__(self) -> str:
        return f"第{self.row_no}行"


class ImportIssue(models.Model):
    """一个错误或提醒, on one cell or on a row as a whole."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="issues")
    row_no = models.PositiveIntegerField("行号")
    column = models.CharField(max_length=64, blank=True)
    label = models.CharField("列", max_length=64, blank=True)
    value = models.CharField("内容", max_length=200, blank=True)
    reason = models.CharField("原因", max_length=400)
    level = models.CharField("级别", max_length=8, choices=Level)
    code = models.CharField(max_length=32, blank=True)
    suggestions = models.JSONField("可能是", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "导入问题"
        indexes: ClassVar = [models.Index(fields=["batch", "level", "row_no"], name="issue_in_order")]

    def __str__(self) -> str:
        return f"第{self.row_no}行 {self.label}：{self.reason}"

    @property
    def advice(self) -> str:
        """The reason, with the names that may have been meant."""
        return self.reason + (f"。可能是：{'、'.join(self.suggestions)}" if self.suggestions else "")


class HeldCell(models.Model):
    """一处待更正: a registered value that the ledger contradicts and leaves. ``case_id``: the correction asked for it.

    ``kind``, ``object_id`` and ``field`` say of what. What is kept sealed stands here masked, and sealed beside it.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="held")
    row_no = models.PositiveIntegerField("行号")
    kind = models.CharField("档案类别", max_length=32)
    object_id = models.UUIDField("档案")
    field = models.CharField(max_length=64)
    column = models.CharField(max_length=64)
    label = models.CharField("项", max_length=64)
    held = models.CharField("现登记", max_length=500)
    said = models.CharField("台账写的", max_length=500)
    cipher = models.BinaryField("台账写的（密文）", null=True, editable=False)
    case_id = models.UUIDField("更正", null=True)
    note = models.CharField("没有申请的原因", max_length=300, blank=True, db_default="")

    class Meta:
        verbose_name = verbose_name_plural = "待更正"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "object_id", "field"], name="held_once_of_a_batch")
        ]

    def __str__(self) -> str:
        return f"第{self.row_no}行 {self.label}"


class ImportEffect(models.Model):
    """What an import did to one row of a table: by this it is undone, and a later touch is seen."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="effects")
    relation = models.CharField(max_length=64)
    object_id = models.UUIDField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入影响"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "relation", "object_id"], name="one_effect_per_row")
        ]

    def __str__(self) -> str:
        return self.relation


class RememberedMapping(models.Model):
    """How an agency has matched a header before: header → column. The same header is not asked about twice."""

    agency_id = models.UUIDField("机构", null=True)
    kind = models.CharField(max_length=32)
    signature = models.CharField(max_length=64)
    chosen = models.JSONField(default=dict)
    remembered_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "列对应"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency_id", "signature"], name="one_mapping_per_header", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.kind


class IssuedPaper(models.Model):
    """一份已制发的文书. ``content`` is what it says, as issued; nothing of it changes afterwards but the revocation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token = models.CharField("二维码标识", max_length=32, unique=True)
    kind = models.CharField("文书种类", max_length=48)
    case_id = models.UUIDField("事项")
    name = models.CharField("文书名称", max_length=100)
    number = models.CharField("文号", max_length=64, db_index=True)
    agency_id = models.UUIDField("制发机关")
    agency_name = models.CharField("制发机关名称", max_length=200)
    where_name = models.CharField("所涉工程", max_length=300, blank=True)
    issued_on = models.DateField("制发日期")
    issued_at = models.DateTimeField("制发时间")
    content = models.JSONField("内容", encoder=DjangoJSONEncoder)
    content_hash = models.CharField("内容摘要", max_length=64)
    revoked_at = models.DateTimeField("撤销时间", null=True)
    revoked_why = models.CharField("撤销原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "制发文书"
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "case_id"], name="one_paper_per_kind")]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="issued_paper_fixed", exclude=["revoked_at", "revoked_why"]),
            pgtrigger.Protect(name="issued_paper_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class WrongTries(models.Model):
    """Wrong codes from one address on one thing. ``key`` is a keyed digest of both: no address is kept."""

    key = models.CharField("摘要", max_length=64, primary_key=True)
    since = models.DateTimeField("自")
    failures = models.PositiveIntegerField("错误次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "错误尝试"
        indexes: ClassVar = [models.Index(fields=["since"], name="wrong_tries_of_papers")]

    def __str__(self) -> str:
        return str(self.failures)
