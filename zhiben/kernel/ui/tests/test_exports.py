"""A list too large for a request: made by a job, for its asker alone, for some days, and called off at any time."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings as conf
from django.db import connection
from django.test import Client

from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import now
from zhiben.kernel.crypto.ciphers import NotAuthentic
from zhiben.kernel.crypto.sealing import new_file_key
from zhiben.kernel.crypto.streams import PIECE, open_long, seal_long
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.ui.lists import export, later, sheet
from zhiben.kernel.ui.lists.columns import Column
from zhiben.kernel.ui.lists.later import forget_exports, run_export
from zhiben.kernel.ui.lists.page import ListPage, list_pages
from zhiben.kernel.ui.models import ExportState, ListExport
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.kernel.ui.tests.test_lists import SampleList, here, make_rows

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def grant(monkeypatch: pytest.MonkeyPatch) -> Grant:
    monkeypatch.setattr(export, "MOST_ROWS", 3)
    monkeypatch.setattr(later, "CHUNK", 2)
    monkeypatch.setitem(list_pages, "sample", SampleList)
    return make_person("lin")


def asked(client: Client, query: str = "") -> ListExport:
    answer = client.get(f"/sample?export=xlsx{query}")
    assert (answer.status_code, answer["Location"]) == (302, "/exports/mine/")
    return ListExport.objects.get(state=ExportState.WAITING)


def waiting_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = 'lists.export' and status = 'todo'")
        return int(cursor.fetchone()[0])


def files() -> list[str]:
    return sorted(path.name for path in (Path(conf.DATA) / "exports").iterdir())


def read(answer: Any) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return [row for one in book for row in one.values]


@here
def test_a_large_list_is_made_by_a_job_for_its_asker_alone(grant: Grant, monkeypatch: pytest.MonkeyPatch) -> None:
    make_rows(grant, 9)
    make_rows(other := make_person("other"), 9)
    client, told = client_of(grant), []
    one = asked(client, "&topic=new&sort=-title&c=title&c=created_at")
    assert asked(client, "&topic=new&sort=-title&c=title&c=created_at").pk == one.pk
    assert waiting_jobs() == 1
    page = client.get("/exports/mine/")
    assert ("排队中" in page.content.decode(), page["Refresh"]) == (True, "3")

    say = later._say

    def say_and_keep(one: ListExport, done: int) -> None:
        told.append((done, one.rows))
        say(one, done)

    monkeypatch.setattr(later, "_say", say_and_keep)
    run_export(one.pk)
    assert told == [(0, 5), (2, 5), (4, 5), (5, 5)]
    one.refresh_from_db()
    assert (one.state, one.rows, one.done) == (ExportState.DONE, 5, 5)
    assert files() == [str(one.pk)]
    notice = Notification.objects.get(topic="exports.done")
    assert (notice.user_id, notice.title, notice.link) == (
        grant.user_id,
        "“消息台账”导出完成，共 5 条",
        "/exports/mine/",
    )
    assert "可以下载" in client.get("/exports/mine/").content.decode()

    rows = read(client.get(f"/exports/mine/{one.pk}.xlsx"))
    assert (rows[0], [row[0] for row in rows[1:]]) == (("标题", "时间"), [f"第{n:03}件" for n in (8, 6, 4, 2, 0)])
    assert client_of(other).get(f"/exports/mine/{one.pk}.xlsx").status_code == 404
    assert client_of(other).post(f"/exports/mine/{one.pk}/drop").status_code == 404
    assert "消息台账" not in client_of(other).get("/exports/mine/").content.decode()
    acts = list(Act.objects.filter(verb__startswith="list.export").order_by("at", "id").values_list("verb", flat=True))
    assert acts == ["list.export.asked", "list.export", "list.export.taken"]
    run_export(one.pk)  # a job that comes twice
    assert files() == [str(one.pk)]

    assert forget_exports(at=now() + timedelta(days=6)) == 0
    assert client.get(f"/exports/mine/{one.pk}.xlsx").status_code == 200
    assert forget_exports(at=now() + timedelta(days=8)) == 1
    assert (files(), client.get(f"/exports/mine/{one.pk}.xlsx").status_code) == ([], 404)


@here
def test_it_is_called_off_before_during_and_after(grant: Grant, monkeypatch: pytest.MonkeyPatch) -> None:
    make_rows(grant, 5)
    client = client_of(grant)
    before = asked(client)
    assert client.post(f"/exports/mine/{before.pk}/drop").status_code == 302
    run_export(before.pk)

    during, say = asked(client), later._say

    def say_and_press(one: ListExport, done: int) -> None:
        if done == 2:
            client.post(f"/exports/mine/{one.pk}/drop")
        say(one, done)

    monkeypatch.setattr(later, "_say", say_and_press)
    run_export(during.pk)
    monkeypatch.setattr(later, "_say", say)
    assert list(ListExport.objects.values_list("state", flat=True).distinct()) == [ExportState.CANCELLED]
    assert files() == []

    after = asked(client)
    run_export(after.pk)
    client.post(f"/exports/mine/{after.pk}/drop")
    after.refresh_from_db()
    assert (after.state, after.file_key, files()) == (ExportState.GONE, None, [])
    assert client.post(f"/exports/mine/{after.pk}/drop").status_code == 409
    assert Notification.objects.filter(topic="exports.done").count() == 1


@here
def test_who_may_no_longer_see_it_gets_no_file(grant: Grant, monkeypatch: pytest.MonkeyPatch) -> None:
    make_rows(grant, 5)
    client = client_of(grant)
    one = asked(client)
    Grant.objects.filter(pk=grant.pk).update(valid_to=now() - timedelta(hours=1))
    run_export(one.pk)
    one.refresh_from_db()
    assert (one.state, one.message) == (ExportState.FAILED, "申请导出时的身份已经停用，没有导出")
    Grant.objects.filter(pk=grant.pk).update(valid_to=None)

    broken = asked(client)
    monkeypatch.setattr(ListPage, "complete", lambda page, rows: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        run_export(broken.pk)
    broken.refresh_from_db()
    assert (broken.state, files()) == (ExportState.FAILED, [])
    titles = list(Notification.objects.filter(topic="exports.done").values_list("title", flat=True))
    assert titles == ["“消息台账”没有导出"] * 2
    monkeypatch.setattr(later, "MOST_UNDER_WAY", 1)
    asked(client)
    assert client.get("/sample?export=xlsx&topic=").status_code == 302  # the same one
    assert client.get("/sample?export=xlsx&sort=-title").status_code == 409
    assert ListExport.objects.under_way().count() == 1
    assert grant.role == Role.INSPECTOR


def test_more_than_a_sheet_holds_goes_on_the_next(tmp_path: Path) -> None:
    columns = [Column(key="n", label="数", value=lambda row: row)]
    content, count = sheet.write_sheet("编号", columns, range(5), most=2)
    book = openpyxl.load_workbook(BytesIO(content))
    assert [(one.title, [row[0] for row in one.values]) for one in book] == [
        ("编号", ["数", 0, 1]), ("编号（2）", ["数", 2, 3]), ("编号（3）", ["数", 4]),
    ]  # fmt: skip
    assert count == 5
    assert sheet.write_sheet("编号", columns, range(5), target=tmp_path / "a.xlsx") == (b"", 5)
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1])
def test_a_long_file_opens_to_itself_and_not_when_touched(tmp_path: Path, size: int) -> None:
    plain, sealed, key = tmp_path / "plain", tmp_path / "sealed", new_file_key()
    plain.write_bytes(b"x" * size)
    seal_long(plain, sealed, key)
    assert b"".join(open_long(sealed, key)) == b"x" * size
    whole = sealed.read_bytes()
    pieces = -(-size // PIECE) or 1
    for wrong in (whole[:-1] + bytes([whole[-1] ^ 1]), whole[: len(whole) // pieces] if pieces > 1 else whole[:3]):
        sealed.write_bytes(wrong)
        with pytest.raises(NotAuthentic):
            list(open_long(sealed, key))
