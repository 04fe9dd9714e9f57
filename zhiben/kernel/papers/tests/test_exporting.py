"""Ledgers out, templates, and files with their errors marked."""

import subprocess
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.models import User
from zhiben.kernel.papers import importing
from zhiben.kernel.papers.columns import Choice, Column
from zhiben.kernel.papers.error_workbook import error_workbook
from zhiben.kernel.papers.exporting import export_ledger, export_rows, template_file
from zhiben.kernel.papers.ledger import ExportFilter, Ledger
from zhiben.kernel.papers.mapping import match_headers, score_headers
from zhiben.kernel.papers.reading.layout import data_rows, find_layout
from zhiben.kernel.papers.reading.workbook import open_source
from zhiben.kernel.papers.staging import Reader
from zhiben.kernel.papers.terms import CellType
from zhiben.kernel.papers.tests.accounts import ACCOUNTS
from zhiben.kernel.papers.tests.sheets import nothing, write_book
from zhiben.kernel.papers.tests.test_importing import AT, CLERK, GOOD, HEADER, counts, imported

T = CellType
EVERY = Ledger(
    kind="test_every", title="各类列", key=lambda v: "", apply=nothing,
    columns=(
        Column("name", "名称", required=True), Column("code", "编号", type=T.CODE), Column("text", "描述", type=T.LINES),
        Column("day", "日期", type=T.DATE, month_ok=True), Column("count", "台数", type=T.INTEGER),
        Column("area", "建筑面积", type=T.NUMBER, unit="m2"), Column("price", "合同价（万元）", type=T.MONEY_WAN, places=4),
        Column("done", "是否完成", type=T.BOOLEAN),
        Column("kind", "类别", type=T.CHOICE, choices=(Choice(code="a", label="甲类"), Choice(code="b", label="乙类"))),
        Column("pm", "项目经理及电话", type=T.PERSON), Column("id", "身份证号", type=T.ID_NUMBER),
    ),
)  # fmt: skip
ATTACKS = [
    lead + body
    for lead in ("=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠", " =", "\n=")
    for body in ("cmd|' /C calc'!A0", "1+1", 'HYPERLINK("http://a.example","x")', "SUM(1,1)", "DDE(\"a\",\"b\",\"c\")")
]  # fmt: skip


def exported(ledger: Ledger, rows: list[Mapping[str, Any]], path: Path, *, personal: bool = True) -> Path:
    export_rows(ledger, rows, path, at=AT, personal=personal)
    return path


def read_back(ledger: Ledger, path: Path) -> list[dict[str, Any]]:
    source = open_source(path)
    layout = find_layout(source, lambda headers: score_headers(ledger, headers))
    assert layout
    reader = Reader.of(ledger, match_headers(ledger, layout.headers), {})
    read = [reader.read(number, cells)[0] for number, cells in data_rows(source, layout)]
    assert [row.problems for row in read] == [[] for _ in read]
    return [row.values for row in read]


plain = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S"), exclude_characters="*_#/\\-—／－"),
    min_size=1,
    max_size=30,
).filter(lambda t: t.strip("'’`") == t and t.strip() == t)
rows_strategy = st.lists(
    st.fixed_dictionaries(
        {"name": plain.map(lambda t: f"工程{t}")},
        optional={
            "code": st.from_regex(r"[0-9]{1,30}", fullmatch=True),
            "text": st.lists(plain.map(lambda t: f"描述{t}"), min_size=1, max_size=3).map("\n".join),
            "day": st.dates(date(1950, 1, 2), date(2099, 1, 1)),
            "count": st.integers(0, 10**6),
            "area": st.decimals(0, 10**8, places=2),
            "price": st.decimals(0, 10**6, places=4),
            "done": st.booleans(),
            "kind": st.sampled_from(["a", "b"]),
            "pm": st.just([{"name": "张三", "phone": "13800138000"}, {"name": "李四", "phone": ""}]),
            "id": st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True),
        },
    ),
    min_size=1, max_size=8,
)  # fmt: skip


