"""How much room a blank workbook would take once it is open for writing: told from its parts before it is opened.

The guard looks at filled cells only; who writes into a workbook also holds empty ones, every row with a height, and
every cell of a merged range or a link.
"""

import re
import zipfile
from pathlib import Path
from typing import IO, Final
from xml.parsers import expat

from zhiben.kernel.papers.reading.guard import BURSTS, DAMAGED, refuse

LARGEST_INFLATED: Final = 64 * 1024 * 1024
MOST_CELLS: Final = 400_000
PIECE: Final = 256 * 1024
XML: Final = (b"<", b"\x00<")
RANGES: Final = frozenset({"mergeCell", "hyperlink", "table"})
PLACE: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
TOO_MUCH: Final = "这张表里带格式的单元格太多，不像空白表。请删去表格下方、右侧多余的行和列再上传"


def check_blank(path: Path) -> None:
    """Raises InvalidInput. The guard has looked at sizes and entities before."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if sum(one.file_size for one in parts) > LARGEST_INFLATED:
            raise refuse(TOO_MUCH)
        for part in parts:
            with archive.open(part) as stream:
                if stream.read(64).lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").startswith(XML):
                    stream.seek(0)
                    _read(_Extent(), stream)


def _read(extent: "_Extent", stream: IO[bytes]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = extent.begin
    parser.StartDoctypeDeclHandler = _refuse_entities
    try:
        while piece := stream.read(PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise refuse(DAMAGED) from error


def _refuse_entities(*_: object) -> None:
    raise refuse(BURSTS)


class _Extent:
    """One part: elements that take room, and the rectangle from A1 to the farthest cell."""

    def __init__(self) -> None:
        self.held = self.rows = self.columns = self.line = self.column = 0

    def begin(self, name: str, given: dict[str, str]) -> None:
        what = name.rpartition(":")[2]
        if what == "row":
            self.held, self.column = self.held + 1, 0
            number = given.get("r", "")
            self.line = int(number) if number.isdecimal() and len(number) < 9 else self.line + 1
        elif what == "c":
            self._cell(PLACE.fullmatch(given.get("r", "")))
        elif what in RANGES:
            self.held += _area(given.get("ref", ""))
        if self.held > MOST_CELLS or self.rows * self.columns > MOST_CELLS:
            raise refuse(TOO_MUCH)

    def _cell(self, place: "re.Match[str] | None") -> None:
        self.held += 1
        self.column = _number(place[1]) if place else self.column + 1
        self.rows = max(self.rows, int(place[2]) if place else self.line)
        self.columns = max(self.columns, self.column)


def _area(ref: str) -> int:
    """Cells of ``A1:C9``; more than is allowed for what cannot be read."""
    corners = [PLACE.fullmatch(one) for one in ref.split(":")]
    if len(corners) == 1 or not all(corners):
        return 1 if len(corners) == 1 else MOST_CELLS + 1
    (left, top), (right, bottom) = ((_number(one[1]), int(one[2])) for one in corners[:2] if one)
    return (abs(right - left) + 1) * (abs(bottom - top) + 1)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
