"""From the file to the staging table: every cell read, personal numbers masked, rows and problems written by COPY."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeVar

from django.db import connection

from zhiben.kernel.base.ids import new_id
from zhiben.kernel.crypto import indexer, mask_account, mask_address, mask_id_number, mask_phone
from zhiben.kernel.papers.cells.cell import Cell
from zhiben.kernel.papers.cells.numbers import unit_in_header
from zhiben.kernel.papers.cells.parse import parse_cell
from zhiben.kernel.papers.cells.words import parse_text
from zhiben.kernel.papers.columns import Column
from zhiben.kernel.papers.ledger import MISSING, Ledger, Problem, Run, StagedRow
from zhiben.kernel.papers.mapping import Match
from zhiben.kernel.papers.reading.workbook import Row
from zhiben.kernel.papers.terms import CellType, Level, Mark, RowStatus

T = TypeVar("T")
CHUNK: Final = 2000
MASKS: Final[Mapping[str, Callable[[str], str]]] = {
    CellType.PHONE: mask_phone, CellType.ID_NUMBER: mask_id_number, CellType.ACCOUNT: mask_account,
    CellType.ADDRESS: mask_address,
}  # fmt: skip
DAYS: Final = (CellType.DATE, CellType.DATETIME)
NUMBERS: Final = re.compile(r"\d{7,}[\dXx]*")
COPY_ROWS: Final = """copy papers_stagingrow
    (batch_id, row_no, raw, parsed, marks, row_key, content_hash, status, new_id) from stdin"""
COPY_ISSUES: Final = """copy papers_importissue
    (batch_id, row_no, "column", label, value, reason, level, code, suggestions) from stdin"""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Reads the rows of one sheet under one mapping."""

    ledger: Ledger
    places: tuple[tuple[int, Column, str], ...]
    replacements: Mapping[str, Mapping[str, str]]
    earliest: str = ""

    @classmethod
    def of(
        cls, ledger: Ledger, matches: Sequence[Match], replacements: Mapping[str, Mapping[str, str]], earliest: str = ""
    ) -> "Reader":
        """``earliest``: days before it are taken for slips of the pen, unless the column takes any."""
        places = tuple(
            (m.index, ledger.by_name[m.column], unit_in_header(m.header.rsplit("-", 1)[-1]))
            for m in matches
            if m.column in ledger.by_name
        )
        return cls(ledger=ledger, places=places, replacements=replacements, earliest=earliest)

    def read(self, number: int, cells: Row) -> tuple[StagedRow, dict[str, str]]:
        """The row, and how its cells looked."""
        row = StagedRow(row_no=number, values={})
        raw: dict[str, str] = {}
        spread: dict[str, str] = {}
        for index, column, unit in self.places:
            cell = self._replaced(column, cells[index] if index < len(cells) else None)
            if cell not in (None, ""):
                raw[column.name] = _shown(column, cell)
            if column.spread:
                spread |= column.spread(str(cell)) if cell not in (None, "") else {}
            else:
                _take(row, column, parse_cell(column, cell, header_unit=unit), raw)
        for name, text in spread.items():
            if name not in row.values and text:
                _take(row, self.ledger.by_name[name], parse_cell(self.ledger.by_name[name], text), raw)
        self._require(row)
        self._doubt_old_days(row)
        return row, raw

    def _doubt_old_days(self, row: StagedRow) -> None:
        for _, column, _ in self.places:
            said = row.values.get(column.name)
            if column.type in DAYS and isinstance(said, str) and said < self.earliest and not column.any_age:
                row.error(column.name, f"{said} 早于 {self.earliest}，请核对年份")

    def _replaced(self, column: Column, cell: Any) -> Any:
        """A name the user has exchanged for the one that was meant."""
        chosen = self.replacements.get(column.name)
        return chosen.get(parse_text(cell), cell) if chosen and cell is not None else cell

    def _require(self, row: StagedRow) -> None:
        there = {column.name for _, column, _ in self.places}
        there.update(into for name in list(there) for into in self.ledger.spreads_into(name))
        for column in self.ledger.columns:
            said = column.name in row.values and row.values[column.name] not in (None, "")
            if not column.required or said or column.name not in there:
                continue
            if row.marks.get(column.name) in (None, Mark.BLANK, Mark.NONE, Mark.NOT_APPLICABLE):
                row.missing(column.name, f"必填，没有填写{column.label}")