@given(rows_strategy)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read_back_the_same(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    back = read_back(EVERY, exported(EVERY, list(rows), tmp_path / "a.xlsx"))
    expected = [{k: _plain(v) for k, v in row.items()} for row in rows]
    assert back == expected


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return value.isoformat() if isinstance(value, date) else value


def test_no_text_becomes_a_formula_and_every_text_stays_as_it_was(tmp_path: Path) -> None:
    path = exported(EVERY, [{"name": text, "text": text, "code": text} for text in ATTACKS], tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    cells = [c for row in sheet.iter_rows(min_row=4, min_col=2, max_col=4) for c in row]
    assert {c.data_type for c in cells} == {"s"}
    assert [c.value for c in cells[::3]] == [t.replace("\r", "_x000D_") for t in ATTACKS]
    assert "<f>" not in _inside(path)


def _inside(path: Path) -> str:
    return subprocess.run(["unzip", "-p", str(path), "xl/worksheets/sheet1.xml"], capture_output=True, text=True,
                          check=True).stdout  # fmt: skip


def test_personal_numbers_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    row = {"name": "甲工程", "id": "350102199001011234", "pm": [{"name": "张三", "phone": "13800138000"}]}
    text = _inside(exported(EVERY, [row], tmp_path / "a.xlsx", personal=False))
    assert "张三" in text
    assert "13800138000" not in text
    assert "350102199001011234" not in text
    assert "身份证号" not in text


def test_numbers_days_and_codes_keep_their_types(tmp_path: Path) -> None:
    row = {"name": "甲", "code": "0012", "day": date(2026, 3, 5), "area": Decimal("12.5"), "done": False}
    sheet = openpyxl.load_workbook(exported(EVERY, [row], tmp_path / "a.xlsx")).active
    assert sheet is not None
    cells: dict[Any, Any] = {sheet.cell(3, c).value: sheet.cell(4, c) for c in range(1, 13)}
    assert (cells["编号"].value, cells["编号"].number_format) == ("0012", "@")
    assert cells["日期"].is_date
    assert cells["建筑面积（m²）"].value == 12.5
    assert cells["是否完成"].value == "否"
    assert sheet.freeze_panes == "C4"
    assert sheet.auto_filter.ref == "A3:L4"


@pytest.mark.django_db
def test_importing_an_export_changes_nothing(tmp_path: Path) -> None:
    imported(write_book(tmp_path / "a.xlsx", [HEADER, *GOOD]))
    before = list(User.objects.order_by("id").values())
    assert export_ledger("test_accounts", ExportFilter(actor=CLERK), tmp_path / "out.xlsx", at=AT) == 2
    assert counts(imported(tmp_path / "out.xlsx")) == (2, 0, 0, 2, 0)
    assert list(User.objects.order_by("id").values()) == before


@pytest.mark.django_db
def test_a_template_is_filled_in_and_its_samples_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(template_file(ACCOUNTS))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["账号台账", "填写说明"]
    sheet = book["账号台账"]
    assert [c.value for c in sheet[3]][:3] == ["序号", "*账号", "*姓名"]
    assert sheet.data_validations.dataValidation
    sheet.cell(5, 2, "0009")
    sheet.cell(5, 3, "周九")
    book.save(path)
    assert counts(imported(path)) == (1, 1, 0, 0, 0)
    assert User.objects.get().username == "0009"


@pytest.mark.django_db
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_errors_come_back_in_the_users_own_file(tmp_path: Path, suffix: str) -> None:
    rows: list[list[Any]] = [
        ["账号台账"],
        HEADER,
        [1, "0001", "张三", None, "某某市质安", None, "2026-02-30"],
        [2, "=1+1", None],
    ]
    path = write_book(tmp_path / "a.xlsx", rows, merges=[(0, 0, 0, 6)])
    if suffix == "csv":
        path = tmp_path / "a.csv"
        path.write_text("\n".join(",".join("" if c is None else str(c) for c in row) for row in rows), encoding="gbk")
    batch = importing.receive_file(actor=system_actor(), path=path, name=path.name, at=AT)
    batch = importing.check_import(actor=system_actor(), batch_id=batch.id, at=AT)
    book = openpyxl.load_workbook(BytesIO(error_workbook(batch)))
    sheet = book.worksheets[0]
    wrong = sheet.cell(3, 7)
    assert wrong.fill.start_color.rgb in ("00FFC7CE", "FFFFC7CE")
    assert wrong.comment is not None
    assert "没有这一天：2026年2月30日" in wrong.comment.text
    unit = sheet.cell(3, 5).comment
    assert unit is not None
    assert "可能是：某某市质安站" in unit.text
    assert sheet.cell(4, 3).comment is not None
    assert sheet.cell(3, 2).comment is None
    assert sheet.cell(4, 2).data_type == "s"
    assert [c.value for c in book["错误清单"][2]][:2] == [3, "启用日期"]
