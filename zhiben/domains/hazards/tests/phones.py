"""A phone that has scanned a notice's QR."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.services.codes import printable_code
from zhiben.domains.hazards.tests.factories import items, photo_bytes
from zhiben.domains.hazards.web.link.door import COOKIE
from zhiben.kernel.base.clock import now


def code_of(notice: Notice) -> str:
    return printable_code(notice, at=now())


def give_code(client: Client, notice: Notice, code: str = "", address: str = "10.1.2.3", **given: str) -> Any:
    values = {"code": code or code_of(notice), "name": "吴大山", "phone": "13800001234", **given}
    return client.post(f"/n/{notice.token}/open", values, REMOTE_ADDR=address)


def opened(notice: Notice, **given: str) -> Client:
    client = Client()
    answer = give_code(client, notice, **given)
    assert answer.status_code == 302, answer.content.decode()
    return client


def cookie_of(client: Client) -> str:
    return client.cookies[COOKIE].value


def send(client: Client, notice: Notice, hazard_id: UUID, data: bytes | None = None, *, name: str = "整改后.jpg",
         kind: str = "image/jpeg", **said: str) -> Any:  # fmt: skip
    """One photo, as the script on the page sends it."""
    content = photo_bytes("after") if data is None else data
    return client.post(
        f"/n/{notice.token}/items/{hazard_id}/photos", {"photo": SimpleUploadedFile(name, content, kind), **said},
        headers={"Accept": "application/json"},
    )  # fmt: skip


def photograph_all(client: Client, notice: Notice) -> None:
    for number, hazard in enumerate(items(notice)):
        if hazard.state == "RECTIFYING":
            assert send(client, notice, hazard.pk, photo_bytes(f"after {number}")).status_code == 200


def reply(client: Client, notice: Notice, **said: Any) -> Any:
    return client.post(f"/n/{notice.token}/reply", {"text": "已按要求整改完毕", **said})
