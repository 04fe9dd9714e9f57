"""What the pages behind a notice's QR remember: uploads already taken."""

from django.db import models


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
