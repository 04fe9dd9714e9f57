"""One-time codes behind a notice's QR, and what the officer is told about photos when re-checking."""

import re
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import strip_tags

from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.services.photos import shot_task
from zhiben.domains.hazards.tests.factories import Site, draft, finding, issued, items, make_site, user_of
from zhiben.domains.hazards.tests.phones import opened, reply, send
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import now
from zhiben.kernel.evidence.models import ShotCode, StoredFile
from zhiben.kernel.evidence.tests.scenes import CHANGES, jpeg, scene
from zhiben.registry.projects.models import Project

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site(name="青石路安置房一期工程")


@pytest.fixture
def notice(site: Site) -> Notice:
    return issued(site, finding(), finding("二层配电箱未上锁"))


def codes_on(client: Client, notice: Notice) -> list[str]:
    page = client.get(f"/n/{notice.token}").content.decode()
    return re.findall(r'name="shot_code" value="([A-Z0-9]+)"', page)


def sent(client: Client, notice: Notice, item: Hazard, picture: int = 1, **said: str) -> StoredFile:
    answer = send(client, notice, item.pk, jpeg(scene(picture)), **said)
    assert answer.status_code == 200, answer.content.decode()
    return StoredFile.objects.get(pk=answer.json()["id"])


def test_a_photo_from_the_camera_with_the_code_of_its_item_is_verified(notice: Notice) -> None:
    client = opened(notice)
    first, second = codes_on(client, notice)
    one, two = items(notice)
    assert first != second
    good = sent(client, notice, one, 1, shot_code=first, camera="1")
    assert (good.source, good.shot_state, good.shot_code) == ("link", "matched", first)
    album = sent(client, notice, two, 2, shot_code=second)
    crossed = sent(client, notice, two, 3, shot_code=first, camera="1")
    bare = sent(client, notice, two, 4, camera="1")
    assert [f.shot_state for f in (album, crossed, bare)] == ["album", "wrong", ""]
    again = sent(client, notice, one, 5, shot_code=first, camera="1")
    assert again.shot_state == "matched"


def test_a_code_is_for_one_round(notice: Notice) -> None:
    client = opened(notice)
    one = items(notice)[0]
    code = codes_on(client, notice)[0]
    Hazard.objects.filter(pk=one.pk).update(round=2)
    assert sent(client, notice, one, shot_code=code, camera="1").shot_state == "wrong"
    assert shot_task(one) != shot_task(items(notice)[0])


def test_a_code_runs_out_and_the_page_gets_the_next_one_by_itself(notice: Notice) -> None:
    client = opened(notice)
    code = codes_on(client, notice)[0]
    ShotCode.objects.filter(code=code).update(valid_until=now() + timedelta(minutes=1))
    answer = client.post(f"/n/{notice.token}/shots", {"code": code})
    assert answer.status_code == 200
    fresh = answer.json()["code"]
    assert fresh != code
    assert sent(client, notice, items(notice)[0], shot_code=fresh, camera="1").shot_state == "matched"
    ShotCode.objects.filter(code=code).update(valid_until=now())
    assert sent(client, notice, items(notice)[0], 2, shot_code=code, camera="1").shot_state == "expired"
    other = issued(make_site(name="另一工程"))
    stranger = opened(other)
    asked = stranger.post(f"/n/{other.token}/shots", {"code": code}, headers={"Accept": "application/json"})
    assert asked.status_code == 404
    assert Client().post(f"/n/{notice.token}/shots", {"code": code}).status_code == 302


