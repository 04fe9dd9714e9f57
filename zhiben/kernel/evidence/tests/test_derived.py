"""What is derived from a photo carries none of its metadata and says what it is; differences of time and place."""

from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import CHINA, now
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.evidence.derived import strip_of, view
from zhiben.kernel.evidence.doubts import Limits, apart, doubts_of, kilometres
from zhiben.kernel.evidence.models import StoredFile
from zhiben.kernel.evidence.queries import read_bytes
from zhiben.kernel.evidence.tests.test_pages import body, get
from zhiben.kernel.evidence.tests.test_store import INSPECTOR, OTHER, picture, stored
from zhiben.kernel.evidence.web.views import serve_file, serve_view

LIMITS = Limits(clock=timedelta(minutes=10), age=timedelta(hours=24), metres=500)
AT = datetime(2026, 11, 21, 10, 0, tzinfo=CHINA)
SITE = (26.08, 119.30)


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def with_metadata() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONE"
    exif.get_ifd(0x8769)[0x9003] = "2026:07:03 09:30:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (26.0, 4.0, 30.0), 3: "E", 4: (119.0, 18.0, 0.0)})
    return picture(size=(2400, 1800), exif=exif)


@pytest.mark.django_db
def test_the_picture_to_look_at_is_marked_and_clean_and_the_original_untouched() -> None:
    data = with_metadata()
    file = stored(data)
    made = view(file)
    with Image.open(BytesIO(made)) as shown:
        assert shown.width == 1600
        assert shown.height > 1200
        assert dict(shown.getexif()) == {}
        assert "exif" not in shown.info
        strip = shown.crop((0, 1210, 1600, shown.height)).convert("L")
        assert max(strip.tobytes()) > 200
        assert shown.convert("L").getpixel((800, 600)) == 76
    assert b"SECRETPHONE" not in made
    assert read_bytes(file) == data
    assert view(file) == made


@pytest.mark.django_db
def test_the_strip_says_when_where_who_how_and_where_the_original_is() -> None:
    file = stored(with_metadata(), source="link")
    said = "\n".join(strip_of(file))
    for text in ("拍摄 2026-07-03 09:30（设备）", "（服务器）", "26.075000，119.300000", "林一", "扫码上传", "未验证",
                 "平台派生图，原件见指纹", file.sha256[:16]):  # fmt: skip
        assert text in said
    assert "位置未提供" in "\n".join(strip_of(stored(picture("blue"))))


@pytest.mark.django_db
def test_taking_an_original_is_recorded_and_looking_is_not() -> None:
    file = stored(picture())
    get(serve_view, file.pk)
    assert not Act.objects.filter(verb="file.original").exists()
    answer = get(serve_file, file.pk)
    get(serve_file, file.pk, if_none_match=answer["ETag"])
    (act,) = Act.objects.filter(verb="file.original")
    assert (act.actor_id, act.object_id) == (INSPECTOR.user_id, str(file.pk))
    with pytest.raises(NotVisible):
        get(serve_file, file.pk, OTHER)
    assert Act.objects.filter(verb="file.original").count() == 1


@pytest.mark.django_db
def test_the_picture_to_look_at_is_cached_and_asked_for_each_time() -> None:
    file = stored(picture())
    answer = get(serve_view, file.pk)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "private, no-cache")
    assert body(answer)[:3] == b"\xff\xd8\xff"
    assert get(serve_view, file.pk, if_none_match=answer["ETag"]).status_code == 304
    with pytest.raises(NotVisible):
        get(serve_view, stored(b"%PDF-1.7\n%%EOF", name="通知书.pdf").pk)
    with pytest.raises(NotVisible):
        get(serve_view, file.pk, OTHER, if_none_match=answer["ETag"])
    assert get(serve_view, stored(picture("green"), sensitive=True).pk)["Cache-Control"] == "private, no-store"


def photo(**values: Any) -> StoredFile:
    return StoredFile(**{"uploaded_at": AT, "source": "camera", **values})


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, []),
        ({"device_at": AT - timedelta(days=3)}, ["设备时间比服务器慢 3 天"]),
        ({"device_at": AT + timedelta(hours=2)}, ["设备时间比服务器快 2 小时"]),
        ({"device_at": AT - timedelta(minutes=9)}, []),
        ({"taken_at": AT - timedelta(days=40)}, ["照片拍摄于上传前 40 天"]),
        ({"exif_taken_at": AT - timedelta(hours=23)}, []),
        ({"exif_taken_at": AT + timedelta(hours=2)}, ["照片时间晚于上传时间 2 小时"]),
        # A slow clock explains an old photo: only the clock is named.
        ({"taken_at": AT - timedelta(days=3), "device_at": AT - timedelta(days=3)}, ["设备时间比服务器慢 3 天"]),
        ({"taken_at": AT, "exif_taken_at": AT - timedelta(hours=5)}, ["照片自带时间与设备所报拍摄时间相差 5 小时"]),
        ({"lat": Decimal("26.1879"), "lng": Decimal("119.30")}, ["位置距工地 12 公里"]),
        ({"lat": Decimal("26.0863"), "lng": Decimal("119.30")}, ["位置距工地 701 米"]),
        ({"exif_lat": Decimal("26.0801"), "exif_lng": Decimal("119.3001")}, []),
        ({"source": "import", "taken_at": AT - timedelta(days=400), "lat": Decimal(1), "lng": Decimal(1)}, []),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_in_words(values: dict[str, Any], said: list[str]) -> None:
    assert doubts_of(photo(**values), limits=LIMITS, site=SITE) == said


def test_lengths_of_time_and_distance() -> None:
    assert [apart(timedelta(seconds=s)) for s in (20, 90, 3599, 3600, 86399, -259200)] == [
        "1 分钟", "1 分钟", "59 分钟", "1 小时", "23 小时", "3 天",
    ]  # fmt: skip
    assert round(kilometres((0, 0), (0, 180))) == 20015
    assert now() is not None
