"""The import in a browser's and a program's hands."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.papers.models import ImportBatch
from zhiben.kernel.papers.tests.sheets import write_book
from zhiben.kernel.papers.tests.test_importing import GOOD, HEADER

pytestmark = pytest.mark.django_db
PEOPLE = ("0001", "0002")


def signed_in(role: Role = Role.CLERK, agency: Any = None) -> Client:
    user = User.objects.create_user(f"user-{new_id()}", name="内勤甲")
    Grant.objects.create(
        user=user, role=role, reach=ReachKind.AGENCY, reach_id=agency or new_id(), reach_name="某某市质安站", path="35.3501.",
        level="city", valid_from=now() - timedelta(days=1),
    )  # fmt: skip
    client = Client()
    client.force_login(user)
    return client


def upload(client: Client, path: Path, **more: Any) -> Any:
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post("/imports/new", {"file": file, "kind": "", **more})


def test_a_clean_ledger_is_in_after_upload_and_confirmation(tmp_path: Path) -> None:
    client = signed_in()
    answer = upload(client, write_book(tmp_path / "a.xlsx", [["账号台账"], HEADER, *GOOD]))
    assert "没有发现问题，可以导入" in client.get(answer["Location"]).content.decode()
    assert not User.objects.filter(username__in=PEOPLE).exists()
    done = client.post(f"{answer['Location']}act", {"op": "confirm"}, follow=True).content.decode()
    assert "新增 2 条" in done
    assert User.objects.filter(username__in=PEOPLE).count() == 2
    undone = client.post(f"{answer['Location']}act", {"op": "undo"}, follow=True).content.decode()
    assert "已撤销" in undone
    assert not User.objects.filter(username__in=PEOPLE).exists()
    assert "a.xlsx" in client.get("/imports/").content.decode()


def test_an_unclear_header_is_asked_about_once(tmp_path: Path) -> None:
    client = signed_in()
    path = write_book(tmp_path / "a.xlsx", [["使用者代号", "姓名", "所在单位", "联系电话"], ["0001", "张三"]])
    answer = upload(client, path)
    assert answer["Location"].endswith("/match")
    assert "表里还缺必填的列：账号" in client.get(answer["Location"]).content.decode()
    answer = client.post(answer["Location"], {"c0": "username", "c1": "name", "c2": "unit", "c3": "phone"})
    assert "没有发现问题，可以导入" in client.get(answer["Location"]).content.decode()
    assert not upload(client, path)["Location"].endswith("/match")


def test_a_misspelt_name_is_chosen_on_the_page_and_errors_come_back_as_a_file(tmp_path: Path) -> None:
    client = signed_in()
    path = write_book(tmp_path / "a.xlsx", [HEADER, [1, "0001", "张三", None, "某某市质安"], GOOD[1]])
    here = upload(client, path)["Location"]
    page = client.get(here).content.decode()
    assert "没有登记过这个单位" in page
    assert "<option>某某市质安站</option>" in page
    (tmp_path / "e.xlsx").write_bytes(client.get(f"{here}errors.xlsx").content)
    sheet = openpyxl.load_workbook(tmp_path / "e.xlsx").worksheets[0]
    assert sheet.cell(2, 5).comment is not None
    chosen = {"op": "replace", "column": "unit", "value": "某某市质安", "chosen": "某某市质安站"}
    page = client.post(f"{here}act", chosen, follow=True).content.decode()
    assert "没有发现问题，可以导入" in page


def test_what_is_no_ledger_is_refused_on_the_page(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7")
    answer = upload(signed_in(), path)
    assert answer.status_code == 422
    assert "这不是表格文件" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_templates_and_exports_are_there_for_every_ledger() -> None:
    client = signed_in()
    assert 'action="/exports/test_accounts.xlsx"' in client.get("/exports/").content.decode()
    assert client.get("/imports/template/test_accounts.xlsx").content.startswith(b"PK")
    assert client.get("/exports/test_accounts.xlsx?since=2026-01-01").content.startswith(b"PK")
    assert client.get("/exports/test_accounts.xlsx?since=gestern").status_code == 422
    assert client.get("/imports/template/nothing.xlsx").status_code == 404


def test_another_agency_and_other_roles_see_nothing(tmp_path: Path) -> None:
    here = upload(signed_in(), write_book(tmp_path / "a.xlsx", [HEADER, *GOOD]))["Location"]
    stranger = signed_in()
    assert stranger.get(here).status_code == 404
    assert stranger.post(f"{here}act", {"op": "confirm"}).status_code == 404
    assert stranger.get(f"{here}errors.xlsx").status_code == 404
    assert signed_in(Role.EXPERT).get("/imports/new").status_code == 403
    assert Client().get(here)["Location"].startswith("/login")


def test_a_large_file_is_checked_and_written_by_jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from zhiben.kernel.papers import flow, jobs

    monkeypatch.setattr(flow, "AT_ONCE", 0)
    client = signed_in()
    here = upload(client, write_book(tmp_path / "a.xlsx", [HEADER, *GOOD]))["Location"]
    assert "正在检查" in client.get(here).content.decode()
    batch = ImportBatch.objects.get()
    jobs.check(batch_id=str(batch.pk))
    assert "没有发现问题，可以导入" in client.get(here).content.decode()
    assert "正在导入" in client.post(f"{here}act", {"op": "confirm"}, follow=True).content.decode()
    jobs.write(batch_id=str(batch.pk))
    batch.refresh_from_db()
    assert (batch.state, batch.created) == ("DONE", 2)


def test_the_interface_imports_and_answers_with_every_problem(tmp_path: Path) -> None:
    client = signed_in()
    path = write_book(tmp_path / "a.xlsx", [HEADER, GOOD[0], [2, "0002", None]])
    given = {"file": SimpleUploadedFile("a.xlsx", path.read_bytes()), "dry_run": "true"}
    tried = client.post("/api/v1/imports", given)
    assert tried.status_code == 201
    assert (tried.json()["state"], tried.json()["created"]) == ("CHECKED", 1)
    assert not User.objects.filter(username="0001").exists()
    found = client.post("/api/v1/imports", {"file": SimpleUploadedFile("a.xlsx", path.read_bytes())}).json()
    assert (found["kind"], found["state"]) == ("test_accounts", "CHECKED")  # errors wait for a decision
    answer = client.post(f"/api/v1/imports/{found['id']}/confirm").json()
    assert (answer["state"], answer["rows"], answer["created"], answer["skipped"]) == ("DONE", 2, 1, 1)
    assert answer["errors"] == [
        {"row": 3, "column": "姓名", "value": "", "reason": "必填，没有填写姓名", "suggestions": []}
    ]
    assert client.get(f"/api/v1/imports/{answer['id']}").json() == answer
    assert signed_in().get(f"/api/v1/imports/{answer['id']}").status_code == 404
