"""开通向导 over HTTP: from one sheet to people who can sign in, and what is still missing meanwhile."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import now
from zhiben.kernel.papers.models import ImportBatch
from zhiben.kernel.testing.tables import write_table
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.portals.console.readiness import check_readiness, missing_musts
from zhiben.registry.agencies.models import Agency, Officer
from zhiben.registry.agencies.public import add_agency
from zhiben.registry.agencies.terms import AgencyKind

pytestmark = pytest.mark.django_db
HEADER = ["区划", "机构名称", "机构类别", "科室", "姓名", "职务", "手机号", "角色", "执法证号", "证书有效期"]
PLACE, BUREAU, STATION = "福建省福州市鼓楼区", "鼓楼区住房和城乡建设主管部门", "青峦区建设工程质量安全站"
ROWS: list[list[Any]] = [
    [PLACE, BUREAU, "主管部门", "办公室", "张三", "局长", "13800000001", "负责人", "闽A001", "2029-12-31"],
    [PLACE, BUREAU, "主管部门", "质安科", "李四", "科员", "13800000002", "监督员、执法人员", "闽A002", "2029-12-31"],
    [PLACE, STATION, "监督机构", None, "王五", "站长", "13800000003", "负责人", "闽A003", "2029-12-31"],
    [PLACE, STATION, "监督机构", None, "赵六", "监督员", "13800000004", "监督员", "闽A004", "2029-12-31"],
    [PLACE, BUREAU, "主管部门", None, "钱七", None, None, "安全管理员", None, None],
    [PLACE, BUREAU, "主管部门", None, "孙八", None, None, "审计管理员", None, None],
]


def empty_place() -> tuple[Agency, Grant, Client]:
    """What `user add … --role system_admin` leaves behind: one authority, one administrator."""
    bureau = add_agency(actor=system_actor(), name=BUREAU, division_code="350102", kind=AgencyKind.AUTHORITY, at=now())
    grant = make_person("admin", Role.SYSTEM_ADMIN, agency=bureau.pk)
    return bureau, grant, client_of(grant)


def upload(client: Client, folder: Path, rows: list[list[Any]], header: list[str] = HEADER) -> Any:
    path = write_table(folder / "staff.xlsx", [["机构人员登记表"], header, *rows])
    return client.post("/setup/", {"file": SimpleUploadedFile("人员表.xlsx", path.read_bytes())})


def missing(grant: Grant) -> dict[str, tuple[str, ...]]:
    return {item.label: item.missing for item in check_readiness(grant.actor(), now()) if not item.fine}


def test_from_an_empty_place_to_people_who_sign_in(tmp_path: Path) -> None:
    bureau, grant, client = empty_place()
    assert "还差" in client.get("/home").content.decode()
    assert set(missing(grant)) >= {"机关代字", "负责人账号", "持证执法人员", "三员分立", "通知渠道"}

    answer = client.post("/setup/agency/", {"name": "鼓楼区住建局", "short_name": "区住建局", "doc_prefix": "榕鼓建"})
    assert answer["Location"] == "/setup/"
    bureau.refresh_from_db()
    assert (bureau.name, bureau.doc_prefix) == ("鼓楼区住建局", "榕鼓建")
    assert Grant.objects.get(pk=grant.pk).reach_name == "鼓楼区住建局"

    rows = [[cell if cell != BUREAU else "鼓楼区住建局" for cell in row] for row in ROWS]
    answer = upload(client, tmp_path, rows)
    batch = ImportBatch.objects.get()
    assert answer["Location"] == f"/setup/staff/{batch.pk}/"
    page = client.get(answer["Location"]).content.decode()
    for words in ("导入后会有什么", "6 人有账号", "监督员 2 人", "谁以什么身份、管到哪里", "按姓名拼音生成", STATION):
        assert words in page, words
    assert User.objects.count() == 1

    done = client.post(f"/imports/{batch.pk}/act", {"op": "confirm"})
    assert done["Location"] == f"/setup/staff/{batch.pk}/"
    assert User.objects.count() == 7
    assert "去打印账号条" in client.get(done["Location"]).content.decode()
    assert set(missing(grant)) == {"机关代字", "都登录过", "通知渠道"}  # the station has no prefix yet

    slips = client.get("/setup/slips/").content.decode()
    picks = re.findall(r'name="pick" value="([^"]+)"', slips)
    assert len(picks) == 6
    paper = client.post("/setup/slips/", {"pick": picks, "op": "pdf"})
    text = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages).split())
    assert "zhangsan" in text
    assert "testserver/login" in text
    book = openpyxl.load_workbook(BytesIO(client.post("/setup/slips/", {"pick": picks, "op": "xlsx"}).content))
    sheet = next(row for row in book.worksheets[0].values if row[3] == "lisi")
    password = str(sheet[4])
    assert password not in str(list(Act.objects.values()))
    officer = Client()
    assert officer.post("/login", {"username": "lisi", "password": password}).status_code == 302
    assert officer.get("/home")["Location"] == "/account/password"
    assert User.objects.get(username="lisi").pk not in {
        p for p in re.findall(r'value="([^"]+)"', client.get("/setup/slips/").content.decode())
    }


def test_the_wizard_leaves_the_home_page_when_nothing_is_missing(tmp_path: Path) -> None:
    _bureau, grant, client = empty_place()
    client.post("/setup/agency/", {"name": BUREAU, "short_name": "", "doc_prefix": "榕鼓建"})
    rows = [row for row in ROWS if row[1] == BUREAU]
    upload(client, tmp_path, rows)
    client.post(f"/imports/{ImportBatch.objects.get().pk}/act", {"op": "confirm"})
    assert missing_musts(check_readiness(grant.actor(), now())) == 0
    assert "还差" not in client.get("/home").content.decode()
    check = client.get("/setup/check/").content.decode()
    assert "必须的都有了" in check
    assert "还没有一条" in check  # a channel is advice


def test_errors_are_shown_and_nothing_is_made(tmp_path: Path) -> None:
    _, _, client = empty_place()
    rows = [[PLACE, BUREAU, "主管部门", None, "甲", None, None, "系统管理员、监督员", None, None]]
    page = client.get(upload(client, tmp_path, rows)["Location"]).content.decode()
    assert "要各由一人单独担任" in page
    batch = ImportBatch.objects.get()
    assert client.get(f"/imports/{batch.pk}/errors.xlsx").content[:2] == b"PK"
    assert client.post(f"/imports/{batch.pk}/act", {"op": "confirm"}).status_code == 409
    assert User.objects.count() == 1
    assert not Officer.objects.exists()
    assert client.post("/setup/", {}).status_code == 422


def test_undone_from_the_review(tmp_path: Path) -> None:
    _, _, client = empty_place()
    upload(client, tmp_path, ROWS)
    batch = ImportBatch.objects.get()
    client.post(f"/imports/{batch.pk}/act", {"op": "confirm"})
    assert client.post(f"/imports/{batch.pk}/act", {"op": "undo"}).status_code == 302
    assert (User.objects.count(), Officer.objects.count(), Agency.objects.count()) == (1, 0, 1)


@pytest.mark.parametrize("role", [Role.LEADER, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.CLERK])
def test_only_the_system_administrator(role: Role, tmp_path: Path) -> None:
    bureau, _, client = empty_place()
    upload(client, tmp_path, ROWS)
    batch = ImportBatch.objects.get()
    other = client_of(make_person("other", role, agency=bureau.pk))
    for address in ("/setup/", "/setup/slips/", "/setup/check/", f"/setup/staff/{batch.pk}/", "/setup/agency/"):
        assert other.get(address).status_code == 403
    assert other.post(f"/imports/{batch.pk}/act", {"op": "confirm"}).status_code in (403, 404)
    assert User.objects.count() == 2


def test_a_neighbour_sees_neither_the_batch_nor_the_accounts(tmp_path: Path) -> None:
    _, _, client = empty_place()
    upload(client, tmp_path, ROWS)
    batch = ImportBatch.objects.get()
    client.post(f"/imports/{batch.pk}/act", {"op": "confirm"})
    theirs = add_agency(
        actor=system_actor(), name="台江区住建局", division_code="350103", kind=AgencyKind.AUTHORITY, at=now()
    )
    neighbour = client_of(make_person("there", Role.SYSTEM_ADMIN, agency=theirs.pk, path="35.3501.350103."))
    assert neighbour.get(f"/setup/staff/{batch.pk}/").status_code == 404
    kept = dict(User.objects.values_list("pk", "password"))
    pick = str(User.objects.get(username="lisi").pk)
    assert neighbour.post("/setup/slips/", {"pick": [pick]}).status_code == 404
    assert dict(User.objects.values_list("pk", "password")) == kept
    assert "没有等着发放" in neighbour.get("/setup/slips/").content.decode()
