"""Where in a sheet the header is, what its columns are called, and which rows below it are data."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from zhiben.kernel.base.text import plain_text
from zhiben.kernel.papers.cells.words import word_key
from zhiben.kernel.papers.reading.workbook import Row, Sheet, Source

LOOK_AT: Final = 30
DEEPEST: Final = 3
TOTALS: Final = frozenset({"合计", "总计", "小计", "累计", "共计", "本页合计", "本页小计", "total"})
LAST_LINES: Final = re.compile(
    r"^(填报人|填表人|制表人?|审核人?|审批人|负责人|单位负责人|联系人|联系电话|填报单位|填报时间|填报日期|填表日期|编制单位|说明|备注|注)\s*[:：（(]"
)
SUBHEADING: Final = re.compile(r"^[（(]?[一二三四五六七八九十]{1,3}[)）、.．\s]")
SERIALS: Final = frozenset({"序号", "编号序", "no", "序"})
SAMPLE: Final = re.compile(r"^(示例|例|样例|填写示例)$")
Score = Callable[[Sequence[str]], float]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """``row`` is the header's first row in the sheet, from 1; ``headers`` one flattened name a column, ``父-子``."""

    sheet: str
    row: int
    depth: int
    headers: tuple[str, ...]
    score: float

    @property
    def first_data_row(self) -> int:
        return self.row + self.depth


def find_layout(source: Source, score: Score, *, only: str = "") -> Layout | None:
    """The best-scoring header over all sheets; ``score`` says how well a list of names fits what is wanted."""
    best: Layout | None = None
    for sheet in source.sheets:
        if only and sheet.name != only:
            continue
        for found in _candidates(source, sheet, score):
            if best is None or found.score > best.score:
                best = found
    return best


def _candidates(source: Source, sheet: Sheet, score: Score) -> Iterator[Layout]:
    top = list(islice(source.rows(sheet), LOOK_AT))
    for start in range(len(top)):
        cells = [_text(c) for c in top[start][1]]
        if sum(map(bool, cells)) < 2:
            continue
        for depth in range(1, min(DEEPEST, len(top) - start) + 1):
            headers = flatten([[_text(c) for c in row] for _, row in top[start : start + depth]])
            # A tie goes to the shallower header, then to the upper row.
            points = score(headers) - depth * 0.01 - start * 0.001
            yield Layout(sheet=sheet.name, row=top[start][0], depth=depth, headers=tuple(headers), score=points)


def flatten(rows: Sequence[Sequence[str]]) -> list[str]:
    """``整改情况`` over ``责任人`` and ``时限`` becomes ``整改情况-责任人`` and ``整改情况-时限``."""
    width = max(map(len, rows))
    parts: list[list[str]] = [[] for _ in range(width)]
    for level, row in enumerate(rows):
        parent = ""
        for column in range(width):
            cell = row[column] if column < len(row) else ""
            below = any(column < len(r) and r[column] for r in rows[level + 1 :])
            # A name spreads to the right only over columns that have names of their own underneath.
            parent = cell or (parent if below else "")
            if parent and (not parts[column] or parts[column][-1] != parent):
                parts[column].append(parent)
    return ["-".join(p) for p in parts]


@dataclass(frozen=True, kw_only=True)
class Noise:
    """Tells rows that are no data. ``serials`` are the columns that only count rows."""

    headers: tuple[str, ...]
    serials: frozenset[int]

    @classmethod
    def of(cls, headers: Sequence[str]) -> "Noise":
        return cls(
            headers=tuple(word_key(h) for h in headers),
            serials=frozenset(i for i, h in enumerate(headers) if word_key(h) in SERIALS),
        )

    def is_noise(self, cells: Sequence[str]) -> bool:
        """Blank, a total, a repeated header, column numbers, a sub-heading, a sample, the line of who filled it in."""
        filled = [(i, c) for i, c in enumerate(cells) if c]
        said = [c for i, c in filled if i not in self.serials]
        if not said:
            # A lone serial is an empty line of the form; a lone word there may be a total or a signature line.
            return True
        first = filled[0][1]
        return (
            any(word_key(c) in TOTALS for _, c in filled[:2])
            or SAMPLE.match(first) is not None
            or (LAST_LINES.match(first) is not None and len(filled) <= max(4, len(self.headers) // 3))
            or (len(filled) == 1 and len(self.headers) > 3 and SUBHEADING.match(first) is not None)
            or self._repeats_header(cells)
            or counts_columns([c for _, c in filled])
        )

    def _repeats_header(self, cells: Sequence[str]) -> bool:
        first = next(((h, c) for h, c in zip(self.headers, cells, strict=False) if c), ("", ""))
        if word_key(first[1]) != first[0]:
            return False
        same = sum(1 for h, c in zip(self.headers, cells, strict=False) if c and h and word_key(c) == h)
        return same >= max(2, sum(map(bool, cells)) * 0.6)


def data_rows(source: Source, layout: Layout) -> Iterator[tuple[int, Row]]:
    """The rows below the header that are data, with their numbers in the sheet."""
    noise = Noise.of(layout.headers)
    for number, row in source.rows(source.sheet(layout.sheet)):
        if number >= layout.first_data_row and not noise.is_noise([_text(c) for c in row[: len(layout.headers)]]):
            yield number, row


def counts_columns(filled: Sequence[str]) -> bool:
    """1, 2, 3 … or (1), (2), (3) … under the header: numbers of columns."""
    digits = [re.sub(r"[()（）]", "", c) for c in filled]
    if len(digits) < 3:
        return False
    steps = sum(1 for i, d in enumerate(digits) if d == str(i + 1))
    letters = digits[0] in ("甲", "A", "a") and digits[1:2] in (["乙"], ["B"], ["b"], ["1"])
    return steps == len(digits) or letters


def _text(cell: Any) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, float) and cell == int(cell) and abs(cell) < 1e15:
        return str(int(cell))
    return plain_text(str(cell))
