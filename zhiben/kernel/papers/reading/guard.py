"""What is refused before anything is read: not a workbook, too large, encrypted, built to burst.

Only sizes and directories are looked at first; then every part is inflated once in small pieces and thrown away, so
that what a directory claims about itself is never believed.
"""

import os
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, Final

from zhiben.kernel.base.errors import InvalidInput

LARGEST_FILE: Final = 30 * 1024 * 1024
LARGEST_DIRECTORY: Final = 1024 * 1024
LARGEST_INFLATED: Final = 256 * 1024 * 1024
LARGEST_RATIO: Final = 100
MOST_ENTRIES: Final = 2000
MOST_ROWS: Final = 100_000
AROUND: Final = 100  # title, header and foot do not count
MOST_COLUMNS: Final = 300
MOST_CELLS: Final = 6_000_000
PIECE: Final = 256 * 1024
ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
CELL: Final = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>/]*>")
BARE: Final = re.compile(rb"<(?:\w+:)?c(?:\s+(?!r\s*=)[\w:]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*>")
TAG: Final = re.compile(rb"<(?:\w+:)?(row|c)\b(?:[^>]*?\br\s*=\s*[\"'](\d{1,7})[\"'])?")
ENTITY: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
BURSTS: Final = "这个文件解压后异常庞大，不像正常的表格，已拒绝读取"
DAMAGED: Final = "文件已损坏或不是表格文件，请用 WPS 或 Excel 打开后另存为 .xlsx 再上传"


def kind_of(path: Path, name: str = "") -> str:
    """``xlsx``, ``xls`` or ``csv`` by content, not by name; or a refusal that says what to do."""
    size = path.stat().st_size
    if size == 0:
        raise refuse("文件是空的")
    if size > LARGEST_FILE:
        raise too_large(size)
    with path.open("rb") as stream:
        head = stream.read(8)
        if head.startswith(ZIP):
            check_zip(stream, size)
            return "xlsx"
        if head == OLE:
            _check_ole(stream)
            return "xls"
        if _is_text(stream):
            return "csv"
    suffix = Path(name or path.name).suffix.lower()
    raise refuse(f"这不是表格文件（{suffix or '没有扩展名'}）。请上传 .xlsx、.xls、.et 或 .csv 文件")


def too_large(size: int) -> InvalidInput:
    megabytes = size / 1024 / 1024
    return refuse(
        f"文件有{megabytes:.0f}MB，超过{LARGEST_FILE // 1024 // 1024}MB 的上限。请去掉图片或拆成几个文件再上传"
    )


def refuse(reason: str) -> InvalidInput:
    return InvalidInput.of("file", reason)


def check_zip(stream: BinaryIO, size: int) -> None:
    """Refuses what is damaged, encrypted, not a workbook, or larger inside than a workbook can be."""
    _check_directory(stream, size)
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise refuse(DAMAGED) from error
    _check_entries(entries, size)
    names = {e.filename.lower() for e in entries}
    if "[content_types].xml" not in names or not any(n.startswith("xl/workbook") for n in names):
        raise refuse("这不是 Excel 表格（可能是 Word 文档或压缩包），请上传 .xlsx、.xls、.et 或 .csv 文件")
    left = LARGEST_INFLATED
    for entry in entries:
        left -= _inflate(stream, entry, left)


def _check_directory(stream: BinaryIO, size: int) -> None:
    """The directory's own size, from the end record: a directory of a million names is refused unread."""
    tail_size = min(size, 65_557)
    stream.seek(size - tail_size)
    tail = stream.read(tail_size)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(tail):
        raise refuse(DAMAGED)
    entries, directory = struct.unpack("<HI", tail[at + 10 : at + 16])
    locator = tail.rfind(b"PK\x06\x07", 0, at)
    if locator >= 0:
        (offset,) = struct.unpack("<Q", tail[locator + 8 : locator + 16])
        stream.seek(min(offset, size))
        record = stream.read(56)
        if len(record) < 56:
            raise refuse(DAMAGED)
        entries, directory = struct.unpack("<QQ", record[32:48])
    stream.seek(0)
    if directory > LARGEST_DIRECTORY or entries > MOST_ENTRIES:
        raise refuse(BURSTS)


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    if len(entries) > MOST_ENTRIES or len({e.filename for e in entries}) != len(entries):
        raise refuse(BURSTS)
    end = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        if entry.header_offset < end:
            raise refuse(BURSTS)  # entries that share their bytes
        end = entry.header_offset + 30 + entry.compress_size
        if entry.flag_bits & 1:
            raise refuse("文件有密码保护，请取消密码后再上传")
        if _leads_outside(entry):
            raise refuse(DAMAGED)
    total = sum(e.file_size for e in entries)
    if total > LARGEST_INFLATED or end > size or (total > 20 * 1024 * 1024 and total > size * LARGEST_RATIO):
        raise refuse(BURSTS)


