"""The phone behind a notice's QR: few taps, and no photo lost to a bad line or a closed page."""

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.people import PHONE, complaints, needs_chromium
from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.tests.factories import finding, issued, items, make_site, photo_bytes
from zhiben.domains.hazards.tests.phones import code_of
from zhiben.kernel.evidence.models import StoredFile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needs_chromium]
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
OFFLINE = "net::ERR_INTERNET_DISCONNECTED"


@pytest.fixture
def notice() -> Notice:
    return issued(make_site(), finding(), finding("二层配电箱未上锁", location="二层"))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "整改后.jpg"
    path.write_bytes(photo_bytes("after"))
    return path


def open_notice(context: BrowserContext, server: str, notice: Notice) -> Page:
    """By the QR of the tear-off strip, which carries the code."""
    with transaction.atomic():
        code = code_of(notice)
    page = context.new_page()
    page.goto(f"{server}/n/{notice.token}#c={code}")
    page.fill("#f-name", "吴大山")
    page.fill("#f-phone", "13800001234")
    page.click("text=打开文书")
    page.wait_for_selector("#reply")
    return page


def state_of(notice: Notice) -> str:
    with transaction.atomic():
        return Notice.objects.get(pk=notice.pk).state


def kept() -> list[StoredFile]:
    with transaction.atomic():
        return list(StoredFile.objects.filter(source="link").order_by("uploaded_at"))


def test_from_the_code_to_the_reply_in_eight_taps(
    browser: Browser, live_server: Any, notice: Notice, picture: Path
) -> None:
    with browser.new_context(**PHONE) as context:
        page = open_notice(context, live_server.url, notice)  # 3 taps: name, phone, open
        heard, taps = complaints(page), 3
        assert page.evaluate(FITS)
        for number in (1, 2):
            page.set_input_files(f"#item-{number} [data-camera]", picture)  # camera, shutter
            page.wait_for_selector(f"#item-{number} [data-photo]")
            taps += 2
        assert page.inner_text("[data-progress]") == "2 条都有照片了，可以提交。"
        page.click(".zb-bar button")
        page.wait_for_url("**/done")
        assert taps + 1 <= 8
        assert page.evaluate(FITS)
        assert heard == []
    assert state_of(notice) == "REPLIED"
    assert [f.taken_at is not None for f in kept()] == [True, True]
    assert [(f.shot_state, f.device_at is not None) for f in kept()] == [("matched", True)] * 2


def test_a_photo_taken_without_a_line_is_sent_when_the_line_is_back(
    browser: Browser, live_server: Any, notice: Notice, picture: Path
) -> None:
    with browser.new_context(**PHONE) as context:
        page = open_notice(context, live_server.url, notice)
        heard = complaints(page)
        context.set_offline(True)
        page.set_input_files("#item-1 [data-camera]", picture)
        page.wait_for_selector("#item-1 >> text=现在重传")
        assert "还有 1 张照片没有传完" in page.inner_text("[data-unsent]")
        page.click(".zb-bar button")
        assert "传完再提交" in page.inner_text("[data-unsent]")
        context.set_offline(False)
        page.wait_for_selector("#item-1 [data-photo]")
        assert page.is_hidden("[data-unsent]")
        assert [h for h in heard if OFFLINE not in h] == []
    assert len(kept()) == 1
    assert state_of(notice) == "ISSUED"


def test_a_closed_page_goes_on_sending_when_opened_again(
    browser: Browser, live_server: Any, notice: Notice, picture: Path
) -> None:
    with browser.new_context(**PHONE) as context:
        page = open_notice(context, live_server.url, notice)
        page.route("**/photos", lambda route: route.abort())
        page.set_input_files("#item-2 [data-album]", picture)
        page.wait_for_selector("#item-2 >> text=现在重传")
        page.fill("#f-text", "二层配电箱已上锁")
        page.close()
        again = context.new_page()
        again.goto(f"{live_server.url}/n/{notice.token}")
        again.wait_for_selector("#item-2 [data-photo]")
        assert again.input_value("#f-text") == "二层配电箱已上锁"
    assert len(kept()) == 1


def test_a_large_photo_is_made_smaller_and_keeps_its_time(
    browser: Browser, live_server: Any, notice: Notice, tmp_path: Path
) -> None:
    from PIL import Image

    exif, large = Image.Exif(), tmp_path / "large.jpg"
    exif.get_ifd(0x8769)[0x9003] = "2026:07:03 09:30:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (26.0, 4.0, 30.0), 3: "E", 4: (119.0, 18.0, 0.0)})
    Image.effect_noise((3200, 2400), 90).convert("RGB").save(large, "JPEG", quality=97, exif=exif)
    assert large.stat().st_size > 5 * 1024 * 1024
    with browser.new_context(**PHONE) as context:
        page = open_notice(context, live_server.url, notice)
        page.set_input_files("#item-1 [data-album]", large)
        page.wait_for_selector("#item-1 [data-photo]")
    (file,) = kept()
    assert (file.width, file.height) == (2000, 1500)
    assert file.taken_at is not None
    assert file.taken_at.isoformat() == "2026-07-03T01:30:00+00:00"
    assert (str(file.lat), str(file.lng)) == ("26.075000", "119.300000")


def test_without_scripts_everything_is_done_by_plain_forms(
    browser: Browser, live_server: Any, notice: Notice, picture: Path
) -> None:
    with browser.new_context(**PHONE, java_script_enabled=False) as context, transaction.atomic():
        page = context.new_page()
        page.goto(f"{live_server.url}/n/{notice.token}")
        page.fill("#f-code", code_of(notice))
        page.fill("#f-name", "吴大山")
        page.fill("#f-phone", "13800001234")
        page.click("text=打开文书")
        for number in (1, 2):
            page.set_input_files(f"#item-{number} input[name=photo]", picture)
            page.click(f"#item-{number} >> text=上传所选照片")
            page.wait_for_selector(f"#item-{number} [data-photo]")
        page.click("#item-2 >> text=删除")
        page.wait_for_selector("#item-2 [data-photo]", state="detached")
        page.click(".zb-bar button")
        assert "第 2 条还没有整改后照片" in page.inner_text("main")
        page.set_input_files("#item-2 input[name=photo]", picture)
        page.click("#item-2 >> text=上传所选照片")
        page.click(".zb-bar button")
        page.wait_for_url("**/done")
    assert state_of(notice) == "REPLIED"
    with transaction.atomic():
        assert len(items(notice)) == 2


def test_public_pages_fit_the_phone_in_both_sizes_of_type(browser: Browser, live_server: Any, notice: Notice) -> None:
    with browser.new_context(**PHONE) as context:
        page = open_notice(context, live_server.url, notice)
        for elder in (0, 1):
            for address in ("/", "/verify", "/n/none", f"/n/{notice.token}"):
                page.goto(f"{live_server.url}/display?elder={elder}&next={address}")
                assert page.evaluate(FITS), (address, elder)
                if elder:
                    small = page.evaluate(
                        "[...document.querySelectorAll('main .btn, main input:not([type=hidden]), header a')]"
                        ".filter(e => e.offsetParent && !e.closest('label') && e.getBoundingClientRect().height < 60)"
                        ".map(e => e.outerHTML)"
                    )
                    assert small == [], address
