"""A county's first day: its own ledgers in, one visit to the end, the leader's figures, the month's report out."""

import json
import re
import zipfile
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.journeys import ledgers, steps
from tests.journeys.county import COUNTY, Bureau, open_bureau, token_of
from tests.journeys.person import Page, Person
from zhiben.domains.hazards.models import Hazard
from zhiben.kernel.base.clock import today
from zhiben.kernel.workflow.models import CaseMove, Todo
from zhiben.registry.projects.models import Project

pytestmark = pytest.mark.django_db
OPEN_MAJOR, OVERDUE = "未销号重大隐患", "逾期重大隐患"


@pytest.fixture
def bureau() -> Bureau:
    return open_bureau()


def upload(clerk: Person, content: bytes, name: str, *, expect: int = 200) -> Page:
    page = clerk.follow(clerk.open("/imports/"), "导入台账")
    return clerk.press(page, "上传并检查", expect=expect, file=SimpleUploadedFile(name, content))


def counts(page: Page) -> tuple[int, ...]:
    """rows, created, updated, unchanged, left out"""
    found = re.search(
        r"共 ([\d,]+) 行 将?新增 ([\d,]+) 将?更新 ([\d,]+) 无变化 ([\d,]+) (?:不能|未)导入 ([\d,]+)", page.text
    )
    assert found, page.text
    return tuple(int(text.replace(",", "")) for text in found.groups())


def take_projects(clerk: Person) -> Page:
    page = upload(clerk, ledgers.project_book(), "在建项目台账.xlsx")
    assert counts(page) == (6, 6, 0, 0, 0)
    assert not Project.objects.exists()
    return clerk.press(page, "确认导入")


def take_hazards(clerk: Person) -> Page:
    page = upload(clerk, ledgers.hazard_book(), "重大事故隐患台账.xlsx")
    return clerk.press(page, "只导入没有错误的 3 行")


class Program:
    """A program of another system: the interface with a bearer token."""

    def __init__(self, token: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def get(self, path: str, *, expect: int = 200) -> Any:
        return self._read(self.client.get(f"/api/v1{path}"), expect)

    def post(self, path: str, body: Any, *, key: str = "", expect: int = 200) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        answer = self.client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)
        return self._read(answer, expect)

    def _read(self, answer: Any, expect: int) -> Any:
        assert answer.status_code == expect, answer.content.decode()
        return answer.json()


def test_the_countys_own_project_ledger_comes_in_and_goes_out_unchanged(bureau: Bureau) -> None:
    clerk = Person(bureau.user(bureau.clerk))
    assert counts(take_projects(clerk)) == (6, 6, 0, 0, 0)

    first = Project.objects.get(name=ledgers.NAMES[0])
    assert (str(first.area_m2), str(first.price_wan), str(first.plan_end_on)) == ("11000.00", "1000.5000", "2027-12-31")
    started = Project.objects.order_by("supervise_no").values_list("start_on", flat=True)
    assert [day.month for day in started if day] == [3, 4, 5, 6, 7, 8]

    assert counts(upload(clerk, ledgers.project_book(), "在建项目台账.xlsx")) == (6, 0, 0, 6, 0)
    taken = clerk.fetch("/exports/projects.xlsx")
    assert counts(upload(clerk, taken, "导出.xlsx")) == (6, 0, 0, 6, 0)


def test_the_hazard_ledger_is_checked_before_it_is_written_and_can_be_taken_back(bureau: Bureau) -> None:
    clerk = Person(bureau.user(bureau.clerk))
    take_projects(clerk)

    checked = upload(clerk, ledgers.hazard_book(), "重大事故隐患台账.xlsx")
    assert counts(checked) == (5, 3, 0, 0, 2)
    assert "第 8 行 发现日期 2026年2月30日" in checked.text
    assert "没有这一天" in checked.text
    nearest = checked.form_with("是这个").fields["chosen"].options
    assert nearest[0][1] == ledgers.NAMES[0]
    assert not Hazard.objects.exists()

    marked = openpyxl.load_workbook(BytesIO(clerk.fetch(checked.link("下载标出错误的表格"))))["Sheet1"]
    wrong = [cell for row in marked.iter_rows() for cell in row if cell.comment]
    assert [(cell.row, cell.value) for cell in wrong] == [(8, "2026年2月30日"), (9, ledgers.UNKNOWN)]
    assert {cell.fill.fgColor.rgb for cell in wrong} - {"00000000", "FFFFFFFF"}

    done = clerk.press(checked, "只导入没有错误的 3 行")
    assert counts(done) == (5, 3, 0, 0, 2)
    states = Hazard.objects.order_by("number").values_list("state", "found_on", "deadline_on", "closed_on")
    assert [(s, str(f), str(d), str(c)) for s, f, d, c in states] == [
        ("CLOSED", "2025-03-18", "2025-04-02", "2025-04-01"),
        ("RECTIFYING", "2025-09-05", "2025-09-20", "None"),
        ("RECTIFYING", "2026-01-06", "2026-01-20", "None"),
    ]
    assert not Todo.objects.exists()  # silent until switched on

    again = upload(clerk, ledgers.hazard_book(), "重大事故隐患台账.xlsx")
    assert counts(again) == (5, 0, 0, 3, 2)
    assert Hazard.objects.count() == 3

    assert "已撤销" in clerk.press(done, "撤销这次导入").text
    assert (Hazard.objects.count(), Todo.objects.count()) == (0, 0)
    assert set(CaseMove.objects.values_list("action", flat=True)) == {"backfill"}  # what was done stays on record


