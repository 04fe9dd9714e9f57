"""Documents and reports, with their fonts inside."""

import re
import zlib
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from docx import Document
from PIL import ImageFont

from zhiben.kernel.base.fonts import BUNDLED
from zhiben.kernel.papers.documents import BodyTable, OfficialDocument, official_docx, official_pdf
from zhiben.kernel.papers.pdf import font_folders
from zhiben.kernel.papers.table_report import ReportColumn, TableReport, report_docx, report_pdf, report_xlsx

NOTICE = OfficialDocument(
    title="责令限期整改通知书", agency="某某市住房和城乡建设局", number="某建安改〔2026〕12号",
    addressee="甲建设集团有限公司",
    body=("存在以下重大事故隐患：", BodyTable(header=("序号", "隐患"), rows=(("1", "基坑支护㛃䶮"),), widths=(1, 4))),
    attachments=("现场照片",), signed_by="某某市住房和城乡建设局", signed_on=date(2026, 3, 5), contact="联系人：张三",
    qr="http://127.0.0.1:8000/n/abc", qr_note="某建安改〔2026〕12号", copies="某某市质安站",
    receipt=(("受送达人", "甲建设集团有限公司", "签收人", ""),),
)  # fmt: skip
REPORT = TableReport(
    title="重大事故隐患排查整治情况月报表", subtitle=("填报单位：某某市", "2026年3月"), totals=("合计", 3, None, 3),
    columns=(ReportColumn("区县", number=False),
             ReportColumn("重大隐患", (ReportColumn("排查"), ReportColumn("其中", (ReportColumn("自查"),)))),
             ReportColumn("罚款（万元）")),
    rows=[("甲区", 1, None, 1.5), ("=乙区", 2, 0, 1.5)],
)  # fmt: skip


def glyphs_mapped(made: bytes) -> str:
    """The characters that the PDF's fonts say they show (its ToUnicode tables)."""
    text = ""
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", made, re.S):
        try:
            plain = zlib.decompress(stream.strip(b"\r\n"))
        except zlib.error:
            continue
        if b"beginbfchar" in plain or b"beginbfrange" in plain:
            pairs = re.findall(rb"<[0-9A-Fa-f]+>\s*<([0-9A-Fa-f]+)>", plain)
            text += "".join(bytes.fromhex(p.decode()).decode("utf-16-be", "ignore") for p in pairs)
    return text


def test_a_notice_has_its_chinese_glyphs_inside() -> None:
    made = official_pdf(NOTICE)
    fonts = set(re.findall(rb"/FontName\s*/([A-Za-z0-9+\-]+)", made))
    assert fonts
    assert all(b"NotoSansSC" in f for f in fonts)
    assert b"/FontFile2" in made or b"/FontFile3" in made
    assert set("责令限期整改通知书甲建设集团有限公司基坑支护㛃䶮") <= set(glyphs_mapped(made))


def test_the_same_notice_gives_the_same_bytes() -> None:
    assert official_pdf(NOTICE) == official_pdf(NOTICE)


def test_the_bundled_font_holds_rare_characters() -> None:
    font = ImageFont.truetype(str(BUNDLED / "NotoSansSC-Regular.ttf"), 20)
    missing = font.getmask("\U0010ffff").getbbox()
    assert all(font.getmask(c).getbbox() not in (None, missing) for c in "㛃䶮〔〕㎡第")


def test_an_administrators_fonts_come_first(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    assert font_folders() == [BUNDLED]
    (tmp_path / "fonts").mkdir()
    assert font_folders() == [tmp_path / "fonts", BUNDLED]
    assert official_pdf(NOTICE).startswith(b"%PDF")


def test_a_notice_as_word_names_the_official_fonts() -> None:
    word = Document(BytesIO(official_docx(NOTICE)))
    text = "\n".join(p.text for p in word.paragraphs)
    assert "责令限期整改通知书" in text
    assert "2026年3月5日" in text
    assert "仿宋_GB2312" in word.element.xml
    assert word.tables[0].cell(1, 1).text == "基坑支护㛃䶮"


def test_a_merged_header_is_laid_out_once_for_all_formats() -> None:
    assert [(c.row, c.column, c.text, c.across, c.down) for c in REPORT.header()] == [
        (0, 0, "区县", 1, 3), (0, 1, "重大隐患", 2, 1), (1, 1, "排查", 1, 2), (1, 2, "其中", 1, 1),
        (2, 2, "自查", 1, 1),
        (0, 3, "罚款（万元）", 1, 3),
    ]  # fmt: skip


def test_a_report_in_three_formats_says_the_same() -> None:
    assert set("排查整治情况甲乙区未采集") <= set(glyphs_mapped(report_pdf(REPORT)))
    sheet = openpyxl.load_workbook(BytesIO(report_xlsx(REPORT))).active
    assert sheet is not None
    assert {str(r) for r in sheet.merged_cells.ranges} >= {"A1:D1", "A3:A5", "B3:C3", "B4:B5", "D3:D5"}
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=6, max_row=8)]
    assert rows == [["甲区", 1, "未采集", 1.5], ["=乙区", 2, 0, 1.5], ["合计", 3, "未采集", 3]]
    assert sheet["A7"].data_type == "s"
    table = Document(BytesIO(report_docx(REPORT))).tables[0]
    assert [c.text for c in table.rows[3].cells] == ["甲区", "1", "未采集", "1.5"]
    assert table.cell(0, 1).text == table.cell(0, 2).text == "重大隐患"
