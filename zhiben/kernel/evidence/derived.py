"""Pictures derived from photos: without the photo's own metadata, the large one marked. They can be made again."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont, ImageOps

from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.base.fonts import REGULAR
from zhiben.kernel.evidence.models import StoredFile
from zhiben.kernel.evidence.queries import read_bytes
from zhiben.kernel.evidence.recognition import one_picture_at_a_time
from zhiben.kernel.evidence.store import derived_folder, draft
from zhiben.kernel.evidence.terms import FileSource, ShotState

THUMB_SIDE: Final = 480
VIEW_SIDE: Final = 1600
LEAST_TYPE: Final = 14
LETTERS_ACROSS: Final = 46  # of the strip, in full-width letters
VIEW: Final = "view2"  # another number when the strip changes: old pictures are then made anew


def thumbnail(file: StoredFile) -> bytes:
    """A JPEG of at most 480 pixels a side. Kept for next time unless the photo is sensitive."""
    return _kept(file, f"{file.blob}-{THUMB_SIDE}.jpg", lambda: _shrink(read_bytes(file), THUMB_SIDE))


def view(file: StoredFile) -> bytes:
    """A JPEG of at most 1600 pixels a side with a strip below it that says what it is derived from."""
    return _kept(file, f"{file.pk}-{VIEW}.jpg", lambda: _shrink(read_bytes(file), VIEW_SIDE, strip_of(file)))


def strip_of(file: StoredFile) -> list[str]:
    """What is burnt in: time, place, who, how it came, where the original is."""
    taken = f"拍摄 {_moment(file.taken_at)}（设备）　" if file.taken_at else ""
    place = f"位置 {file.lat:.6f}，{file.lng:.6f}" if file.lat is not None and file.lng is not None else "位置未提供"
    code = f" {file.shot_code}" if file.shot_state == ShotState.MATCHED else ""
    checked = f"　{file.get_shot_state_display()}{code}" if file.source != FileSource.IMPORT else ""
    return [
        f"{taken}上传 {_moment(file.uploaded_at)}（服务器）",
        f"{place}　{file.uploader_name}　{file.get_source_display()}{checked}",
        f"平台派生图，原件见指纹 {file.sha256[:16]}",
    ]


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"


def _kept(file: StoredFile, name: str, make: Callable[[], bytes]) -> bytes:
    if file.sensitive:
        return make()
    path = derived_folder() / file.blob[:2] / file.blob[2:4] / name
    if path.exists():
        return path.read_bytes()
    made = make()
    _write(made, path)
    return made


def _write(data: bytes, path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with draft() as half:
        half.write_bytes(data)
        half.replace(path)


def _shrink(data: bytes, side: int, strip: list[str] | None = None) -> bytes:
    try:
        small = _smaller(data, side)
    except OSError as damaged:
        raise NotVisible("这张图片不完整，没有缩略图，可以下载原图") from damaged
    out = BytesIO()
    (_with_strip(small, strip) if strip else small).save(out, "JPEG", quality=82)
    return out.getvalue()


def _smaller(data: bytes, side: int) -> Image.Image:
    """Pasted onto a new picture: nothing of the photo but its pixels comes along."""
    with one_picture_at_a_time, Image.open(BytesIO(data)) as picture:
        picture.draft("RGB", (side * 2, side * 2))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((side, side))
        clean = Image.new("RGB", upright.size, "white")
        rgba = upright.convert("RGBA")
        clean.paste(rgba, mask=rgba.getchannel("A"))
    return clean


def _with_strip(picture: Image.Image, lines: list[str]) -> Image.Image:
    """Below the picture and not on it: nothing is covered."""
    size = max(LEAST_TYPE, picture.width // LETTERS_ACROSS)
    font = _font(size)
    rows = [row for line in lines for row in _wrapped(line, font, picture.width - size)]
    leading = round(size * 1.4)
    whole = Image.new("RGB", (picture.width, picture.height + leading * len(rows) + size), "#1c2430")
    whole.paste(picture)
    pen = ImageDraw.Draw(whole)
    for number, row in enumerate(rows):
        pen.text((size // 2, picture.height + size // 2 + leading * number), row, font=font, fill="#ffffff")
    return whole


def _wrapped(line: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    rows = [""]
    for letter in line:
        if rows[-1] and font.getlength(rows[-1] + letter) > width:
            rows.append("")
        rows[-1] += letter
    return rows


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(REGULAR), size)
