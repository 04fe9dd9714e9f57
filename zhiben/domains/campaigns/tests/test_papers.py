"""The report as files: the figures of the page, readable Chinese, nothing personal."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from zhiben.domains.campaigns.ledgers.monthly import file_name, write_report
from zhiben.domains.campaigns.queries.report import monthly_report
from zhiben.domains.campaigns.tests.conftest import PROVINCE, March
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.tests.counting import moment
from zhiben.kernel.access.actors import system_actor

pytestmark = pytest.mark.django_db
AT = moment("2026-04-02 09:00")


def paper(kind: str, most: int = 200) -> bytes:
    data = monthly_report(actor=system_actor(), division_code=PROVINCE, month="2026-03", at=AT, most=most)
    return write_report(data, kind)


def test_the_pdf_says_what_the_page_says(march: March, tmp_path: Path) -> None:
    made = paper("pdf")
    assert made.startswith(b"%PDF")
    assert paper("pdf") == made
    if shutil.which("pdftotext") is None:
        assert b"/FontFile" in made
        return
    file = tmp_path / "report.pdf"
    file.write_bytes(made)
    said = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    for words in ("海南省房屋市政工程安全隐患排查整治情况月报", "统计期：2026年3月", "截至2026年3月31日", "琼海市", "重大事故隐患台账",
                  "〔2026〕1号", "未采集", "全部相符", "应于2026年4月5日前"):  # fmt: skip
        assert words in said.replace(" ", ""), words


def test_the_workbook_has_every_column_and_every_row(march: March) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(paper("xlsx")))
    assert book.sheet_names == ["统计表", "重大事故隐患台账", "执法文书台账", "非亡人事故台账", "重大险情台账"]
    rows = book.get_sheet_by_name("统计表").to_python()
    total = next(r for r in rows if "合计" in r)
    assert total[2:9] == [3, 2, 3, 4, 6, 66.66, 100]
    assert total.count("未采集") == 8
    majors = book.get_sheet_by_name("重大事故隐患台账").to_python()
    assert [r[0] for r in majors if isinstance(r[0], float)] == [1, 2, 3, 4, 5]


def test_word_holds_the_same_tables(march: March) -> None:
    word = Document(BytesIO(paper("docx")))
    assert len(word.tables) == 6
    assert [c.text for c in word.tables[0].rows[-1].cells][1:4] == ["合计", "3", "2"]


def test_telephone_numbers_and_cut_lists_do_not_slip_through(march: March) -> None:
    Hazard.objects.update(responsible_phone_masked="138****0001", responsible_person="陈工")
    book = CalamineWorkbook.from_filelike(BytesIO(paper("xlsx")))
    text = str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    assert ("陈工" in text, "138" in text) == (True, False)
    shortened = Document(BytesIO(paper("docx", most=2)))
    assert any("本表列出前 2 条，共 5 条" in p.text for p in shortened.paragraphs)


def test_files_are_named_after_place_and_month(march: March) -> None:
    data = monthly_report(actor=system_actor(), division_code=PROVINCE, month="2026-03", at=AT)
    assert file_name(data, "docx") == "海南省-安全隐患排查整治月报-2026-03.docx"
