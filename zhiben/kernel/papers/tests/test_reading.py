"""From messy files to rows, and what is refused before it is read."""

import shutil
import struct
import subprocess
import time
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.papers.mapping import match_headers, score_headers
from zhiben.kernel.papers.reading import guard
from zhiben.kernel.papers.reading.layout import Layout, data_rows, find_layout, flatten
from zhiben.kernel.papers.reading.workbook import Source, open_source
from zhiben.kernel.papers.tests.sheets import SITES, write_book, zip_of

HEADER = ["序号", "工程名称", "监督编号", "工程类别", "建筑面积（㎡）", "合同价（万元）"]
BODY: list[list[Any]] = [[1, "甲工程", "0001", "房建", 1200, 300], [2, "乙工程", "0002", "市政", None, 12.5]]
SHELL = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def layout_of(source: Source, only: str = "") -> Layout:
    found = find_layout(source, lambda headers: score_headers(SITES, headers), only=only)
    assert found
    return found


def names_in(path: Path) -> list[str]:
    source = open_source(path)
    layout = layout_of(source)
    at = next(m.index for m in match_headers(SITES, layout.headers) if m.column == "name")
    return [str(row[at]) for _, row in data_rows(source, layout)]


def test_title_unit_line_totals_and_signatures_are_not_data(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [
        ["某某市在建工程台账（2026年3月）"], ["填报单位（盖章）：某某质安站", None, None, "填报时间：2026年"], HEADER,
        [1, 2, 3, 4, 5, 6], ["一、房屋建筑工程"], *BODY, [3], HEADER, [], ["合 计", None, None, None, 1200, 312.5],
        ["填报人：张三", None, "审核人：李四", None, "联系电话：0591-1234567"],
    ], merges=[(0, 0, 0, 5)])  # fmt: skip
    source = open_source(path)
    layout = layout_of(source)
    assert (layout.row, layout.depth) == (3, 1)
    assert [(n, row[1], row[2]) for n, row in data_rows(source, layout)] == [
        (6, "甲工程", "0001"),
        (7, "乙工程", "0002"),
    ]


def test_two_and_three_row_headers_are_flattened(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [
        ["隐患台账"], ["序号", "工程名称", "工程类别", "整改情况", None, None],
        [None, None, None, "责任人", "时限", "是否完成"], [1, "甲工程", "房建", "张三", date(2026, 3, 5), "是"],
    ], merges=[(0, 0, 0, 5), (1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 5)])  # fmt: skip
    source = open_source(path)
    layout = layout_of(source)
    assert layout.headers == ("序号", "工程名称", "工程类别", "整改情况-责任人", "整改情况-时限", "整改情况-是否完成")
    assert [m.column for m in match_headers(SITES, layout.headers)] == ["", "name", "kind", "duty", "due", "done"]
    assert [row[4] for _, row in data_rows(source, layout)] == [date(2026, 3, 5)]


def test_three_levels() -> None:
    rows = [["隐患", "", "", "名称"], ["一般", "", "重大", ""], ["数量", "已改", "数量", ""]]
    assert flatten(rows) == ["隐患-一般-数量", "隐患-一般-已改", "隐患-重大-数量", "名称"]


