"""上级来表自动填: three blanks of different shapes, filled in place; wrong files; templates that are remembered."""

import zipfile
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhiben.domains.campaigns.models import FillTemplate
from zhiben.domains.campaigns.services.filling import Wanted, fill_template, receive_blank, same_place
from zhiben.domains.campaigns.tests.conftest import CITY, DISTRICT, March
from zhiben.domains.campaigns.tests.forms import (
    broken_heads_form,
    deep_form,
    no_form,
    odd_form,
    plain_form,
    record_form,
    summary_form,
)
from zhiben.domains.campaigns.tests.offices import Office, office, person, step, submitted, user_of
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.terms import Level
from zhiben.domains.hazards.tests.counting import day, hazard, moment
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.evidence.queries import attachments_of

pytestmark = pytest.mark.django_db
AT = moment("2026-04-02 09:00")


@pytest.fixture(autouse=True)
def _second_of_april(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ZHIBEN_TODAY", day("2026-04-02"))


@pytest.fixture
def city() -> Office:
    return office(CITY)


def received(place: Office, form: BytesIO, name: str = "市局来表.xlsx") -> FillTemplate:
    return receive_blank(actor=place.clerk, stream=form, name=name, at=AT)


def filled(place: Office, template: FillTemplate, **wanted: Any) -> tuple[Any, Any]:
    _, made = fill_template(actor=place.clerk, template_id=template.pk, wanted=Wanted(**wanted), at=AT)
    book = openpyxl.load_workbook(BytesIO(made.content))
    return made, book.worksheets[0]


def test_a_ledger_with_a_header_of_two_lines_grows_in_its_own_looks(march: March, city: Office) -> None:
    Hazard.objects.filter(pk=march.hazards["site found it"]).update(description="=2+3", responsible_person="@吴")
    for number in range(5):
        hazard(march.district, f"2026-03-0{number + 1}", "2026-03-20", level=Level.MAJOR)
    template = received(city, record_form())
    assert (template.source, template.row + template.depth, template.settled) == ("hazards", 5, True)
    made, sheet = filled(city, template)
    visible = Hazard.objects.visible_to(city.clerk).counted().filter(level=Level.MAJOR)
    assert made.rows == len([r for r in range(5, sheet.max_row + 1) if isinstance(sheet.cell(r, 1).value, int)])
    assert made.rows >= visible.count() > 2
    rows = {sheet.cell(r, 4).value: r for r in range(5, 5 + made.rows)}
    odd = sheet.cell(rows["=2+3"], 4)
    assert (odd.data_type, odd.quotePrefix) == ("s", True)
    assert sheet.cell(rows["=2+3"], 5).data_type == "s"
    assert sheet.cell(5 + made.rows - 1, 4).border.left.style == "thin"
    assert sheet.cell(5 + made.rows - 1, 4).font.name == "仿宋_GB2312"
    foot = 5 + made.rows
    assert (sheet.cell(foot, 1).value, sheet.cell(foot, 7).value) == ("合计", f"=SUM(G5:G{foot - 1})")
    assert (sheet.cell(foot + 1, 1).value, sheet.cell(foot + 1, 4).value) == ("填报人：", "审核人：")
    assert f"A{foot}:F{foot}" in [r.coord for r in sheet.merged_cells.ranges]
    assert (sheet["A1"].value, sheet["A1"].font.size) == ("全市重大事故隐患整治情况表", 18)
    head = sheet["I3"]
    assert (head.comment.text, head.fill.start_color.rgb[-6:]) == ("未能匹配，请手工填写", "FFEB9C")
    assert "别区" not in str([c.value for row in sheet.iter_rows() for c in row])


def test_a_summary_with_printed_names_is_filled_beside_them(march: March, city: Office) -> None:
    template = received(city, summary_form())
    assert (template.source, template.mapping["1"], template.mapping["5"]) == ("summary", "region", "general.year")
    made, sheet = filled(city, template, month="2026-03")
    line = {sheet.cell(r, 2).value: [sheet.cell(r, c).value for c in range(3, 8)] for r in (3, 4)}
    assert line["秀英区"] == [3, 2, "=D4/C4", 4, 2]
    assert line["龙华"][0] == 0
    assert (made.rows, made.unknown) == (2, ("洋浦新区",))
    assert "滨海产业园" in made.left_out
    assert [sheet.cell(6, c).value for c in (1, 3, 4, 6)] == ["合计", 3, 2, 4]
    assert sheet.cell(2, 3).fill.start_color.rgb[-6:] == "DDEBF7"
    assert "行政处罚" in sheet.cell(2, 8).comment.text
    assert sheet.cell(2, 9).comment.text == "未能匹配，请手工填写"


def test_unknown_columns_are_asked_about_and_remembered(march: March, city: Office) -> None:
    client = Client()
    client.force_login(user_of(city.clerk))
    file = SimpleUploadedFile("市局来表.xlsx", odd_form().getvalue())
    answer = client.post("/reports/fill/new/", {"file": file})
    template = FillTemplate.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/reports/fill/{template.pk}/match/")
    page = client.get(answer["Location"])
    rows = {row["header"]: row for row in page.context["rows"]}
    assert (rows["工程名称"]["column"], rows["天气"]["column"]) == ("project_name", "")
    chosen = {f"c{row['n']}": row["guess"] for row in rows.values()} | {f"c{rows['隐患描述信息']['n']}": "description"}
    twice = chosen | {f"c{rows['天气']['n']}": "description", "name": "隐患月表"}
    refused = client.post(answer["Location"], twice)
    assert (refused.status_code, "已经对应了另一列" in refused.content.decode()) == (422, True)
    assert client.post(answer["Location"], {**chosen, "name": "隐患月表"}).status_code == 302
    template.refresh_from_db()
    assert (template.name, template.settled, template.mapping["2"]) == ("隐患月表", True, "description")

    got = client.post(f"/reports/fill/{template.pk}/", {"since": "2026-03-01", "until": "2026-03-31"})
    assert (got.status_code, got["Content-Type"].endswith("sheet")) == (200, True)
    sheet = openpyxl.load_workbook(BytesIO(got.content)).active
    assert sheet is not None
    assert sheet["A2"].value in ("椰风苑一期", "市民中心", "滨海厂房")
    assert sheet["E1"].comment.text == "未能匹配，请手工填写"
    template.refresh_from_db()
    assert template.times == 1


def test_a_report_goes_out_in_the_receivers_order_with_what_was_signed(march: March, city: Office) -> None:
    district = office(DISTRICT)
    done = submitted(district, "2026-04-01")
    Hazard.objects.filter(pk=march.hazards["first of March"]).update(level=Level.MAJOR)
    template = receive_blank(actor=district.clerk, stream=summary_form(), name="市局来表.xlsx", at=AT)
    client = Client()
    client.force_login(user_of(district.clerk))
    assert f"/reports/fill/{template.pk}/?report={done.pk}" in client.get(f"/reports/{done.pk}/").content.decode()
    got = client.post(f"/reports/fill/{template.pk}/", {"report": str(done.pk), "attach": "1"})
    sheet = openpyxl.load_workbook(BytesIO(got.content)).active
    assert sheet is not None
    assert sheet["C6"].value == 3
    assert [a.slot for a in attachments_of("report", [done.pk])] == ["filled"]


def test_wrong_files_are_refused_in_words(city: Office) -> None:
    for form, words in ((no_form(), "没有认出表头"), (BytesIO(b"%PDF-1.7 x"), "不是表格文件"), (BytesIO(b""), "空的"),
                        (BytesIO(b"PK\x03\x04" + b"0" * 200), "损坏"), (BytesIO(b"x" * (11 * 1024 * 1024)), "MB")):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            received(city, form)
        assert words in refused.value.errors[0].reason
    assert FillTemplate.objects.count() == 0


@pytest.mark.parametrize(
    ("mark", "put"),
    [
        ("</sheetData>", '<row r="1048576"><c r="A1048576" s="1"/></row></sheetData>'),
        ("</sheetData>", "<row/>" * 400_001 + "</sheetData>"),
        ("</sheetData>", "</sheetData><mergeCells><mergeCell ref='A20:XFD1048576'/></mergeCells>"),
        ("</sheetData>", '</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>'),
    ],
)
def test_a_blank_that_would_fill_the_memory_is_refused_at_the_door(city: Office, mark: str, put: str) -> None:
    """Empty cells, rows, merged ranges and links: nothing that a reader of values would see."""
    bomb = BytesIO()
    with zipfile.ZipFile(odd_form()) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            content = old.read(name).decode()
            new.writestr(name, content.replace(mark, put) if "worksheets/" in name else content)
    bomb.seek(0)
    with pytest.raises(InvalidInput) as refused:
        received(city, bomb)
    assert "不像空白表" in refused.value.errors[0].reason
    assert FillTemplate.objects.count() == 0


def test_only_heads_attach_to_a_report_and_never_to_an_accepted_one(march: March, city: Office) -> None:
    district = office(DISTRICT)
    done = submitted(district, "2026-04-01")
    template = received(district, summary_form())
    inspector = person("吴监督", Role.INSPECTOR, district.agency)
    address, asked = f"/reports/fill/{template.pk}/", {"report": str(done.pk), "attach": "1"}
    others, own = Client(), Client()
    others.force_login(user_of(inspector))
    own.force_login(user_of(district.clerk))
    assert 'name="attach"' not in others.get(address).content.decode()
    assert 'name="attach"' in own.get(address).content.decode()
    assert others.post(address, asked).status_code == 403
    assert others.post(address, {"report": str(done.pk)}).status_code == 200
    step(done, city.leader, "accept", "2026-04-02")
    assert own.post(address, asked).status_code == 409
    assert attachments_of("report", [done.pk]) == []


def test_an_old_text_table_comes_back_as_a_workbook(march: March, city: Office) -> None:
    template = received(city, BytesIO("序号,工程名称,隐患描述\n,,\n".encode("gb18030")), "来表.csv")
    made, sheet = filled(city, template)
    assert made.rows == 3
    assert [sheet.cell(1, c).value for c in (1, 2, 3)] == ["序号", "工程名称", "隐患描述"]
    assert sheet.cell(2, 1).value == 1


def test_templates_belong_to_their_agency_and_can_be_withdrawn(march: March, city: Office) -> None:
    template, other = received(city, summary_form()), office(DISTRICT)
    stranger, mine = Client(), Client()
    stranger.force_login(user_of(other.clerk))
    mine.force_login(user_of(city.clerk))
    for address in ("", "match/"):
        assert stranger.get(f"/reports/fill/{template.pk}/{address}").status_code == 404
    assert stranger.post(f"/reports/fill/{template.pk}/withdraw/").status_code == 404
    assert "市局来表" in mine.get("/reports/fill/").content.decode()
    assert mine.post(f"/reports/fill/{template.pk}/withdraw/").status_code == 302
    assert "市局来表" not in mine.get("/reports/fill/").content.decode()
    assert mine.get(f"/reports/fill/{template.pk}/").status_code == 409


@pytest.mark.parametrize(
    ("ours", "printed", "same"),
    [("鼓楼区", "鼓楼", True), ("鼓楼区", "福州市鼓楼区", True), ("鼓楼区", "鼓楼区", True), ("鼓楼区", "台江区", False),
     ("海口市", "海", False)],
)  # fmt: skip
def test_names_of_places_as_forms_print_them(ours: str, printed: str, same: bool) -> None:
    assert same_place(ours, printed) is same


def uploaded(client: Client, name: str, content: bytes) -> FillTemplate:
    """Through the page, as far as the question what each column is."""
    got = client.post("/reports/fill/new/", {"file": SimpleUploadedFile(name, content)})
    made = FillTemplate.objects.order_by("-made_at", "-id")[0]
    assert got["Location"] == f"/reports/fill/{made.pk}/match/"
    return made


def settled(client: Client, template: FillTemplate) -> str:
    """What the page offers taken as it stands; the page with which one fills."""
    chosen = {f"c{place}": column for place, column in template.mapping.items()}
    got = client.post(f"/reports/fill/{template.pk}/match/", {"name": template.name, **chosen}, follow=True)
    return got.content.decode()


def opened_sheet(answer: Any) -> Any:
    return openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]


