"""What a file really is, by its bytes. Anything not recognised, damaged, too large or two things at once is refused."""

import re
import threading
import zipfile
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from PIL import Image

from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.evidence.exif import Exif, read_exif
from zhiben.kernel.evidence.terms import FileKind

MB: Final = 1024 * 1024
MOST_PIXELS: Final = 50_000_000
FULLY_READ: Final = 12_000_000
MOST_BYTES: Final = {FileKind.PHOTO: 20 * MB, FileKind.DOCUMENT: 50 * MB}
MOST_ENTRIES: Final = 5000
MOST_UNPACKED: Final = 300 * MB
EDGE: Final = 64 * 1024
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXTENSIONS: Final = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf",
                     DOCX: "docx", XLSX: "xlsx"}  # fmt: skip
PIL_FORMATS: Final = {"image/jpeg": ("JPEG", "MPO"), "image/png": ("PNG",), "image/webp": ("WEBP",)}
OFFICE_PARTS: Final = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
ACTIVE_MARKUP: Final = re.compile(rb"<(?:script|html|svg|!doctype|\?php|iframe)", re.IGNORECASE)
# Decoding takes several times the file's size in memory: one picture at a time in each process.
one_picture_at_a_time = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class FileFacts:
    """What was found in the bytes."""

    mime: str
    kind: FileKind
    width: int | None = None
    height: int | None = None
    taken_at: datetime | None = None
    lat: Decimal | None = None
    lng: Decimal | None = None


def refusal(reason: str) -> InvalidInput:
    return InvalidInput.of("file", reason)


def sniff(head: bytes) -> tuple[str, FileKind]:
    """Format and kind from the first bytes. An office file is told apart later, by what is in it."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg", FileKind.PHOTO
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png", FileKind.PHOTO
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp", FileKind.PHOTO
    if head.startswith(b"%PDF-"):
        return "application/pdf", FileKind.DOCUMENT
    if head.startswith(b"PK\x03\x04"):
        return "application/zip", FileKind.DOCUMENT
    raise refusal(_why_unknown(head))


def examine(path: Path, mime: str, kind: FileKind) -> FileFacts:
    """Look through a whole file. Raises InvalidInput with a sentence that says what is wrong with it."""
    if mime == "application/zip":
        return FileFacts(mime=_office_format(path), kind=kind)
    _refuse_second_nature(path, kind)
    if kind == FileKind.PHOTO:
        return _examine_picture(path, mime)
    return FileFacts(mime=mime, kind=kind)


def _why_unknown(head: bytes) -> str:
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"heif", b"msf1"):
        return "这是 HEIC 格式的照片，请在手机相机设置中改为“兼容性最佳”（JPEG）后再传"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "这是旧版 Office 文件，请另存为 DOCX、XLSX 或 PDF 后再传"
    return "不是图片或可以接收的文件，只能上传 JPG、PNG、WebP 图片和 PDF、Word（DOCX）、Excel（XLSX）文件"


def _refuse_second_nature(path: Path, kind: FileKind) -> None:
    """A picture or PDF that opens as an archive too, or carries markup a browser would run."""
    if zipfile.is_zipfile(path):
        raise refusal("文件里夹带了压缩包，不能接收")
    if kind == FileKind.PHOTO:
        with path.open("rb") as file:
            head = file.read(EDGE)
            file.seek(max(0, path.stat().st_size - EDGE))
            tail = file.read(EDGE)
        if ACTIVE_MARKUP.search(head) or ACTIVE_MARKUP.search(tail):
            raise refusal("图片里夹带了网页代码，不能接收")


def _examine_picture(path: Path, mime: str) -> FileFacts:
    damaged = refusal("图片已损坏，无法打开，请重新拍摄或重新导出")
    try:
        with Image.open(path, formats=PIL_FORMATS[mime]) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise refusal(f"图片太大（{width}×{height}），最多 5000 万像素")
            exif = read_exif(picture)
        _decode(path, mime)
    except Image.DecompressionBombError as bomb:
        raise refusal("图片太大，最多 5000 万像素") from bomb
    except InvalidInput:
        raise
    except Exception as broken:  # Pillow raises many kinds on malformed input; to the user all mean the same
        raise damaged from broken
    return _photo_facts(mime, width, height, exif)


def _photo_facts(mime: str, width: int, height: int, exif: Exif) -> FileFacts:
    return FileFacts(
        mime=mime, kind=FileKind.PHOTO, width=width, height=height,
        taken_at=exif.taken_at, lat=exif.lat, lng=exif.lng,
    )  # fmt: skip


def _decode(path: Path, mime: str) -> None:
    """Read the picture to its end. JPEG is decoded small, a large PNG by its checksums: neither needs a huge bitmap."""
    with one_picture_at_a_time, Image.open(path, formats=PIL_FORMATS[mime]) as picture:
        if mime == "image/png" and picture.width * picture.height > FULLY_READ:
            picture.verify()
            return
        picture.draft("RGB", (256, 256))
        picture.load()


def _office_format(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as broken:
        raise refusal("文件已损坏，无法打开") from broken
    names = {e.filename for e in entries}
    found = [mime for part, mime in OFFICE_PARTS.items() if part in names]
    if len(found) != 1 or "[Content_Types].xml" not in names:
        raise refusal("不能接收压缩包，请解压后逐个上传")
    if any(n.lower().endswith("vbaproject.bin") for n in names):
        raise refusal("文件带有宏，请去掉宏后再传")
    _refuse_bomb(entries, path.stat().st_size)
    return found[0]


def _refuse_bomb(entries: list[zipfile.ZipInfo], size: int) -> None:
    strange = any(e.flag_bits & 1 or ".." in e.filename or e.filename.startswith(("/", "\\")) for e in entries)
    packed, unpacked = sum(e.compress_size for e in entries), sum(e.file_size for e in entries)
    if strange or len(entries) > MOST_ENTRIES or packed > size or unpacked > MOST_UNPACKED:
        raise refusal("文件结构异常，不能接收")
