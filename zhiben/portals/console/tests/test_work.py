"""Home, inbox and notices show what waits for this person, and nothing of anybody else's."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.notifications.services import notify
from zhiben.kernel.ui import home
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.kernel.workflow.models import Todo
from zhiben.portals.console.inbox import read_inbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant() -> Grant:
    return make_person("lin")


@pytest.fixture
def client(grant: Grant) -> Client:
    return client_of(grant)


def make_todo(grant: Grant, title: str, due_at: datetime | None) -> Todo:
    return Todo.objects.create(
        flow="hazard", case_id=new_id(), action="close", label="复查", title=title, where_name="滨江新城三期",
        holder_kind="agency", holder_id=grant.reach_id or new_id(), roles=[Role.INSPECTOR.value], due_at=due_at,
        opened_at=now() - timedelta(days=2), opened_by="吴立",
    )  # fmt: skip


def test_inbox_groups_by_when_things_are_due(grant: Grant) -> None:
    wednesday = datetime.fromisoformat("2024-07-03T10:00:00+08:00")
    for title, days in (("逾期的", -1), ("今天的", 0.2), ("周日的", 4), ("下周一的", 5)):
        make_todo(grant, title, wednesday + timedelta(days=days))
    make_todo(grant, "不限期的", None)
    inbox = read_inbox(grant.actor(), wednesday)
    groups = {group.label: [row.todo.title for row in group.rows] for group in inbox.groups}
    assert groups == {"逾期": ["逾期的"], "今天": ["今天的"], "本周": ["周日的"], "以后": ["下周一的", "不限期的"]}


def test_inbox_page_says_what_where_from_whom_and_when(client: Client, grant: Grant) -> None:
    make_todo(grant, "塔吊附着缺失", now() - timedelta(days=3))
    page = client.get("/inbox").content.decode()
    for words in ("塔吊附着缺失", "滨江新城三期", "吴立", "逾期 3 天", "共 1 件"):
        assert words in page


def test_todos_of_another_office_or_role_do_not_show(client: Client, grant: Grant) -> None:
    make_todo(make_person("other"), "别人的事", now())
    page = client.get("/inbox").content.decode()
    assert "别人的事" not in page
    assert "都办完了" in page


def test_administrators_have_no_inbox() -> None:
    assert client_of(make_person("sa", Role.SYSTEM_ADMIN)).get("/inbox").status_code == 403


def test_inbox_costs_the_same_for_one_and_for_many(client: Client, grant: Grant) -> None:
    make_todo(grant, "一件", now() + timedelta(days=1))
    with CaptureQueriesContext(connection) as one:
        client.get("/inbox")
    for number in range(30):
        make_todo(grant, f"第{number}件", now() + timedelta(days=number))
    with CaptureQueriesContext(connection) as many:
        client.get("/inbox")
    assert len(many.captured_queries) == len(one.captured_queries)


def test_home_shows_registered_figures_for_the_role(
    client: Client, grant: Grant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "_figures", [])
    monkeypatch.setattr(home, "_sentences", [])
    figure = home.Figure(label="逾期未销号", value="12", url="/hazards?overdue=1", tone="red")
    home.home_figures([Role.INSPECTOR], lambda actor, at: [figure])
    home.home_figures([Role.LEADER], lambda actor, at: [home.Figure(label="只给领导", value="1", url="/")])
    home.home_sentence([Role.INSPECTOR], lambda actor, at: "本县重大隐患 12 条逾期。")
    page = client.get("/home").content.decode()
    assert 'href="/hazards?overdue=1"' in page
    assert "本县重大隐患 12 条逾期。" in page
    assert "只给领导" not in page


def test_opening_a_notice_marks_it_read_and_leads_on(client: Client, grant: Grant) -> None:
    notify(topic="t", title="隐患已销号", link="/inbox", at=now(), recipients=[grant.user_id])
    notice = Notification.objects.get()
    assert "有 1 条未读" in client.get("/messages").content.decode()
    assert client_of(make_person("other")).post(f"/messages/{notice.pk}").status_code == 404
    assert client.post(f"/messages/{notice.pk}")["Location"] == "/inbox"
    assert "没有未读的通知" in client.get("/messages").content.decode()
    assert "都读过了" in client.get("/messages?unread=1").content.decode()


def test_all_notices_can_be_marked_read_at_once(client: Client, grant: Grant) -> None:
    for number in range(3):
        notify(topic="t", title=f"第{number}条", at=now(), recipients=[grant.user_id])
    assert "3 条通知已标为已读" in client.post("/messages/read", follow=True).content.decode()


def test_suggestion_is_two_presses_away_and_comes_back_to_the_page(client: Client, grant: Grant) -> None:
    assert 'href="/suggest?page=/messages%3Funread%3D1"' in client.get("/messages?unread=1").content.decode()
    assert client.post("/suggest", {"page": "/inbox", "text": " "}).status_code == 422
    answer = client.post("/suggest", {"page": "/inbox", "text": "字太小"}, follow=True)
    assert answer.redirect_chain == [("/inbox", 302)]
    assert "意见已收到" in answer.content.decode()
    page = client_of(make_person("sa", Role.SYSTEM_ADMIN)).get("/suggestions/").content.decode()
    assert "字太小" in page
    assert client.post("/suggest", {"page": "https://evil.example/", "text": "x"})["Location"] == "/home"
