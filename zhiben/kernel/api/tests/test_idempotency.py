"""A write sent again happens once and is answered as before."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.api.idempotency import purge_keys
from zhiben.kernel.api.models import KeyedWrite
from zhiben.kernel.api.tests.conftest import make_grant, make_token
from zhiben.kernel.base.clock import now
from zhiben.kernel.evidence.models import StoredFile
from zhiben.kernel.evidence.tests.test_store import picture

FILES = "/api/v1/files"
pytestmark = pytest.mark.django_db


def send(caller: Client, key: str | None, data: bytes | None = None, **fields: Any) -> Any:
    headers = {"Idempotency-Key": key} if key is not None else {}
    file = BytesIO(data if data is not None else picture())
    file.name = "整改前.jpg"
    return caller.post(FILES, {"file": file, **fields}, headers=headers)


def test_the_first_answer_is_given_again(caller: Client) -> None:
    first, again = send(caller, "k1", lat="26.1"), send(caller, "k1", lat="26.1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize("change", [{"data": picture("blue")}, {"lat": "26.2"}, {"source": "camera"}])
def test_the_same_key_with_another_body_is_refused(caller: Client, change: dict[str, Any]) -> None:
    send(caller, "k1")
    other = send(caller, "k1", **change)
    assert (other.status_code, other.json()["errors"][0]["field"]) == (422, "Idempotency-Key")
    assert StoredFile.objects.count() == 1


def test_a_refused_write_may_be_tried_again_under_its_key(caller: Client) -> None:
    assert send(caller, "k1", b"not a picture").status_code == 422
    assert not KeyedWrite.objects.exists()
    assert send(caller, "k1").status_code == 201


def test_a_refusal_given_as_an_answer_keeps_no_row(caller: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    busy = HttpResponse("{}", status=409, content_type="application/json")
    monkeypatch.setattr("zhiben.kernel.api.resources.files.Status", lambda *_: busy)
    assert send(caller, "k1").status_code == 409
    assert not KeyedWrite.objects.exists()


def test_keys_are_ones_own_and_without_a_key_each_write_counts(caller: Client) -> None:
    make_token(make_grant("chen"), "other")
    other = Client(headers={"Authorization": "Bearer other"})
    assert send(caller, "k1").json()["id"] != send(other, "k1").json()["id"]
    assert send(caller, None).json()["id"] != send(caller, None).json()["id"]


@pytest.mark.parametrize("key", ["", "x" * 101, "中文"])
def test_a_key_is_a_short_visible_word(caller: Client, key: str) -> None:
    assert send(caller, key.encode().decode("latin-1")).status_code == 422
    assert not StoredFile.objects.exists()


def test_keys_are_kept_ninety_days(caller: Client) -> None:
    send(caller, "k1")
    assert purge_keys(at=now() + timedelta(days=89)) == 0
    assert purge_keys(at=now() + timedelta(days=91)) == 1


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_make_one_file_and_get_one_answer() -> None:
    make_token(make_grant())

    def work(_: int) -> tuple[int, bytes]:
        caller = Client(headers={"Authorization": "Bearer s3cret"}, raise_request_exception=False)
        try:
            answer = send(caller, "same")
            return answer.status_code, answer.content
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(work, range(24)))
    assert [status for status, _ in answers] == [201]
    with acting_as(system_actor()):
        assert StoredFile.objects.count() == 1
