"""Words for files. Stored codes are permanent; labels may change."""

from django.db.models import TextChoices


class FileKind(TextChoices):
    PHOTO = "photo", "照片"
    DOCUMENT = "document", "文件"


class FileSource(TextChoices):
    """How a file came in: the stronger ways are shown beside the picture."""

    CAMERA = "camera", "现场拍摄"
    UPLOAD = "upload", "上传"
    LINK = "link", "扫码办理"
    IMPORT = "import", "台账导入"