def test_the_page_lays_before_and_after_over_each_other_and_links_to_marked_pictures(notice: Notice) -> None:
    client = opened(notice)
    file = sent(client, notice, items(notice)[0])
    page = client.get(f"/n/{notice.token}").content.decode()
    assert 'data-compare="light"' in page
    assert f'href="/n/{notice.token}/files/{file.pk}/view"' in page
    shown = client.get(f"/n/{notice.token}/files/{file.pk}/view")
    assert (shown.status_code, shown["Content-Type"], shown["Cache-Control"]) == (
        200,
        "image/jpeg",
        "private, no-cache",
    )
    stranger = opened(issued(make_site(name="另一工程")))
    assert stranger.get(f"/n/{notice.token}/files/{file.pk}/view").status_code == 302
    assert not Act.objects.filter(verb="file.original").exists()
    client.get(f"/n/{notice.token}/files/{file.pk}?download")
    assert Act.objects.filter(verb="file.original", object_id=str(file.pk), via="link").count() == 1


def recheck_page(site: Site, notice: Notice) -> str:
    client = Client()
    client.force_login(user_of(site.inspector))
    answer = client.get(f"/notices/{notice.pk}/recheck/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_officer_is_told_of_a_photo_used_elsewhere_of_clocks_ages_and_distances(site: Site, notice: Notice) -> None:
    elsewhere = issued(make_site(code="350102", name="望江里小区工程"))
    Project.objects.filter(pk=site.project.pk).update(lat=Decimal("26.08"), lng=Decimal("119.30"))
    old = items(elsewhere)[0]
    sent(opened(elsewhere), elsewhere, old, 7)
    client = opened(notice)
    one, two = items(notice)
    copied = jpeg(CHANGES["mirrored"](scene(7)), 60)
    slow = (now() - timedelta(days=3)).isoformat()
    assert send(client, notice, one.pk, copied, device_at=slow).status_code == 200
    sent(client, notice, two, 8, taken_at=(now() - timedelta(days=40)).isoformat(), lat="26.1879", lng="119.30")
    reply(client, notice)
    page = recheck_page(site, notice)
    text = " ".join(strip_tags(page).split())
    assert "疑似重复使用：与望江里小区工程" in text
    assert "整改后）的照片左右相反，其余相同" in text
    assert f'href="/hazards/{old.pk}/"' in page
    for words in ("设备时间比服务器慢 3 天", "照片拍摄于上传前 40 天", "位置距工地 12 公里"):
        assert words in text, words
    assert "疑似重复使用" not in client.get(f"/n/{notice.token}").content.decode()


def test_a_form_on_the_desk_takes_the_code_along(site: Site) -> None:
    client = Client()
    client.force_login(user_of(site.inspector))
    page = client.get("/hazards/new/").content.decode()
    codes = set(re.findall(r'name="shot_code" value="([A-Z0-9]+)"', page))
    assert len(codes) == 1
    given = {
        "project": str(site.project.pk), "found_on": now().date().isoformat(), "level": "GENERAL", "source": "SUPERVISION",
        "description": "三层临边防护缺失", "shot_code": codes.pop(), "device_at": now().isoformat(),
        "before_photos_shot": _upload(1), "before_photos_new": _upload(2),
    }  # fmt: skip
    assert client.post("/hazards/new/", given).status_code == 302
    camera, album = StoredFile.objects.order_by("source")
    assert [(f.source, f.shot_state) for f in (camera, album)] == [("camera", "matched"), ("upload", "album")]
    assert camera.device_at is not None
    given |= {"before_photos_shot": _upload(3), "before_photos_new": _upload(4)}
    assert client.post("/hazards/new/", given).status_code == 302
    assert [f.shot_state for f in StoredFile.objects.order_by("uploaded_at", "id")][2:] == ["wrong", "wrong"]


def test_one_page_with_many_items_shows_one_code_and_asks_once_for_all(site: Site) -> None:
    client = Client()
    client.force_login(user_of(site.inspector))
    notice = draft(site)
    assert notice.token == ""
    page = client.post("/notices/new/", {"op": "add", "count": "3"}).content.decode()
    assert len(set(re.findall(r'name="shot_code" value="([A-Z0-9]+)"', page))) == 1
    assert ShotCode.objects.count() == 1


def _upload(number: int) -> Any:
    return SimpleUploadedFile(f"{number}.jpg", BytesIO(jpeg(scene(number))).read(), "image/jpeg")
