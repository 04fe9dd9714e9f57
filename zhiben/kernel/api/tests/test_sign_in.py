"""Who may call: a token in force, or a session with its CSRF token; guessing is slowed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from zhiben.kernel.access.models import Grant, Token, User
from zhiben.kernel.api.models import FailureCount
from zhiben.kernel.api.tests.conftest import make_token
from zhiben.kernel.api.throttle import MOST_FAILURES, WINDOW, purge_counts
from zhiben.kernel.base.clock import now

ME = "/api/v1/me"


def test_a_token_acts_under_its_grant(caller: Client, grant: Grant) -> None:
    answer = caller.get(ME)
    assert answer.status_code == 200
    assert answer.json() == {
        "user_id": str(grant.user_id), "name": "林一", "role": "inspector", "role_label": "监督员", "reach": "agency",
        "reach_id": str(grant.reach_id), "reach_name": "鼓楼质安站", "division_code": "350102", "open_todos": 0,
        "unread_notices": 0,
    }  # fmt: skip
    assert "林一" in answer.content.decode()


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic czNjcmV0", "s3cret", "bearer  "])
def test_without_a_good_token_the_answer_is_401(caller: Client, header: str) -> None:
    answer = Client(headers={"Authorization": header} if header else {}).get(ME)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json; charset=utf-8")
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["detail"] == "请先登录，或提供有效的接口令牌"


@pytest.mark.parametrize("end", ["revoked", "expired", "grant ended", "account closed"])
def test_a_token_ends_with_itself_its_grant_and_its_account(grant: Grant, end: str) -> None:
    make_token(grant)
    caller, past = Client(headers={"Authorization": "Bearer s3cret"}), now() - timedelta(seconds=1)
    assert caller.get(ME).status_code == 200
    if end == "revoked":
        Token.objects.update(revoked_at=past)
    elif end == "expired":
        Token.objects.update(expires_at=past)
    elif end == "grant ended":
        Grant.objects.update(valid_to=past)
    else:
        User.objects.update(is_active=False)
    assert caller.get(ME).status_code == 401


def test_a_bad_token_is_not_saved_by_a_good_session(grant: Grant) -> None:
    client = Client()
    client.force_login(grant.user)
    assert client.get(ME).status_code == 200
    assert client.get(ME, headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_a_session_writes_only_with_its_csrf_token(grant: Grant) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(grant.user)
    url = "/api/v1/messages/read"
    refused = client.post(url, {"ids": []}, content_type="application/json")
    assert (refused.status_code, refused.json()["title"]) == (403, "没有权限")
    client.cookies["csrftoken"] = "a" * 32
    fine = client.post(url, {"ids": []}, content_type="application/json", headers={"X-CSRFToken": "a" * 32})
    assert fine.json() == {"read": 0}


def test_a_session_that_must_change_its_password_may_nothing_else(grant: Grant) -> None:
    User.objects.update(must_change_password=True)
    client = Client()
    client.force_login(grant.user)
    assert client.get(ME).status_code == 403


def test_guessing_is_stopped_for_a_while_even_for_a_right_guess(caller: Client) -> None:
    for _ in range(MOST_FAILURES):
        assert Client(headers={"Authorization": "Bearer guess"}).get(ME).status_code == 401
    stopped = caller.get(ME)
    assert stopped.status_code == 429
    assert 0 < int(stopped["Retry-After"]) <= WINDOW.total_seconds() + 1
    assert caller.get(ME, REMOTE_ADDR="10.0.0.9").status_code == 200
    FailureCount.objects.update(since=now() - WINDOW - timedelta(seconds=1))
    assert caller.get(ME).status_code == 200
    assert purge_counts(at=now()) == 1


def test_the_schema_is_published_in_chinese_and_names_the_problem(client: Any, db: None) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["info"]["title"] == "治本 · 开放接口"
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert operation["responses"]["default"]["content"].keys() == {"application/problem+json"}, path
            assert operation["security"] == [{"SignIn": []}], path
            keyed = "Idempotency-Key" in [p["name"] for p in operation.get("parameters", [])]
            assert keyed == (method != "get"), path
