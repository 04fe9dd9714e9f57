"""整改后照片 over the link: one by one, once, of this notice only; what is wrong is refused and leaves nothing."""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from zhiben.domains.hazards.models import LinkUpload, Notice
from zhiben.domains.hazards.services import photos
from zhiben.domains.hazards.tests.factories import Site, finding, issued, items, make_site, photo, photo_bytes
from zhiben.domains.hazards.tests.phones import opened, photograph_all, reply, send
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.evidence.models import Attachment, StoredFile
from zhiben.kernel.evidence.queries import attachments_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site()


@pytest.fixture
def notice(site: Site) -> Notice:
    return issued(site, finding(), finding("二层配电箱未上锁", location="二层"))


def after(notice: Notice, number: int = 0) -> list[StoredFile]:
    hazard = items(notice)[number]
    return [a.file for a in attachments_of("hazard", [hazard.pk]) if a.slot == f"after:{hazard.round}"]


def test_a_photo_is_kept_with_who_when_and_where(notice: Notice) -> None:
    client, hazard = opened(notice), items(notice)[0]
    answer = send(
        client,
        notice,
        hazard.pk,
        photo_bytes("after"),
        taken_at="2026-07-03T09:30:00+08:00",
        lat="26.0751",
        lng="119.3",
    )
    assert answer.status_code == 200
    (file,) = after(notice)
    assert (file.uploader_name, file.source) == ("吴大山", "link")
    assert file.taken_at == datetime(2026, 7, 3, 1, 30, tzinfo=UTC)
    assert (file.lat, file.lng) == (Decimal("26.075100"), Decimal("119.300000"))
    said = answer.json()
    assert client.get(said["url"]).status_code == 200
    assert client.get(said["thumb"])["Content-Type"] == "image/jpeg"
    assert Client().get(said["url"]).status_code == 302


@pytest.mark.parametrize(
    "said",
    [{"taken_at": "2999-01-01T00:00:00+08:00"}, {"taken_at": "昨天", "lat": "north", "lng": "1e9"},
     {"taken_at": "2026-13-40T99:00:00", "lat": "NaN"}],
)  # fmt: skip
def test_nonsense_about_time_and_place_is_not_believed(notice: Notice, said: dict[str, Any]) -> None:
    assert send(opened(notice), notice, items(notice)[0].pk, **said).status_code == 200
    (file,) = after(notice)
    assert (file.taken_at, file.lat, file.lng) == (None, None, None)


def huge() -> bytes:
    return photo_bytes() + b"\0" * (20 * 1024 * 1024)


def heic() -> bytes:
    return b"\0\0\0\x18ftypheic" + b"\0" * 64


def tiff() -> bytes:
    out = BytesIO()
    Image.new("RGB", (10, 10)).save(out, "TIFF")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "空"), (b"<html>not a picture</html>" * 10, "不是图片"), (huge(), "20"), (heic(), "HEIC"),
     (tiff(), "不是图片"), (photo_bytes()[:2000], "损坏"), (b"%PDF-1.7\n%%EOF", "只能传照片")],
    ids=["empty", "html", "over 20 MB", "heic", "tiff", "cut off", "pdf"],
)  # fmt: skip
def test_what_is_no_photo_is_refused_in_words_and_leaves_nothing(notice: Notice, data: bytes, reason: str) -> None:
    client, hazard = opened(notice), items(notice)[0]
    answer = send(client, notice, hazard.pk, data)
    assert answer.status_code == 422
    assert reason in answer.json()["detail"]
    assert not StoredFile.objects.filter(source="link").exists()
    assert not LinkUpload.objects.exists()
    assert not Attachment.objects.exists()


def test_nothing_chosen_is_refused(notice: Notice) -> None:
    answer = opened(notice).post(f"/n/{notice.token}/items/{items(notice)[0].pk}/photos")
    assert answer.status_code == 422
    assert "请先拍照或选择照片" in answer.content.decode()


def test_sending_again_after_a_broken_line_adds_nothing(notice: Notice) -> None:
    client, hazard, again = opened(notice), items(notice)[0], str(new_id())
    first, second = (send(client, notice, hazard.pk, upload_id=again) for _ in range(2))
    assert first.json() == second.json()
    assert len(after(notice)) == 1