def test_a_name_that_is_nearly_right_is_taken_with_one_press(bureau: Bureau) -> None:
    clerk = Person(bureau.user(bureau.clerk))
    take_projects(clerk)
    checked = upload(clerk, ledgers.hazard_book(), "重大事故隐患台账.xlsx")
    settled = clerk.press(checked, "是这个")
    assert counts(settled) == (5, 4, 0, 0, 1)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("照片.xlsx", b"\xff\xd8\xff\xe0 not a workbook", "不是"),
        ("空表.xlsx", ledgers.write_ledger("在建项目台账", ledgers.PROJECT_HEAD, []), "没有内容"),
    ],
)
def test_what_is_no_ledger_is_refused_in_words(bureau: Bureau, name: str, content: bytes, said: str) -> None:
    clerk = Person(bureau.user(bureau.clerk))
    page = clerk.follow(clerk.open("/imports/"), "导入台账")
    answer = clerk.client.post(
        page.url,
        {
            "file": SimpleUploadedFile(name, content),
            "csrfmiddlewaretoken": page.form_with("上传并检查").fields["csrfmiddlewaretoken"].values,
        },
        follow=True,
    )
    assert said in answer.content.decode()
    assert not Project.objects.exists()


def test_from_ledgers_to_the_report_of_the_month(bureau: Bureau) -> None:
    clerk, officer = Person(bureau.user(bureau.clerk)), Person(bureau.user(bureau.inspector))
    leader, site = Person(bureau.user(bureau.leader)), Person()
    take_projects(clerk)
    batch = take_hazards(clerk)
    assert steps.figure(leader, OPEN_MAJOR)[0] == 2

    notice = steps.draft_notice(officer, ledgers.NAMES[3])
    steps.review_and_sign(leader, notice)
    assert steps.figure(leader, OPEN_MAJOR)[0] == 3
    code, link = steps.code_and_link(officer, notice)
    page = site.press(steps.open_on_phone(site, link, code), "签收这份文书")
    site.press(steps.send_photos(site, page), "提交整改回复")
    steps.recheck(officer, notice, (True, True, False))

    number, href = steps.figure(leader, OPEN_MAJOR)
    assert number == 2
    records = leader.open(href)
    assert "共 2 条" in records.text
    assert ledgers.NAMES[1] in records.text
    assert ledgers.NAMES[3] not in records.text
    late, href = steps.figure(leader, OVERDUE)
    assert (late, "共 2 条" in leader.open(href).text) == (2, True)

    report_of_the_month(leader)
    program_reads_the_same(bureau)
    touched_ledgers_stay(bureau, clerk, batch)


def report_of_the_month(leader: Person) -> None:
    """What was found today stands in it, every figure opens its records, and the three papers are what they say."""
    month = f"{today():%Y-%m}"
    page = leader.open(f"/reports/monthly?division={COUNTY}&month={month}")
    assert "排查一般隐患 2 条，已整改 1 条；排查重大事故隐患 1 条，已整改 1 条；下达限期整改书 1 份" in page.text
    general = [href for href, text in page.links if text == "2" and "monthly.general" in href]
    assert general
    records = leader.open(general[0])
    assert "共 2 条" in records.text
    assert "配电箱未上锁" in records.text
    papers = {
        name: leader.fetch(f"/reports/monthly/{name}?division={COUNTY}&month={month}")
        for name in ("pdf", "docx", "xlsx")
    }
    assert papers["pdf"].startswith(b"%PDF-")
    text = zipfile.ZipFile(BytesIO(papers["docx"])).read("word/document.xml").decode()
    assert "闽侯县" in text
    cells = [c for sheet in openpyxl.load_workbook(BytesIO(papers["xlsx"])) for row in sheet.values for c in row]
    assert any("连墙件" in str(cell) for cell in cells)


def program_reads_the_same(bureau: Bureau) -> None:
    program = Program(token_of(bureau.leader))
    assert program.get("/me")["role"] == "leader"
    listed = program.get("/hazards?open=true&level=MAJOR")
    assert len(listed["items"]) == 2
    report = program.get(f"/reports/monthly?division={COUNTY}&month={today():%Y-%m}")
    total = report["total"]["month"]
    assert (total["general"]["value"], total["major"]["value"], total["major_closed"]["value"]) == (2, 1, 1)
    program.get("/hazards?limit=201", expect=422)


def touched_ledgers_stay(bureau: Bureau, clerk: Person, batch: Page) -> None:
    """Once somebody has worked on a hazard, the import it came with is not taken back."""
    program = Program(token_of(bureau.inspector))
    hazard = next(h for h in program.get("/hazards?open=true")["items"] if h["number"] == "YH0002")
    photo = program.client.post("/api/v1/files", {"file": steps.picture("after")}).json()["id"]
    body = {"result": "已重新搭设", "after_photos": [photo], "on_behalf_of": "吴大川"}
    moved = program.post(f"/hazards/{hazard['id']}/actions/submit", body, key="once")
    assert moved["state"] == "SUBMITTED"
    assert program.post(f"/hazards/{hazard['id']}/actions/submit", body, key="once") == moved
    again = program.post(f"/hazards/{hazard['id']}/actions/submit", body, expect=409)
    assert "林一已于" in again["detail"]
    assert "不能撤销" in clerk.open(batch.url).text
    assert Hazard.objects.count() == 6
