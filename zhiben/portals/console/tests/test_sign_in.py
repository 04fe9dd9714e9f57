"""Signing in: one answer for everything that is wrong, a lock after five failures, one identity at a time."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import now
from zhiben.kernel.ui.tests.people import PASSWORD, add_grant, client_of, make_person
from zhiben.portals.console import demo
from zhiben.portals.console.sign_in import NO_GRANT, WRONG, check_password
from zhiben.portals.console.web import session

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant() -> Grant:
    return make_person("lin")


def post(client: Client, password: str, username: str = "lin", **more: str) -> Any:
    return client.post("/login", {"username": username, "password": password, **more})


def test_right_password_leads_to_where_one_wanted_to_go(grant: Grant) -> None:
    client = Client()
    assert client.get("/inbox")["Location"] == "/login?next=%2Finbox"
    answer = post(client, PASSWORD, next="/inbox")
    assert (answer.status_code, answer["Location"]) == (302, "/inbox")
    assert client.get("/inbox").status_code == 200
    assert Act.objects.filter(verb="sign_in", actor_id=grant.user_id).count() == 1


def test_next_never_leads_out_of_the_house(grant: Grant) -> None:
    assert post(Client(), PASSWORD, next="https://evil.example/")["Location"] == "/home"
    assert post(Client(), PASSWORD, next="//evil.example/")["Location"] == "/home"


def test_wrong_unknown_and_locked_get_the_same_answer(grant: Grant) -> None:
    client = Client()
    answers = [post(client, "错误的密码"), post(client, "错误的密码", username="nobody")]
    User.objects.filter(pk=grant.user_id).update(locked_until=now() + timedelta(minutes=5))
    answers.append(post(client, PASSWORD))
    assert [a.status_code for a in answers] == [422, 422, 422]
    assert all(WRONG in a.content.decode() for a in answers)
    assert client.get("/inbox").status_code == 302


def test_five_failures_lock_for_fifteen_minutes(grant: Grant) -> None:
    at = now()
    for _ in range(5):
        assert check_password(username="lin", password="错", at=at).user is None
    assert check_password(username="lin", password=PASSWORD, at=at + timedelta(minutes=14)).reason == WRONG
    assert check_password(username="lin", password=PASSWORD, at=at + timedelta(minutes=16)).user == grant.user
    grant.user.refresh_from_db()
    assert (grant.user.failed_attempts, grant.user.locked_until) == (0, None)
    assert Act.objects.filter(verb="sign_in.locked").count() == 1


def test_four_failures_then_right_password_begin_afresh(grant: Grant) -> None:
    at = now()
    for _ in range(2):
        for _ in range(4):
            check_password(username="lin", password="错", at=at)
        assert check_password(username="lin", password=PASSWORD, at=at).user == grant.user


def test_account_without_grant_is_told_so_only_with_the_right_password(grant: Grant) -> None:
    Grant.objects.filter(pk=grant.pk).update(valid_to=now() - timedelta(hours=1))
    assert check_password(username="lin", password=PASSWORD, at=now()).reason == NO_GRANT
    assert check_password(username="lin", password="错", at=now()).reason == WRONG


def test_switching_identity_takes_only_ones_own_grants(grant: Grant) -> None:
    other = add_grant(grant.user, Role.LEADER)
    stranger = make_person("stranger")
    client = client_of(grant)
    assert "监督员" in client.get("/home").content.decode()
    assert client.post("/account/acting", {"grant": str(stranger.pk)}).status_code == 403
    page = client.post("/account/acting", {"grant": str(other.pk), "next": "/home"}, follow=True).content.decode()
    assert " · 负责人" in page
    assert Act.objects.filter(verb="act_as", object_id=str(other.pk)).count() == 1


def test_initial_password_must_be_changed_before_anything_else(grant: Grant) -> None:
    User.objects.filter(pk=grant.user_id).update(must_change_password=True)
    client = client_of(grant)
    assert client.get("/inbox")["Location"] == "/account/password"
    short = client.post("/account/password", {"old": PASSWORD, "new": "短"})
    assert short.status_code == 422
    assert 'href="#f-new"' in short.content.decode()
    wrong = client.post("/account/password", {"old": "不对", "new": "又一个足够长的新密码"})
    assert "原密码不对" in wrong.content.decode()
    client.post("/account/password", {"old": PASSWORD, "new": "又一个足够长的新密码"})
    assert client.get("/inbox").status_code == 200
    assert check_password(username="lin", password="又一个足够长的新密码", at=now()).user == grant.user


def test_signing_out_ends_the_session(grant: Grant) -> None:
    client = client_of(grant)
    assert client.get("/logout").status_code == 405
    client.post("/logout")
    assert client.get("/home").status_code == 302


def test_demo_accounts_fill_the_form_only_in_demo_mode(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = [demo.DemoAccount(username="d1", password="demo-密码", who="县住建局监督员 林晓")]
    monkeypatch.setattr(demo, "_sources", [lambda: accounts])
    settings.DEMO = True
    assert "县住建局监督员 林晓" in Client().get("/login").content.decode()
    filled = Client().get("/login?as=d1").content.decode()
    assert 'value="demo-密码"' in filled
    settings.DEMO = False
    assert "demo-密码" not in Client().get("/login?as=d1").content.decode()


def test_guessing_at_many_accounts_from_one_place_is_stopped(grant: Grant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "MOST_FROM_ONE_PLACE", 3)
    client = Client()
    for n in range(3):
        assert post(client, "x", username=f"nobody{n}").status_code == 422
    assert post(client, PASSWORD).status_code == 429
    assert post(Client(REMOTE_ADDR="10.0.0.7"), PASSWORD).status_code == 302
