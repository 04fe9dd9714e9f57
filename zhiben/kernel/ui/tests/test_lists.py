"""What every declared list can do, shown on a small one."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, ClassVar
from uuid import UUID

import openpyxl
import pytest
from django.db.models import QuerySet
from django.test import Client, override_settings
from django.urls import include, path

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import now
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.ui.lists.actions import BulkAction, Empty
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import ChoiceFilter, DateRangeFilter, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage, list_pages
from zhiben.kernel.ui.models import SavedFilter
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.kernel.workflow.definition import Input

pytestmark = pytest.mark.django_db
ROLES = frozenset({Role.INSPECTOR})


def read_them(*, actor: Actor, ids: Sequence[UUID], at: datetime, **inputs: Any) -> str:
    Notification.objects.filter(pk__in=ids).update(read_at=at, body=inputs.get("note", ""))
    return f"{len(ids)} 条已读"


class SampleList(ListPage[Notification]):
    name = "sample"
    title = "消息台账"
    roles = ROLES
    columns = (
        Column(key="title", label="标题", sort="title", link=None),
        Column(key="topic", label="类别", kind=Kind.CHIP, tones={"late": "red"}),
        Column(key="created_at", label="时间", kind=Kind.DUE, sort="created_at"),
        Column(key="body", label="内容", hidden=True),
    )
    filters: ClassVar = (
        TextFilter(name="q", label="标题", fields=("title",)),
        ChoiceFilter(name="topic", label="类别", field="topic", choices=(("late", "逾期"), ("new", "新"))),
        DateRangeFilter(name="at", label="时间", field="created_at"),
        ToggleFilter(name="unread", label="未读", apply=lambda rows, actor, at: rows.filter(read_at=None)),
    )
    totals_by = "topic"
    default_sort = "title"
    bulk = (
        BulkAction(name="read", label="标为已读", run=read_them, roles=ROLES),
        BulkAction(
            name="note", label="批注", run=read_them, roles=ROLES, inputs=(Input(name="note", label="批注内容"),)
        ),
    )
    empty = Empty(why="还没有消息。", next_step="有事会告诉您。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Notification]:
        return Notification.objects.of_user(actor.user_id)

    def row_url(self, row: Notification) -> str:
        return f"/somewhere/{row.title}/"


list_pages.pop("sample")
urlpatterns = [path("sample", SampleList.as_view()), path("", include("zhiben.conf.urls"))]
here = override_settings(ROOT_URLCONF=__name__)


@pytest.fixture
def grant() -> Grant:
    return make_person("lin")


@pytest.fixture
def client(grant: Grant) -> Client:
    return client_of(grant)


def make_rows(grant: Grant, number: int) -> list[Notification]:
    at = now()
    rows = [
        Notification(
            user_id=grant.user_id,
            title=f"第{n:03}件",
            topic="late" if n % 2 else "new",
            created_at=at + timedelta(days=n),
        )
        for n in range(number)
    ]
    return Notification.objects.bulk_create(rows)


@here
@pytest.mark.parametrize("number", [0, 1, 51])
def test_list_shows_rows_and_a_total(client: Client, grant: Grant, number: int) -> None:
    make_rows(grant, number)
    page = client.get("/sample").content.decode()
    assert ("还没有消息。" in page) == (number == 0)
    assert ("第000件" in page) == (number > 0)
    assert ("第050件" in page) is False
    if number == 51:
        assert "共 51 条，第 1 / 2 页" in page
        assert "第050件" in client.get("/sample?page=2").content.decode()


@here
def test_totals_are_links_that_hold_the_other_filters(client: Client, grant: Grant) -> None:
    make_rows(grant, 5)
    page = client.get("/sample?unread=1").content.decode()
    assert '<a href="?unread=1" aria-current="true">全部 <b>5</b></a>' in page
    assert '<a href="?unread=1&amp;topic=late">逾期 <b>2</b></a>' in page
    narrowed = client.get("/sample?unread=1&topic=late").content.decode()
    assert "共 2 条" in narrowed
    assert "全部 <b>5</b>" in narrowed


@here
def test_order_can_be_turned_round_and_unknown_orders_are_ignored(client: Client, grant: Grant) -> None:
    make_rows(grant, 3)
    assert _titles(client, "?sort=-title") == ["第002件", "第001件", "第000件"]
    assert _titles(client, "?sort=user__password") == ["第000件", "第001件", "第002件"]


@here
def test_filters_narrow_and_say_what_they_did_not_understand(client: Client, grant: Grant) -> None:
    make_rows(grant, 3)
    day = (now() + timedelta(days=1)).date()
    assert _titles(client, "?q=001") == ["第001件"]
    assert _titles(client, f"?at_from={day}&at_to={day}") == ["第001件"]
    page = client.get("/sample?at_from=7月3日&topic=nonsense").content.decode()
    assert "要写成 2024-07-03 这样的日期" in page
    assert "没有这样的「类别」" in page
    assert "没有符合条件的记录" in client.get("/sample?q=没有的").content.decode()
    assert _titles(client, "?q=001&at_from=0001-01-01&at_to=9999-12-31") == ["第001件"]


@here
def test_query_count_does_not_grow_with_rows(client: Client, grant: Grant, django_assert_max_num_queries: Any) -> None:
    make_rows(grant, 50)
    with django_assert_max_num_queries(14) as seen:
        client.get("/sample")
    many = len(seen.captured_queries)
    Notification.objects.filter(user_id=grant.user_id).exclude(title="第001件").delete()
    with django_assert_max_num_queries(many) as seen:
        client.get("/sample")
    assert len(seen.captured_queries) == many


@here
def test_spreadsheet_holds_the_filtered_rows_with_real_days(client: Client, grant: Grant) -> None:
    make_rows(grant, 4)
    Notification.objects.filter(title="第001件").update(title="=1+1")
    answer = client.get("/sample?topic=late&export=xlsx")
    assert answer["Content-Disposition"].startswith("attachment")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.values)
    assert rows[0] == ("标题", "类别", "时间")
    assert [row[0] for row in rows[1:]] == ["=1+1", "第003件"]
    assert sheet["A2"].data_type == "s"
    assert sheet["C2"].is_date
    assert Act.objects.filter(verb="list.export").count() == 1


@here
def test_columns_are_chosen_and_remembered(client: Client, grant: Grant) -> None:
    make_rows(grant, 1)
    assert ">内容</th>" not in client.get("/sample").content.decode()
    chosen = client.get("/sample?c=body").content.decode()
    assert ">内容</th>" in chosen
    assert ">类别</th>" not in chosen
    assert "标题" in chosen
    assert ">内容</th>" in client.get("/sample").content.decode()


@here
def test_htmx_gets_the_list_alone_and_the_address_to_show(client: Client, grant: Grant) -> None:
    make_rows(grant, 1)
    answer = client.get("/sample?topic=&q=000", headers={"hx-request": "true", "hx-target": "list"})
    assert "<html" not in answer.content.decode()
    assert answer["HX-Push-Url"] == "/sample?q=000"


@here
def test_acts_on_picked_rows_reach_only_rows_one_sees(client: Client, grant: Grant) -> None:
    mine = make_rows(grant, 2)
    other = make_rows(make_person("other"), 1)[0]
    refused = client.post("/sample", {"bulk": "read", "pick": [mine[0].pk, other.pk]})
    assert refused.status_code == 404
    assert not Notification.objects.exclude(read_at=None).exists()
    done = client.post("/sample", {"bulk": "read", "pick": [mine[0].pk], "back": "/sample?q=0"}, follow=True)
    assert "1 条已读" in done.content.decode()
    assert done.redirect_chain[0][0] == "/sample?q=0"
    assert client.post("/sample", {"bulk": "read"}).status_code == 422


@here
def test_act_with_inputs_asks_first(client: Client, grant: Grant) -> None:
    row = make_rows(grant, 1)[0]
    form = client.post("/sample", {"bulk": "note", "pick": [row.pk]}).content.decode()
    assert "批注内容" in form
    wrong = client.post("/sample", {"bulk": "note", "pick": [row.pk], "step": "do", "note": " "})
    assert wrong.status_code == 422
    assert 'href="#f-note"' in wrong.content.decode()
    client.post("/sample", {"bulk": "note", "pick": [row.pk], "step": "do", "note": "已电话通知"})
    assert Notification.objects.get(pk=row.pk).body == "已电话通知"


@here
def test_saved_filter_is_ones_own(client: Client, grant: Grant) -> None:
    data = {"page": "sample", "name": "我的逾期", "query": "topic=late", "back": "/sample"}
    assert "已保存筛选「我的逾期」" in client.post("/filters", data, follow=True).content.decode()
    assert 'href="?topic=late"' in client.get("/sample").content.decode()
    kept = SavedFilter.objects.get()
    stranger = client_of(make_person("other"))
    assert "我的逾期" not in stranger.get("/sample").content.decode()
    assert stranger.post(f"/filters/{kept.pk}/delete").status_code == 404
    client.post(f"/filters/{kept.pk}/delete")
    assert not SavedFilter.objects.exists()


@here
def test_only_declared_roles_enter() -> None:
    assert Client().get("/sample?q=1")["Location"] == "/login?next=%2Fsample%3Fq%3D1"
    refused = client_of(make_person("leader", Role.LEADER)).get("/sample")
    assert refused.status_code == 403
    assert "负责人" in refused.content.decode()


def _titles(client: Client, query: str) -> list[str]:
    page = client.get("/sample" + query).content.decode()
    return re.findall(r'<a href="/somewhere/[^"]*">([^<]*)</a>', page)
