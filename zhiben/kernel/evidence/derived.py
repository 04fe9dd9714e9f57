"""Small pictures made from photos, without the photo's own metadata. They can be thrown away at any time."""

from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.evidence.models import StoredFile
from zhiben.kernel.evidence.queries import read_bytes
from zhiben.kernel.evidence.recognition import one_picture_at_a_time
from zhiben.kernel.evidence.store import derived_folder, draft

THUMB_SIDE: Final = 480


def thumbnail(file: StoredFile) -> bytes:
    """A JPEG of at most 480 pixels a side. Kept for next time unless the photo is sensitive."""
    if file.sensitive:
        return _shrink(read_bytes(file))
    path = derived_folder() / file.blob[:2] / file.blob[2:4] / f"{file.blob}-{THUMB_SIDE}.jpg"
    if path.exists():
        return path.read_bytes()
    small = _shrink(read_bytes(file))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with draft() as half:
        half.write_bytes(small)
        half.replace(path)
    return small


def _shrink(data: bytes) -> bytes:
    try:
        return _smaller(data)
    except OSError as damaged:
        raise NotVisible("这张图片不完整，没有缩略图，可以下载原图") from damaged


def _smaller(data: bytes) -> bytes:
    with one_picture_at_a_time, Image.open(BytesIO(data)) as picture:
        picture.draft("RGB", (THUMB_SIDE * 2, THUMB_SIDE * 2))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((THUMB_SIDE, THUMB_SIDE))
        clean = Image.new("RGB", upright.size, "white")
        rgba = upright.convert("RGBA")
        clean.paste(rgba, mask=rgba.getchannel("A"))
    out = BytesIO()
    clean.save(out, "JPEG", quality=82)
    return out.getvalue()
