"""What the pages behind a link remember: codes, the phones they opened, uploads already taken."""

from django.db import models

from zhiben.kernel.base.ids import new_id


class LinkCode(models.Model):
    """A one-time code that opens one thing on one phone without an account.

    Used once. Kept as a keyed hash, and sealed until it is used so that it can be printed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code_hash = models.CharField("签收码摘要", max_length=64)
    code_cipher = models.BinaryField("签收码（密文，用后清除）", null=True, editable=False)
    created_at = models.DateTimeField("生成时间")
    valid_until = models.DateTimeField("有效至")
    used_at = models.DateTimeField("使用时间", null=True)
    holder_name = models.CharField("使用人", max_length=64, blank=True)
    holder_phone_masked = models.CharField("使用人电话（遮蔽）", max_length=32, blank=True)
    holder_phone_cipher = models.BinaryField("使用人电话（密文）", null=True, editable=False)
    secret_hash = models.CharField("设备凭据摘要", max_length=64, blank=True, db_index=True)

    class Meta:
        abstract = True


class LinkUpload(models.Model):
    """One photo sent from a phone. The phone makes the id, so that sending again after a broken line adds nothing."""

    id = models.UUIDField(primary_key=True, editable=False)
    notice = models.ForeignKey("hazards.Notice", models.PROTECT, related_name="+", verbose_name="文书")
    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="+", verbose_name="隐患")
    file = models.ForeignKey("evidence.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="文件")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "扫码上传"

    def __str__(self) -> str:
        return f"{self.hazard_id}"
