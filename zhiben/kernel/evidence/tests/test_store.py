"""What may come in, what is kept of it, and that a refusal keeps nothing."""

import hashlib
import zipfile
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from struct import pack
from typing import Any
from zlib import compress, crc32
from zoneinfo import ZoneInfo

import pytest
from django.db import DataError, transaction
from PIL import Image

from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import CHINA, now
from zhiben.kernel.base.errors import InvalidInput, NotVisible
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.evidence.derived import thumbnail
from zhiben.kernel.evidence.models import Attachment, StoredFile
from zhiben.kernel.evidence.owners import register_owner
from zhiben.kernel.evidence.queries import attachments_of, file_for, read_bytes
from zhiben.kernel.evidence.recognition import XLSX
from zhiben.kernel.evidence.services import attach, detach, safe_name, store_file
from zhiben.kernel.evidence.store import blob_path, evidence_folder
from zhiben.kernel.evidence.sweep import sweep_orphans

pytestmark = pytest.mark.django_db
AMERICA = ZoneInfo("America/New_York")
INSPECTOR = Actor(user_id=new_id(), name="林一", role=Role.INSPECTOR, reach=ReachKind.AGENCY, reach_id=new_id())
OTHER = Actor(user_id=new_id(), name="陈二", role=Role.INSPECTOR, reach=ReachKind.AGENCY, reach_id=new_id())


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def picture(colour: str = "red", kind: str = "JPEG", size: tuple[int, int] = (900, 600), **more: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **more)
    return out.getvalue()


def hollow_png(width: int, height: int) -> bytes:
    """Every checksum is right, but there are far fewer pixels than it says."""
    parts = ((b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", compress(bytes(100))), (b"IEND", b""))
    chunks = (pack(">I", len(data)) + name + data + pack(">I", crc32(name + data)) for name, data in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def sheet(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def stored(content: bytes, name: str = "整改前.jpg", actor: Actor = INSPECTOR, **more: Any) -> StoredFile:
    return store_file(actor=actor, content=content, name=name, at=now(), **more)


def on_disk() -> list[str]:
    return sorted(p.name for p in evidence_folder().rglob("*") if p.is_file())


def test_a_photo_is_kept_under_the_hash_of_its_bytes() -> None:
    data = picture()
    file = stored(data)
    sha = hashlib.sha256(data).hexdigest()
    assert (file.sha256, file.size, file.mime, file.width, file.height) == (sha, len(data), "image/jpeg", 900, 600)
    assert blob_path(sha).read_bytes() == data
    assert blob_path(sha).relative_to(evidence_folder()).parts[:2] == (sha[:2], sha[2:4])
    assert on_disk() == [sha]


def test_the_same_bytes_are_kept_once_and_both_rows_stand() -> None:
    first, second = stored(picture()), stored(picture(), actor=OTHER, name="复查.jpg")
    assert first.pk != second.pk
    assert on_disk() == [first.sha256]


def test_time_and_place_are_read_from_the_photo_and_the_device_is_believed_first() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:07:03 09:30:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (26.0, 4.0, 30.0), 3: "E", 4: (119.0, 18.0, 0.0)})
    file = stored(picture(exif=exif), lat=26.1, lng=119.2)
    assert file.taken_at == file.exif_taken_at == datetime(2026, 7, 3, 9, 30, tzinfo=CHINA)
    file.refresh_from_db()
    assert (str(file.exif_lat), str(file.exif_lng)) == ("26.075000", "119.300000")
    assert (str(file.lat), str(file.lng)) == ("26.100000", "119.200000")


@pytest.mark.parametrize(("said", "offset"), [("0001:01:01 00:00:00", ""), ("9999:12:31 23:59:59", "-12:00")])
def test_a_camera_whose_clock_was_never_set_says_nothing_about_when(said: str, offset: str) -> None:
    """Such moments can be stored and never be read again: with them every page that shows the photo."""
    exif = Image.Exif()
    exif.get_ifd(0x8769).update({0x9003: said, 0x9011: offset})
    file = stored(picture(exif=exif))
    file.refresh_from_db()
    assert (file.taken_at, file.exif_taken_at) == (None, None)


@pytest.mark.parametrize("moment", [datetime(1, 1, 1, tzinfo=CHINA), datetime.max.replace(tzinfo=AMERICA)])
def test_a_moment_that_could_not_be_read_again_is_not_written(moment: datetime) -> None:
    with pytest.raises(DataError), transaction.atomic():
        stored(picture(), device_at=moment)
    assert not StoredFile.objects.exists()


def test_a_thumbnail_is_small_upright_and_says_nothing_of_itself() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (26.0, 4.0, 30.0), 3: "E", 4: (119.0, 18.0, 0.0)})
    file = stored(picture(exif=exif))
    small = thumbnail(file)
    with Image.open(BytesIO(small)) as shown:
        assert shown.size == (320, 480)
        assert dict(shown.getexif()) == {}
    assert thumbnail(file) == small