def stage_rows(run: Run, reader: Reader, rows: Iterable[tuple[int, Row]], *, fatal: bool = False) -> Iterator[int]:
    """Writes rows in chunks, yields how many so far. ``fatal``: a required column is missing, no row can be good."""
    count = 0
    for chunk in _chunks(rows, CHUNK):
        read = [reader.read(number, cells) for number, cells in chunk]
        staged = [row for row, _ in read]
        reader.ledger.prepare(run, staged)
        _copy_rows(run, reader.ledger, read, fatal=fatal)
        copy_problems(run, reader.ledger, [p for row in staged for p in row.problems])
        count += len(staged)
        yield count


def copy_problems(run: Run, ledger: Ledger, problems: Sequence[Problem], code: str = "") -> None:
    if not problems:
        return
    with connection.cursor() as cursor, cursor.copy(COPY_ISSUES) as copy:
        for p in problems:
            column = ledger.by_name.get(p.column)
            label = column.label if column else p.column
            hide = column is not None and (column.is_personal or column.type == CellType.PERSON)
            value, reason = (_hidden(p.value), _hidden(p.reason)) if hide else (p.value, p.reason)
            copy.write_row((
                run.batch_id, p.row_no, p.column, label, _clean(value[:200]), _clean(reason[:400]), p.level.value,
                code or p.code,
                _json(list(p.suggestions)),
            ))  # fmt: skip


def _copy_rows(run: Run, ledger: Ledger, read: Sequence[tuple[StagedRow, dict[str, str]]], *, fatal: bool) -> None:
    fingerprint = indexer("papers.row")
    with connection.cursor() as cursor, cursor.copy(COPY_ROWS) as copy:
        for row, raw in read:
            bad = fatal or any(p.level == Level.ERROR and p.code != MISSING for p in row.problems)
            key = ledger.key(row.values)
            copy.write_row((
                run.batch_id, row.row_no, _json(raw), _json(_protected(ledger, row.values)), _json(row.marks),
                key[:400],
                _fingerprint(fingerprint, row.values), (RowStatus.BAD if bad else RowStatus.GOOD).value, new_id(),
            ))  # fmt: skip


def _take(row: StagedRow, column: Column, cell: Cell, raw: Mapping[str, str]) -> None:
    if cell.mark is None:
        row.values[column.name] = cell.value
        return
    if cell.mark in (Mark.NONE, Mark.NOT_APPLICABLE):
        row.values[column.name] = None
    if cell.mark != Mark.BLANK:
        row.marks[column.name] = cell.mark.value
    if cell.mark == Mark.WRONG:
        row.error(column.name, cell.reason, value=raw.get(column.name, ""))


def _protected(ledger: Ledger, values: Mapping[str, Any]) -> dict[str, Any]:
    """What may lie in the staging table: numbers of persons only masked."""
    kept = dict(values)
    for name, value in values.items():
        column = ledger.by_name.get(name)
        if column is None or value is None:
            continue
        if column.type == CellType.PERSON:
            kept[name] = [{**person, "phone": mask_phone(person["phone"])} for person in value]
        elif column.type in MASKS:
            kept[name] = MASKS[column.type](value)
    return kept


def _fingerprint(index: Callable[[str], str], values: Mapping[str, Any]) -> str:
    """Equal rows have equal fingerprints; keyed, since a phone could be guessed from a plain digest."""
    said = {k: v for k, v in values.items() if not k.startswith("_")}
    return index(json.dumps(said, ensure_ascii=False, sort_keys=True, default=str))


def _shown(column: Column, cell: Any) -> str:
    if isinstance(cell, float) and cell == int(cell) and abs(cell) < 1e15:
        cell = int(cell)
    text = str(cell)
    if column.type == CellType.ADDRESS:
        return mask_address(text)
    return _hidden(text) if column.is_personal or column.type == CellType.PERSON else text[:2000]


def _hidden(text: str) -> str:
    return NUMBERS.sub(lambda found: mask_id_number(found[0]) if len(found[0]) > 11 else mask_phone(found[0]), text)


def _json(value: Any) -> str:
    return _clean(json.dumps(value, ensure_ascii=False, default=str)).replace("\\u0000", "")


def _clean(text: str) -> str:
    return text.replace("\x00", "")


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    walk = iter(items)
    while chunk := list(islice(walk, size)):
        yield chunk