def test_one_upload_id_is_for_one_photo_of_one_item(notice: Notice) -> None:
    client, used = opened(notice), str(new_id())
    first, second = items(notice)
    send(client, notice, first.pk, upload_id=used)
    for hazard, data in ((first, photo_bytes("quite another picture")), (second, photo_bytes("after"))):
        answer = send(client, notice, hazard.pk, data, upload_id=used)
        assert answer.status_code == 422
        assert "已经用在另一张照片上" in answer.json()["detail"]
    assert send(client, notice, first.pk, upload_id="not an id").status_code == 422
    assert (len(after(notice, 0)), len(after(notice, 1))) == (1, 0)


def test_a_wrong_photo_is_taken_back_before_the_reply_and_not_after(notice: Notice) -> None:
    client = opened(notice)
    wrong = send(client, notice, items(notice)[0].pk, photo_bytes("wrong")).json()
    assert client.post(wrong["remove"]).status_code == 302
    assert after(notice) == []
    assert client.post(wrong["remove"]).status_code == 404
    photograph_all(client, notice)
    right = after(notice)[0]
    reply(client, notice)
    answer = client.post(f"/n/{notice.token}/items/{items(notice)[0].pk}/photos/{right.pk}/remove")
    assert answer.status_code == 409
    assert after(notice) == [right]


def test_after_the_reply_no_photo_is_taken(notice: Notice) -> None:
    client = opened(notice)
    photograph_all(client, notice)
    reply(client, notice)
    answer = send(client, notice, items(notice)[0].pk)
    assert answer.status_code == 409
    assert "待复查" in answer.json()["detail"]
    assert len(after(notice)) == 1


def test_items_and_files_of_another_notice_are_not_there(site: Site, notice: Notice) -> None:
    other = issued(site, finding(before_photos=(photo(site.inspector),)))
    client, hazard = opened(notice), items(other)[0]
    theirs = attachments_of("hazard", [hazard.pk])[0].file
    assert send(client, notice, hazard.pk).status_code == 404
    for address in (f"files/{theirs.pk}", f"files/{theirs.pk}/thumb", f"items/{hazard.pk}/extend"):
        assert client.get(f"/n/{notice.token}/{address}").status_code == 404
    assert client.get(f"/files/{theirs.pk}").status_code == 404
    assert client.post(f"/n/{notice.token}/items/{hazard.pk}/photos/{theirs.pk}/remove").status_code == 404
    assert opened(other).get(f"/n/{other.token}/files/{theirs.pk}").status_code == 200


def test_photos_before_cannot_be_removed_as_photos_after(site: Site) -> None:
    notice = issued(site, finding(before_photos=(photo(site.inspector),)))
    hazard = items(notice)[0]
    before = attachments_of("hazard", [hazard.pk])[0]
    answer = opened(notice).post(f"/n/{notice.token}/items/{hazard.pk}/photos/{before.file_id}/remove")
    assert answer.status_code == 404
    assert attachments_of("hazard", [hazard.pk]) == [before]


def test_a_plain_form_sends_several_and_goes_back_to_its_item(notice: Notice) -> None:
    client, hazard = opened(notice), items(notice)[1]
    files = [SimpleUploadedFile(f"{n}.jpg", photo_bytes(f"after {n}"), "image/jpeg") for n in range(2)]
    answer = client.post(f"/n/{notice.token}/items/{hazard.pk}/photos", {"photo": files})
    assert (answer.status_code, answer["Location"]) == (302, f"/n/{notice.token}#item-2")
    assert len(after(notice, 1)) == 2
    bad: dict[str, Any] = {
        "photo": [SimpleUploadedFile("a.jpg", photo_bytes("good")), SimpleUploadedFile("b.jpg", b"x")]
    }
    answer = client.post(f"/n/{notice.token}/items/{hazard.pk}/photos", bad)
    assert answer.status_code == 422
    assert 'href="#item-2"' in answer.content.decode()
    assert len(after(notice, 1)) == 3


def test_an_item_holds_so_many_photos(notice: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MOST_PHOTOS", 2)
    client, hazard = opened(notice), items(notice)[0]
    assert [send(client, notice, hazard.pk).status_code for _ in range(3)] == [200, 200, 422]
    assert len(after(notice)) == 2