def test_a_sensitive_file_lies_encrypted_and_opens_only_through_its_row() -> None:
    data = picture("blue")
    file = stored(data, sensitive=True)
    assert on_disk() == [file.blob]
    assert file.blob != file.sha256
    raw = blob_path(file.blob).read_bytes()
    assert data[:200] not in raw
    assert read_bytes(StoredFile.objects.get(pk=file.pk)) == data
    assert not list(evidence_folder().parent.glob("derived/**/*.jpg"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "空文件"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "不是图片"),
        (b"MZ\x90\x00", "不是图片"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "HEIC"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "旧版"),
        (picture()[:2000], "已损坏"),
        (picture(kind="PNG")[:-30], "已损坏"),
        (hollow_png(900, 600), "已损坏"),
        (picture(kind="WEBP")[:-30], "已损坏"),
        (b"\xff\xd8\xff" + b"\x00" * 400, "已损坏"),
        (picture() + sheet(), "压缩包"),
        (b"%PDF-1.7\n" + sheet(), "压缩包"),
        (picture(comment=b"<ScRiPt>alert(1)</script>"), "网页代码"),
        (picture() + b"<html><body>", "网页代码"),
        (sheet()[:-20], "已损坏"),
        (sheet(**{"xl/vbaProject.bin": b"x"}), "宏"),
        (sheet(**{"../../etc/passwd": b"x"}), "结构异常"),
        (sheet(bomb=b"\0" * 310 * 1024 * 1024), "结构异常"),
        (b"\xff\xd8\xff" + b"\0" * (20 * 1024 * 1024), "超过大小"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_what_is_not_a_sound_file_is_refused_and_leaves_nothing(content: bytes, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        stored(content)
    assert on_disk() == []
    assert not StoredFile.objects.exists()


def test_a_plain_archive_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(InvalidInput, match="压缩包"):
        stored(out.getvalue(), name="a.docx")


def test_fifty_megapixels_are_the_most_and_are_counted_before_decoding() -> None:
    with pytest.raises(InvalidInput, match="5000 万像素"):
        stored(picture(kind="PNG", size=(10_001, 5_000)))
    assert on_disk() == []


def test_a_large_picture_that_ends_early_has_no_thumbnail() -> None:
    with pytest.raises(NotVisible, match="没有缩略图"):
        thumbnail(stored(hollow_png(5_000, 5_000)))


def test_an_excel_file_is_known_by_what_is_in_it_whatever_its_name() -> None:
    file = stored(sheet(), name="../..\\台账\u202e<1>.docx")
    assert file.mime == XLSX
    assert file.name == "台账_1_.xlsx"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a.php.jpg", "a.php.jpg"),
        ("C:\\x\\照片.JPEG", "照片.jpg"),
        ("", "文件.jpg"),
        ("..", "文件.jpg"),
        ("\0\n.jpg", "jpg.jpg"),
    ],
)
def test_names_are_safe(name: str, safe: str) -> None:
    assert safe_name(name, "image/jpeg") == safe


def test_a_file_nobody_owns_is_seen_by_its_uploader_only() -> None:
    file = stored(picture())
    assert file_for(INSPECTOR, file.pk) == file
    assert file_for(system_actor(), file.pk) == file
    for stranger in (OTHER, Actor(name="", role=Role.LINK_HOLDER)):
        with pytest.raises(NotVisible):
            file_for(stranger, file.pk)


def test_a_file_uploaded_through_a_link_is_seen_through_that_link() -> None:
    project = new_id()
    holder = Actor(name="扫码人", role=Role.LINK_HOLDER, reach=ReachKind.PROJECT, reach_id=project)
    file = stored(picture(), actor=holder, source="link")
    assert file_for(holder, file.pk) == file
    with pytest.raises(NotVisible):
        file_for(Actor(name="别人", role=Role.LINK_HOLDER, reach=ReachKind.PROJECT, reach_id=new_id()), file.pk)


def test_an_attached_file_is_seen_by_those_who_see_its_owner() -> None:
    case = new_id()
    register_owner("test.case", lambda actor, owner: actor == OTHER and owner == case)
    file = stored(picture())
    attach(file_ids=[file.pk], owner_kind="test.case", owner_id=case, slot="before", actor=INSPECTOR, at=now())
    assert file_for(OTHER, file.pk) == file
    with pytest.raises(NotVisible):
        file_for(INSPECTOR, file.pk)


def test_attaching_keeps_order_and_happens_once(django_assert_num_queries: Any) -> None:
    case = new_id()
    register_owner("test.case", lambda actor, owner: True)
    files = [stored(picture(c)) for c in ("red", "green", "blue")]
    ids = [f.pk for f in reversed(files)]
    for _ in range(2):
        attach(file_ids=ids, owner_kind="test.case", owner_id=case, slot="before", actor=INSPECTOR, at=now())
    with django_assert_num_queries(1):
        found = attachments_of("test.case", [case])
        assert [a.file.pk for a in found] == ids


def test_a_wrong_file_is_taken_back_once_and_its_trace_stays() -> None:
    case, file = new_id(), stored(picture())
    place: dict[str, Any] = {"owner_kind": "test.case", "owner_id": case, "slot": "after:1", "actor": INSPECTOR}
    register_owner("test.case", lambda actor, owner: True)
    attach(file_ids=[file.pk], at=now(), **place)
    detach(file_id=file.pk, at=now(), **place)
    assert attachments_of("test.case", [case]) == []
    assert Attachment.objects.get().detached_name == "林一"
    assert read_bytes(file)
    with pytest.raises(NotVisible, match="已经不在这里"):
        detach(file_id=file.pk, at=now(), **place)
    attach(file_ids=[file.pk], at=now(), **place)
    assert [a.file.pk for a in attachments_of("test.case", [case])] == [file.pk]


def test_somebody_elses_file_cannot_be_attached() -> None:
    file = stored(picture(), actor=OTHER)
    with pytest.raises(NotVisible):
        attach(file_ids=[file.pk], owner_kind="x", owner_id=new_id(), slot="before", actor=INSPECTOR, at=now())
    assert not Attachment.objects.exists()


def test_the_sweep_takes_only_old_bytes_without_a_row() -> None:
    kept = stored(picture())
    orphan = blob_path("ab" * 32)
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"x")
    (evidence_folder() / "tmp" / "left").write_bytes(b"x")
    assert sweep_orphans(at=now() + timedelta(hours=23)) == 0
    assert sweep_orphans(at=now() + timedelta(hours=25)) == 2
    assert on_disk() == [kept.sha256]
