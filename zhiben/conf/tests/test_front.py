"""The front of the site: bodies are read first, too large or broken ones never reach Django; health says the truth."""

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from zhiben.conf.spooling import IN_MEMORY, UPLOADS, UPLOADS_EACH, SpoolUploads


class Told:
    """Stands for the server's ``start_response``."""

    def __init__(self) -> None:
        self.status = 0

    def __call__(self, status: str, _: list[tuple[str, str]], *rest: Any) -> None:
        self.status = int(status[:3])


def echo_size(environ: dict[str, Any], start: Told) -> Iterable[bytes]:
    start("200 OK", [])
    return [str(len(environ["wsgi.input"].read())).encode()]


def post(body: bytes, tmp_path: Path, *, promised: int | None = None, largest: int = 10**6) -> tuple[int, bytes]:
    told = Told()
    front = SpoolUploads(echo_size, folder=tmp_path, largest=largest)
    length = {} if promised == -1 else {"CONTENT_LENGTH": str(len(body) if promised is None else promised)}
    if promised == -1:
        length = {"HTTP_TRANSFER_ENCODING": "chunked"}
    answer = b"".join(front({"wsgi.input": io.BytesIO(body), **length}, told))
    return told.status, answer


@pytest.mark.parametrize("size", [1, IN_MEMORY, IN_MEMORY + 1, 900_000])
def test_a_whole_body_arrives_unchanged_in_length(size: int, tmp_path: Path) -> None:
    assert post(b"x" * size, tmp_path) == (200, str(size).encode())
    assert post(b"x" * size, tmp_path, promised=-1) == (200, str(size).encode())


def test_an_announced_body_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    status, answer = post(b"", tmp_path, promised=10**6 + 1)
    assert status == 413
    assert json.loads(answer)["title"] == "文件太大"


def test_an_unannounced_body_is_cut_off_at_the_limit(tmp_path: Path) -> None:
    assert post(b"x" * 2000, tmp_path, promised=-1, largest=1000)[0] == 413


def test_where_nobody_uploads_little_is_read_and_one_address_never_takes_all_places(tmp_path: Path) -> None:
    told, front = Told(), SpoolUploads(echo_size, folder=tmp_path, small={"/verify/check": 1000})

    def ask(size: int, *, path: str = "/verify/check", address: str = "10.0.0.1", **more: str) -> int:
        length = more or {"CONTENT_LENGTH": str(size)}
        asked = {"PATH_INFO": path, "REMOTE_ADDR": address, "wsgi.input": io.BytesIO(b"x" * size), **length}
        answer = b"".join(front(asked, told))
        assert told.status != 413 or "0 kB" in json.loads(answer)["detail"]
        return told.status

    assert [ask(1000), ask(1001), ask(1001, HTTP_TRANSFER_ENCODING="chunked"), ask(1001, path="/files/")] == [
        200, 413, 413, 200,
    ]  # fmt: skip
    for _ in range(UPLOADS_EACH):  # as many uploads that never end
        assert front.places.take("10.0.0.1")
    assert (ask(1), ask(1, address="10.0.0.2")) == (503, 200)
    for n in range(UPLOADS - UPLOADS_EACH):
        assert front.places.take(f"10.0.1.{n}")
    assert ask(1, address="10.0.0.2") == 503
    front.places.give_back("10.0.0.1")
    assert [ask(1), ask(1), ask(1, address="10.0.0.2")] == [200] * 3


def test_a_broken_upload_never_reaches_the_application(tmp_path: Path) -> None:
    status, answer = post(b"x" * 500, tmp_path, promised=1000)
    assert status == 400
    assert "没有保存任何内容" in json.loads(answer)["detail"]


@pytest.mark.django_db
def test_ready_means_migrated(client: Client) -> None:
    assert client.get("/readyz").json() == {"ready": True, "database": "ok", "migrations": "ok"}
    with connection.cursor() as cursor:
        cursor.execute("update zhiben_stamp set value = 'older' where name = 'schema'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "不一致" in answer.json()["reason"]


def test_alive_needs_no_database(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_metrics_are_plain_numbers(client: Client) -> None:
    lines = client.get("/metrics").content.decode().splitlines()
    values = [line.rsplit(" ", 1)[1] for line in lines if not line.startswith("#")]
    assert "zhiben_database_up 1" in lines
    assert all(value.replace(".", "", 1).isdigit() for value in values)