def test_a_header_without_any_merge_and_off_the_corner(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", [[], [], [None, None, *HEADER], [None, None, *BODY[0]]])
    assert names_in(path) == ["甲工程"]


def test_the_right_sheet_is_found(tmp_path: Path) -> None:
    path = write_book(
        tmp_path / "a.xlsx", [["填写说明"], ["工程名称要写全称", "类别选房建或市政"]], name="说明",
        more=[("汇总", [["区县", "数量"], ["甲区", 3]]), ("明细", [HEADER, *BODY])],
    )  # fmt: skip
    assert layout_of(open_source(path)).sheet == "明细"


def test_a_name_over_merged_rows_belongs_to_each(tmp_path: Path) -> None:
    body: list[list[Any]] = [[1, "甲工程", "1", "房建"], [2, None, "2", "房建"]]
    body += [[3, None, "3", "市政"], [4, "乙工程", "4", "市政"]]
    path = write_book(tmp_path / "a.xlsx", [HEADER, *body], merges=[(1, 1, 3, 1)])
    assert names_in(path) == ["甲工程", "甲工程", "甲工程", "乙工程"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_tables_in_both_encodings(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    text = "\n".join(delimiter.join("" if c is None else str(c) for c in row) for row in [HEADER, *BODY])
    path.write_bytes(text.encode(encoding))
    source = open_source(path)
    assert [row[2] for _, row in data_rows(source, layout_of(source))] == ["0001", "0002"]


@pytest.mark.slow
def test_old_xls_and_wps_et(tmp_path: Path) -> None:
    write_book(tmp_path / "a.xlsx", [["台账"], HEADER, *BODY])
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not here to make an .xls")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    into = ["--convert-to", "xls", "--outdir", str(tmp_path), str(tmp_path / "a.xlsx")]
    subprocess.run([office, "--headless", profile, *into], capture_output=True, check=False)
    if not (tmp_path / "a.xls").exists():
        pytest.skip("LibreOffice is not here to make an .xls")
    (tmp_path / "a.xls").rename(tmp_path / "a.et")
    source = open_source(tmp_path / "a.et")
    assert source.format == "xls"
    assert [row[2] for _, row in data_rows(source, layout_of(source))] == ["0001", "0002"]


def test_headers_by_alias_likeness_and_choice() -> None:
    headers = ["*项目名称", "报监编号", "工程性质类别", "合同金额(元)", "不认识的列", "整改责任人"]
    matches = match_headers(SITES, headers)
    assert [m.column for m in matches] == ["name", "code", "", "price", "", "duty"]
    assert "kind" in matches[2].suggestions
    chosen = match_headers(SITES, headers, {"工程性质类别": "kind", "报监编号": ""})
    assert [m.column for m in chosen] == ["name", "", "kind", "price", "", "duty"]


def peak_memory(*, reset: bool = False) -> int:
    """Most memory used since the last reset, in kB."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    return int(next(x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("VmHWM")).split()[1])


def refused(path: Path, name: str = "") -> str:
    with pytest.raises(InvalidInput) as caught:
        open_source(path, name)
    return caught.value.detail


def test_what_is_no_workbook_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"")
    assert refused(path) == "文件是空的"
    path.write_bytes(b"%PDF-1.7 not a table")
    assert refused(path, "报告.pdf") == "这不是表格文件（.pdf）。请上传 .xlsx、.xls、.et 或 .csv 文件"
    path.write_bytes(b"PK\x03\x04" + b"\x00" * 100)
    assert refused(path) == guard.DAMAGED
    assert "Word 文档" in refused(zip_of(path, {"word/document.xml": b"<a/>"}))
    whole = write_book(tmp_path / "b.xlsx", [HEADER, *BODY]).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert refused(path) == guard.DAMAGED
    assert refused(write_book(tmp_path / "c.xlsx", [])) == "表格里没有内容"
    path.write_bytes(guard.OLE + b"\x00" * 600 + guard.ENCRYPTED_PACKAGE + b"\x00" * 600)
    assert "密码" in refused(path)


def test_a_200_mb_file_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    with path.open("wb") as stream:
        stream.write(guard.ZIP)
        stream.truncate(200 * 1024 * 1024)
    before, started = peak_memory(reset=True), time.monotonic()
    assert refused(path) == "文件有200MB，超过30MB 的上限。请去掉图片或拆成几个文件再上传"
    assert time.monotonic() - started < 0.5
    assert peak_memory() - before < 8 * 1024


def bomb_plain(path: Path) -> Path:
    return zip_of(path, SHELL | {"xl/worksheets/sheet1.xml": b"<c/>" * (80 * 1024 * 1024)})


def bomb_lying(path: Path) -> Path:
    """The directory says 1 kB; 100 MB come out."""
    zip_of(path, SHELL | {"xl/worksheets/sheet1.xml": b" " * (100 * 1024 * 1024)})
    raw = path.read_bytes()
    path.write_bytes(raw.replace(struct.pack("<I", 100 * 1024 * 1024), struct.pack("<I", 1024)))
    return path


def bomb_overlapping(path: Path) -> Path:
    """Many directory entries for the same bytes."""
    zip_of(path, SHELL | {f"xl/{i:04}.xml": b"a" for i in range(50)})
    raw = bytearray(path.read_bytes())
    at = raw.find(b"PK\x01\x02")
    while at >= 0:
        raw[at + 42 : at + 46] = struct.pack("<I", 0)
        at = raw.find(b"PK\x01\x02", at + 4)
    path.write_bytes(bytes(raw))
    return path


def bomb_directory(path: Path) -> Path:
    return zip_of(path, {f"{i:07}{'x' * 90}": b"" for i in range(20_000)}, compress=zipfile.ZIP_STORED)


def bomb_entities(path: Path) -> Path:
    entities = b'<!DOCTYPE a [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    return zip_of(path, SHELL | {"xl/worksheets/sheet1.xml": entities})


@pytest.mark.parametrize("make", [bomb_plain, bomb_lying, bomb_overlapping, bomb_directory, bomb_entities])
def test_bombs_are_refused_within_a_second_and_64_mb(tmp_path: Path, make: Any) -> None:
    path = make(tmp_path / "bomb.xlsx")
    before, started = peak_memory(reset=True), time.monotonic()
    assert refused(path) == guard.BURSTS
    assert time.monotonic() - started < 1
    assert peak_memory() - before < 64 * 1024


def test_a_part_that_would_be_written_outside_is_refused(tmp_path: Path) -> None:
    assert refused(zip_of(tmp_path / "a.xlsx", SHELL | {"../../etc/passwd": b"x"})) == guard.DAMAGED


@pytest.mark.parametrize(
    "rows",
    [
        b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        b'<row r = "1048576"><c s="1" r = "XFD1048576" ><v>1</v></c></row>',
        b'<row r="1">' + b"<c><v>1</v></c>" * 16_384 + b'</row><row r="1048576"><c><v>1</v></c></row>',
    ],
)
def test_the_far_corner_is_refused_however_it_is_written(tmp_path: Path, rows: bytes) -> None:
    sheet = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
    for part in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.png"):
        path = zip_of(tmp_path / "corner.xlsx", {**SHELL, part: sheet})
        with pytest.raises(InvalidInput, match=r"超过\d+(行|列)"):
            open_source(path)


def test_a_cell_at_the_far_corner_is_refused_before_a_rectangle_is_allocated(tmp_path: Path) -> None:
    sheet = b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    path = zip_of(tmp_path / "a.xlsx", SHELL | {"xl/worksheets/sheet1.xml": sheet})
    assert refused(path).startswith("这张表超过100000行（第1048576行还有内容）")
    sheet = sheet.replace(b"1048576", b"5")
    path = zip_of(tmp_path / "a.xlsx", SHELL | {"xl/worksheets/sheet1.xml": sheet})
    assert refused(path).startswith("这张表超过300列")
