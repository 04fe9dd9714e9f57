"""Whatever goes wrong is a problem in Chinese, and undoes what was written."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from zhiben.kernel.api.paging import MOST
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.evidence.models import StoredFile
from zhiben.kernel.notifications.models import Notification


def problem(answer: Any) -> dict[str, Any]:
    assert answer["Content-Type"] == "application/problem+json; charset=utf-8"
    body: dict[str, Any] = answer.json()
    assert body["status"] == answer.status_code
    assert body["type"] == "about:blank"
    assert body["trace_id"] == answer["X-Trace-Id"]
    return body


def test_wrong_fields_are_named_with_what_to_do(caller: Client) -> None:
    answer = caller.get(f"/api/v1/todos?limit={MOST + 1}&count=maybe&cursor={'x' * 501}")
    assert answer.status_code == 422
    assert problem(answer)["errors"] == [
        {"field": "limit", "reason": "不能大于 200"},
        {"field": "cursor", "reason": "最多 500 个字"},
        {"field": "count", "reason": "应为是或否"},
    ]


def test_a_wrong_body_names_its_own_path(caller: Client) -> None:
    url = "/api/v1/messages/read"
    answer = caller.post(url, {"ids": [str(new_id()), "x"]}, content_type="application/json")
    assert problem(answer)["errors"] == [{"field": "ids.1", "reason": "不是有效的标识"}]
    assert problem(caller.post(url, "{}", content_type="application/json"))["errors"] == [
        {"field": "ids", "reason": "缺少这一项"}
    ]
    assert caller.post(url, "{", content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        ("get", "/api/v1/files/01900000-0000-7000-8000-000000000001", 404),
        ("get", "/api/v1/projects/01900000-0000-7000-8000-000000000001", 404),
        ("get", "/api/v1/nothing", 404),
        ("delete", "/api/v1/todos", 405),
    ],
)
def test_missing_things_and_methods(caller: Client, method: str, url: str, status: int) -> None:
    answer = getattr(caller, method)(url)
    assert answer.status_code == status
    assert "没有" in problem(answer)["title"] or "不支持" in problem(answer)["title"]


def test_a_bug_is_500_with_a_trace_and_undoes_the_write(
    caller: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def write_then_fail(**_: object) -> None:
        Notification.objects.create(user_id=new_id(), topic="t", title="x", created_at="2026-07-03T00:00:00+08:00")
        raise ZeroDivisionError

    monkeypatch.setattr("zhiben.kernel.api.resources.messages.mark_read", write_then_fail)
    answer = caller.post("/api/v1/messages/read", {"ids": []}, content_type="application/json")
    assert answer.status_code == 500
    body = problem(answer)
    assert body["detail"] == "系统出了问题，您的操作没有保存"
    assert body["trace_id"] in caplog.text
    assert not Notification.objects.exists()


def test_a_refused_upload_says_why_and_keeps_nothing(caller: Client) -> None:
    answer = caller.post("/api/v1/files", {"file": BytesIO(b"<svg/>")})
    assert answer.status_code == 422
    assert problem(answer)["errors"][0]["field"] == "file"
    assert not StoredFile.objects.exists()


def test_a_form_that_cannot_be_taken_apart_is_unreadable(caller: Client) -> None:
    photo = BytesIO(b"x")
    photo.name = "长" * 3000 + ".jpg"
    answer = caller.post("/api/v1/files", {"file": photo})
    assert (answer.status_code, problem(answer)["title"]) == (400, "无法识别")