def _leads_outside(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename.replace("\\", "/")
    is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
    return is_link or name.startswith("/") or ".." in name.split("/") or ":" in name


def _inflate(stream: BinaryIO, entry: zipfile.ZipInfo, most: int) -> int:
    """Bytes that come out. Sheets are looked through for cells far out, every XML part for entity definitions."""
    stream.seek(entry.header_offset)
    header = stream.read(30)
    if len(header) < 30 or header[:4] != ZIP:
        raise refuse(DAMAGED)
    name_size, extra_size = struct.unpack("<HH", header[26:30])
    stream.seek(name_size + extra_size, os.SEEK_CUR)
    watch = _Watch(is_xml=entry.filename.lower().endswith((".xml", ".rels")))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refuse(DAMAGED)
    inflater = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    left, came = entry.compress_size, 0
    while left > 0:
        packed = stream.read(min(PIECE, left))
        if not packed:
            raise refuse(DAMAGED)
        left -= len(packed)
        came += _pour(packed, inflater, watch, min(most, entry.file_size) - came)
    return came


def _pour(packed: bytes, inflater: "zlib._Decompress | None", watch: "_Watch", most: int) -> int:
    """Inflates one piece; more than was declared is refused at once."""
    came = 0
    while packed:
        try:
            plain = inflater.decompress(packed, PIECE) if inflater else packed
        except zlib.error as error:
            raise refuse(DAMAGED) from error
        packed = inflater.unconsumed_tail if inflater else b""
        came += len(plain)
        if came > most:
            raise refuse(BURSTS)
        watch.look(plain)
    return came


class _Watch:
    """Looks at inflated XML as it passes: a filled cell at the far corner would be allocated as a full rectangle."""

    def __init__(self, *, is_xml: bool) -> None:
        self.is_xml = is_xml
        self.tail = b""
        self.rows = self.columns = self.run = self.line = 0

    def look(self, plain: bytes) -> None:
        text = self.tail + plain
        if self.is_xml and ENTITY.search(text):
            raise refuse(BURSTS)
        self._measure(text)  # whatever the part is called: a sheet may have any name
        if BARE.search(text):
            self._count(text)
        self.tail = text[-200:]

    def _measure(self, text: bytes) -> None:
        if not (cells := CELL.findall(text)):
            return
        self.rows = max(self.rows, *(int(row) for _, row in cells))
        self.columns = max(self.columns, *(_column_number(column) for column, _ in cells))
        check_extent(self.rows, self.columns)

    def _count(self, text: bytes) -> None:
        """Cells that do not say where they stand follow each other; what overlaps with the last piece counts twice."""
        for row, number in TAG.findall(text):
            self.run = 0 if row == b"row" else self.run + 1
            self.line = int(number) if number else self.line
            if self.run > 2 * MOST_COLUMNS:
                raise refuse(f"这张表超过{MOST_COLUMNS}列。请删除表外的内容再上传")
            if self.run and self.line > MOST_ROWS + AROUND:
                check_extent(self.line, self.columns)


def check_extent(rows: int, columns: int) -> None:
    """``rows`` and ``columns`` are those of the rectangle from A1 to the last filled cell."""
    if rows > MOST_ROWS + AROUND:
        raise refuse(f"这张表超过{MOST_ROWS}行（第{rows}行还有内容）。请拆成几个文件，或删除表外的内容再上传")
    if columns > MOST_COLUMNS:
        raise refuse(f"这张表超过{MOST_COLUMNS}列（第{columns}列还有内容）。请删除表外的内容再上传")
    if rows * columns > MOST_CELLS:
        raise refuse(f"这张表太大（{rows}行、{columns}列）。请拆成几个文件，或删除表外的内容再上传")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_ole(stream: BinaryIO) -> None:
    """An .xlsx with a password is such a container; so is an old .xls."""
    stream.seek(0)
    kept = b""
    while piece := stream.read(PIECE):
        if ENCRYPTED_PACKAGE in kept + piece:
            raise refuse("文件有密码保护，请取消密码后再上传")
        kept = piece[-64:]


def _is_text(stream: BinaryIO) -> bool:
    stream.seek(0)
    head = stream.read(4096)
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8", b"GIF8", b"Rar!", b"7z")) or b"\x00" in head:
        return False
    return any(_decodes(head, encoding) for encoding in ("utf-8", "gb18030"))


def _decodes(head: bytes, encoding: str) -> bool:
    """A character cut in half by the end of the sample does not count against it."""
    for cut in range(4):
        try:
            text = head[: len(head) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        return sum(c.isprintable() or c in "\r\n\t\ufeff" for c in text) >= len(text) * 0.98
    return False
