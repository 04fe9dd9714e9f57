"""The phone pages behind a notice's QR, through HTTP: what strangers see, what the code opens, what it does not."""

from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.services.codes import printable_code
from zhiben.domains.hazards.terms import NoticeState
from zhiben.domains.hazards.tests.factories import Site, finding, issued, items, make_site, photo_bytes
from zhiben.kernel.base.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site()


def code_of(notice: Notice) -> str:
    return printable_code(notice, at=now())


def open_with(client: Client, notice: Notice, code: str = "", **given: str) -> Any:
    values = {"code": code or code_of(notice), "name": "吴大山", "phone": "13800001234", **given}
    return client.post(f"/n/{notice.token}/open", values)


def opened(notice: Notice) -> Client:
    client = Client()
    assert open_with(client, notice).status_code == 302
    return client


def send(
    client: Client, notice: Notice, hazard_id: UUID, data: bytes | None = None, name: str = "a.jpg", **more: str
) -> Any:
    content = photo_bytes("after") if data is None else data
    return client.post(
        f"/n/{notice.token}/items/{hazard_id}/photos",
        {"photo": SimpleUploadedFile(name, content, "image/jpeg"), **more},
        headers={"Accept": "application/json"},
    )


def test_smoke(site: Site) -> None:
    notice = issued(site, finding(), finding("二层配电箱未上锁", location="二层"))
    face = Client().get(f"/n/{notice.token}")
    assert face.status_code == 200, face.content
    client = opened(notice)
    page = client.get(f"/n/{notice.token}")
    assert page.status_code == 200
    for hazard in items(notice):
        assert send(client, notice, hazard.pk).status_code == 200
    answer = client.post(f"/n/{notice.token}/reply", {"text": "已整改"})
    assert answer.status_code == 302, answer.content.decode()
    notice.refresh_from_db()
    assert notice.state == NoticeState.REPLIED
