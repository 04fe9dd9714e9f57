"""Words for files. Stored codes are permanent; labels may change."""

from django.db.models import TextChoices


class FileKind(TextChoices):
    PHOTO = "photo", "照片"
    DOCUMENT = "document", "文件"


class FileSource(TextChoices):
    """How a file came in: the stronger ways are shown beside the picture."""

    CAMERA = "camera", "现场拍摄"
    UPLOAD = "upload", "相册"
    LINK = "link", "扫码上传"
    IMPORT = "import", "台账导入"


class ShotState(TextChoices):
    """Whether a photo came with the one-time code that its page had shown, from the camera."""

    NONE = "", "未验证"
    MATCHED = "matched", "现场拍摄（验证码一致）"
    ALBUM = "album", "未验证（从相册选取）"
    EXPIRED = "expired", "未验证（拍摄码已过期）"
    WRONG = "wrong", "未验证（拍摄码不符）"
