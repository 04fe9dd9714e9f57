"""Files are served to those who may see them, in a way that nothing in them can run."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponseBase
from django.test import RequestFactory

from zhiben.kernel.access.actors import NOBODY, Actor
from zhiben.kernel.access.middleware import become
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.evidence.tests.test_store import INSPECTOR, OTHER, picture, stored
from zhiben.kernel.evidence.web.views import serve_file, serve_thumbnail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def get(
    view: Any, file_id: UUID, actor: Actor = INSPECTOR, query: str = "", if_none_match: str = ""
) -> HttpResponseBase:
    request = RequestFactory().get(f"/files/{file_id}{query}", headers={"If-None-Match": if_none_match})
    become(request, actor)
    answer: HttpResponseBase = view(request, file_id)
    return answer


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_photo_is_shown_under_a_policy_that_runs_nothing() -> None:
    data = picture()
    file = stored(data, name='整改"前\r\n.jpg')
    answer = get(serve_file, file.pk)
    assert body(answer) == data
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == "inline; filename*=utf-8''%E6%95%B4%E6%94%B9_%E5%89%8D_.jpg"
    assert get(serve_file, file.pk, query="?download")["Content-Disposition"].startswith("attachment;")
    assert get(serve_file, file.pk, if_none_match=answer["ETag"]).status_code == 304


def test_a_document_is_saved_never_shown() -> None:
    file = stored(b"%PDF-1.7\n%%EOF", name="通知书.pdf")
    assert get(serve_file, file.pk)["Content-Disposition"].startswith("attachment;")
    with pytest.raises(NotVisible):
        get(serve_thumbnail, file.pk)


def test_a_sensitive_photo_is_decrypted_and_never_cached() -> None:
    data = picture("green")
    answer = get(serve_file, stored(data, sensitive=True).pk)
    assert (body(answer), answer["Cache-Control"]) == (data, "private, no-store")


@pytest.mark.parametrize("view", [serve_file, serve_thumbnail])
@pytest.mark.parametrize("actor", [OTHER, NOBODY])
def test_others_are_told_there_is_nothing_even_when_they_hold_the_hash(view: Any, actor: Actor) -> None:
    file = stored(picture())
    with pytest.raises(NotVisible):
        get(view, file.pk, actor, if_none_match=f'"{file.sha256}"')


def test_a_thumbnail_is_served_as_jpeg() -> None:
    answer = get(serve_thumbnail, stored(picture(kind="PNG")).pk)
    assert answer["Content-Type"] == "image/jpeg"
    assert body(answer)[:3] == b"\xff\xd8\xff"