def test_three_messy_blanks_through_the_page(march: March, city: Office) -> None:
    client = Client()
    client.force_login(user_of(city.clerk))

    deep = uploaded(client, "三层表头.xlsx", deep_form().getvalue())
    asked = client.get(f"/reports/fill/{deep.pk}/match/").content.decode()
    assert '带队领导 （姓名） <span class="chip chip-yellow">没认出</span>' in asked
    assert asked.count('<span class="chip">隐藏列</span>') == 1
    page = settled(client, deep)
    assert "要手工填的列：带队领导 （姓名）" in page
    assert "隐藏的列也填，仍然隐藏：排查重大 事故隐患数（条）-本月" in page
    got = client.post(f"/reports/fill/{deep.pk}/", {"month": "2026-03"})
    sheet = opened_sheet(got)
    lines = [[c.value for c in row] for row in sheet.iter_rows(min_row=5, max_row=8)]
    assert lines == [
        [1, "秀英区", 3, 4, 2, 3, 2, 2, None, 0], [2, "龙华区", *[0] * 6, None, 0], [3, "洋浦新区", *[None] * 8],
        ["合 计", None, 3, 4, 2, 3, 2, 3, None, 0],
    ]  # fmt: skip
    assert sheet.column_dimensions["G"].hidden
    assert "合计含本表没有列出的：琼山区、美兰区、滨海产业园" in sheet["A8"].comment.text
    assert (sheet["I2"].comment.text, sheet["A9"].value) == ("未能匹配，请手工填写", "填报人：　　　　审核人：")
    assert "没有填（合计里含这些地区）：琼山区" in client.get("/reports/fill/").content.decode()

    broken = uploaded(client, "清单.xlsx", broken_heads_form().getvalue())
    assert "要手工填的列：属地包保 单位意见" in settled(client, broken)
    got = client.post(f"/reports/fill/{broken.pk}/", {})
    sheet = opened_sheet(got)
    assert [sheet.cell(row, 2).value for row in (5, 6, 7)] == ["滨海厂房", "椰风苑一期", "椰风苑一期"]
    assert ([c.value for c in sheet[4]][:3], sheet["A8"].value, sheet["F8"].value) == (
        ["(1)", "(2)", "(3)"], "总计", "=SUM(F5:F7)"
    )  # fmt: skip

    plain = uploaded(client, "来表.csv", plain_form())
    for page in (client.get(f"/reports/fill/{plain.pk}/match/").content.decode(), settled(client, plain)):
        assert "来表是 .csv" in page
        assert "填好后是 .xlsx" in page
    got = client.post(f"/reports/fill/{plain.pk}/", {"month": "2026-03"})
    sheet = opened_sheet(got)
    assert [c.value for c in sheet[4]] == ["秀英区", 1, 3, None]
    assert (sheet["B3"].font.bold, sheet["B4"].border.left.style) == (True, "thin")
    assert "填好的文件已另存为 .xlsx" in client.get("/reports/fill/").content.decode()
