"""Tables of evidence. The bytes lie in the data folder; a row says what they are and who brought them."""

from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.evidence.terms import FileKind, FileSource, ShotState


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def brought_by(self, actor: Actor) -> Self:
        """Uploaded by this person, or through this party's link."""
        if actor.user_id:
            return self.filter(uploaded_by=actor.user_id)
        return self.filter(uploaded_by=None, uploaded_party=actor.party_key) if actor.party_key else self.none()


class StoredFile(models.Model):
    """一个文件. ``sha256`` is of the bytes as they came; ``blob`` of what is on disk: the same bytes, or ciphertext."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sha256 = models.CharField("指纹", max_length=64, db_index=True)
    blob = models.CharField("存储名", max_length=64, db_index=True, db_collation="C")
    size = models.PositiveBigIntegerField("大小（字节）")
    mime = models.CharField("格式", max_length=80)
    kind = models.CharField("种类", max_length=16, choices=FileKind)
    name = models.CharField("文件名", max_length=200)
    width = models.PositiveIntegerField("宽", null=True)
    height = models.PositiveIntegerField("高", null=True)
    sensitive = models.BooleanField("涉密或个人敏感", default=False)
    key_cipher = models.BinaryField("文件密钥（密文）", null=True, editable=False)
    source = models.CharField("来源", max_length=16, choices=FileSource)
    uploaded_by = models.UUIDField("上传人", null=True)
    uploaded_party = models.CharField("上传方", max_length=64, blank=True)
    uploader_name = models.CharField("上传人姓名", max_length=64)
    uploaded_at = models.DateTimeField("上传时间")
    taken_at = models.DateTimeField("拍摄时间", null=True)
    lat = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True)
    lng = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True)
    exif_taken_at = models.DateTimeField("照片自带时间", null=True)
    exif_lat = models.DecimalField("照片自带纬度", max_digits=9, decimal_places=6, null=True)
    exif_lng = models.DecimalField("照片自带经度", max_digits=9, decimal_places=6, null=True)
    device_at = models.DateTimeField("上传时的设备时间", null=True)
    shot_code = models.CharField("拍摄码", max_length=8, blank=True)
    shot_state = models.CharField("拍摄码核对", max_length=16, choices=ShotState, blank=True, default=ShotState.NONE)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        indexes = [models.Index(fields=["uploaded_by"], name="files_of_uploader")]
        constraints = [
            models.CheckConstraint(
                condition=Q(sensitive=False) | ~Q(blob=models.F("sha256")), name="sensitive_is_sealed"
            )
        ]
        # Only the key may go: losing it is how a sensitive file is erased.
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="stored_file_fixed", exclude=["key_cipher"]),
            pgtrigger.Protect(name="stored_file_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_photo(self) -> bool:
        return self.kind == FileKind.PHOTO

    @property
    def url(self) -> str:
        return f"/files/{self.id}"

    @property
    def thumb_url(self) -> str:
        return f"/files/{self.id}/thumb"

    @property
    def view_url(self) -> str:
        """A picture derived for looking at, marked as such."""
        return f"/files/{self.id}/view"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def in_place(self) -> Self:
        """Those not taken back."""
        return self.filter(detached_at=None)


class Attachment(models.Model):
    """一份附件: a file in a slot (before, after, scan …) of something that owns it.

    A wrong one may be taken back before it counts: it leaves the slot, the row and the file stay.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments", verbose_name="文件")
    owner_kind = models.CharField("所属类别", max_length=32)
    owner_id = models.UUIDField("所属")
    slot = models.CharField("位置", max_length=32)
    position = models.PositiveSmallIntegerField("次序", default=0)
    attached_by = models.UUIDField("附上的人", null=True)
    attached_at = models.DateTimeField("附上时间")
    detached_at = models.DateTimeField("撤下时间", null=True, editable=False)
    detached_name = models.CharField("撤下的人", max_length=64, blank=True, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        constraints = [
            models.UniqueConstraint(
                fields=["owner_kind", "owner_id", "slot", "file"], condition=Q(detached_at=None),
                name="attached_once_per_slot",
            )
        ]  # fmt: skip
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="attachment_fixed", exclude=["detached_at", "detached_name"]),
            pgtrigger.Protect(name="attachment_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.owner_kind} {self.slot}"


class ShotCode(models.Model):
    """一次性拍摄码: shown on a page while somebody takes photos for one task, burnt into what is derived from them.

    ``holder`` is the account or the party behind a link; ``task`` the page with its case and slot. ``used_for`` names
    the set of photos it admitted: it admits no second set.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("拍摄码", max_length=8)
    holder = models.CharField("使用人", max_length=80)
    task = models.CharField("事项", max_length=200)
    issued_at = models.DateTimeField("发出时间")
    valid_until = models.DateTimeField("有效至")
    used_at = models.DateTimeField("使用时间", null=True)
    used_for = models.CharField("照片组", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "拍摄码"
        indexes: ClassVar = [
            models.Index(fields=["holder", "task", "valid_until"], name="shot_code_of_task"),
            models.Index(fields=["valid_until"], name="shot_code_until"),
        ]

    def __str__(self) -> str:
        return self.code


class PhotoPrint(models.Model):
    """照片特征: 64 bits of what a photo looks like, whole or its middle, in four bands for look-up by equality."""

    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="prints", verbose_name="照片")
    part = models.CharField("部分", max_length=8, choices=[("whole", "整幅"), ("middle", "中部")])
    bits = models.BigIntegerField("特征")
    flipped = models.BigIntegerField("左右相反的特征")
    band0 = models.IntegerField()
    band1 = models.IntegerField()
    band2 = models.IntegerField()
    band3 = models.IntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "照片特征"
        constraints: ClassVar = [models.UniqueConstraint(fields=["file", "part"], name="one_print_per_part")]
        indexes: ClassVar = [models.Index(fields=[f"band{n}"], name=f"photo_print_band{n}") for n in range(4)]

    def __str__(self) -> str:
        return f"{self.file_id} {self.part}"
