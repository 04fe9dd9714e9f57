"""Photos on the page: opened, turned, enlarged, laid over each other; by keyboard, mouse and finger; without script."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import DESK, PHONE, complaints, needs_chromium
from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.services.replying import add_after_photos, reply_notice
from zhiben.domains.hazards.tests.factories import Site, finding, issued, items, make_site, site_account, user_of
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.evidence.models import ShotCode, StoredFile
from zhiben.kernel.evidence.services import attach, store_file
from zhiben.kernel.evidence.tests.scenes import jpeg, scene

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needs_chromium]
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
PASSWORD = "试用口令-2026-很长"


@pytest.fixture
def site() -> Site:
    made = make_site()
    user = user_of(made.inspector)
    user.set_password(PASSWORD)
    user.must_change_password = False
    user.save()
    return made


@pytest.fixture
def replied(site: Site) -> Notice:
    with transaction.atomic():
        return _replied(site)


def _replied(site: Site) -> Notice:
    """One item with one photo before and two after, waiting for the re-check."""
    notice = issued(site, finding())
    (item,) = items(notice)
    before = store_file(actor=site.inspector, content=jpeg(scene(1)), name="前.jpg", at=now())
    attach(file_ids=[before.pk], owner_kind="hazard", owner_id=item.pk, slot="before", actor=site.inspector, at=now())
    manager = site_account("吴大山", Role.SITE_MANAGER, site.project)
    after = [store_file(actor=manager, content=jpeg(scene(1, again=n)), name=f"{n}.jpg", at=now()).pk for n in (1, 2)]
    add_after_photos(actor=manager, hazard_id=item.pk, file_ids=after, at=now())
    return reply_notice(actor=manager, notice_id=notice.pk, text="已整改", at=now())


def signed_in(page: Page, server: str, site: Site) -> None:
    with transaction.atomic():
        name = user_of(site.inspector).username
    page.goto(f"{server}/login")
    page.fill("#f-username", name)
    page.fill("#f-password", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/home")


def cut(page: Page) -> str:
    return str(page.evaluate("document.querySelectorAll('.zb-slider-image')[1].style.clipPath"))


def test_the_officer_compares_and_looks_closer_while_deciding(
    browser: Browser, live_server: Any, site: Site, replied: Notice
) -> None:
    with browser.new_context(**DESK) as context:
        page = context.new_page()
        heard = complaints(page)
        signed_in(page, live_server.url, site)
        page.goto(f"{live_server.url}/notices/{replied.pk}/recheck/")
        page.focus(".zb-slider-range")
        assert "50%" in cut(page)
        page.keyboard.press("ArrowRight")
        assert "51%" in cut(page)
        box = page.locator(".zb-slider-frame").bounding_box()
        assert box
        page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] / 2)
        assert 20 <= float(cut(page).rpartition(" ")[2].rstrip("%)")) <= 30
        page.select_option(".zb-slider-choices select", "0")
        assert page.get_attribute(".zb-slider-image:nth-of-type(2)", "alt") == "整改后第 1 张"

        page.click("a[data-view] >> nth=0")
        page.wait_for_selector("dialog.zb-viewer[open]")
        assert "（1 / 3）" in page.inner_text(".zb-viewer-words")
        assert "未验证" in page.inner_text(".zb-viewer-facts")
        assert "（服务器）" in page.inner_text(".zb-viewer-facts")
        page.keyboard.press("ArrowRight")
        assert "（2 / 3）" in page.inner_text(".zb-viewer-words")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        assert "（3 / 3）" in page.inner_text(".zb-viewer-words")
        page.keyboard.press("+")
        assert "scale(1.5)" in str(page.evaluate("document.querySelector('.zb-viewer-image').style.transform"))
        page.keyboard.press("-")
        assert "scale(1)" in str(page.evaluate("document.querySelector('.zb-viewer-image').style.transform"))
        with page.expect_download() as saved:
            page.click(".zb-viewer-side a")
        with transaction.atomic():
            last = StoredFile.objects.order_by("uploaded_at").last()
            assert last
            assert Path(saved.value.path()).stat().st_size == last.size
        page.keyboard.press("Escape")
        assert page.locator("dialog.zb-viewer[open]").count() == 0
        assert page.url.endswith("/recheck/")
        assert heard == []


def test_on_a_phone_a_swipe_turns_and_nothing_overflows(
    browser: Browser, live_server: Any, site: Site, replied: Notice
) -> None:
    with browser.new_context(**PHONE) as context:
        page = context.new_page()
        heard = complaints(page)
        signed_in(page, live_server.url, site)
        with transaction.atomic():
            hazard = items(replied)[0].pk
        for address in (
            f"/hazards/{hazard}/",
            f"/notices/{replied.pk}/",
            f"/notices/{replied.pk}/recheck/",
        ):
            page.goto(live_server.url + address)
            assert page.evaluate(FITS), address
            assert page.locator(".zb-slider").count() == 1, address
        page.locator("a[data-view]").first.click()
        page.wait_for_selector("dialog.zb-viewer[open]")
        assert page.evaluate(FITS)
        page.evaluate("""() => {
            const stage = document.querySelector(".zb-viewer-stage");
            stage.setPointerCapture = () => {};
            const at = (type, x) => stage.dispatchEvent(new PointerEvent(type, { pointerId: 1, clientX: x, clientY: 200, bubbles: true }));
            at("pointerdown", 250); at("pointermove", 150); at("pointerup", 100);
        }""")
        assert "（2 / 3）" in page.inner_text(".zb-viewer-words")
        assert heard == []


def test_without_scripts_the_sets_stand_side_by_side_and_a_photo_opens_by_itself(
    browser: Browser, live_server: Any, site: Site, replied: Notice
) -> None:
    with browser.new_context(**DESK, java_script_enabled=False) as context:
        page = context.new_page()
        signed_in(page, live_server.url, site)
        page.goto(f"{live_server.url}/notices/{replied.pk}/recheck/")
        before, after = (page.locator(f"[data-side={side}]").bounding_box() for side in ("before", "after"))
        assert before
        assert after
        assert before["x"] < after["x"]
        assert abs(before["y"] - after["y"]) < 2
        page.click("a[data-view] >> nth=0")
        assert page.url.endswith("/view")


def test_a_page_left_open_renews_its_code_by_itself(browser: Browser, live_server: Any, site: Site) -> None:
    with browser.new_context(**PHONE) as context:
        page = context.new_page()
        heard = complaints(page)
        signed_in(page, live_server.url, site)
        with transaction.atomic():
            ShotCode.objects.all().delete()
        page.clock.install()
        page.goto(f"{live_server.url}/hazards/new/")
        first = page.input_value("[data-shot-code] >> nth=0")
        assert page.inner_text("[data-shot-word] >> nth=0") == first
        with transaction.atomic():
            ShotCode.objects.update(valid_until=now() + timedelta(minutes=2))
        with page.expect_response("**/shots/renew"):
            page.clock.fast_forward("20:00")
        expect(page.locator("[data-shot-word]").first).not_to_have_text(first)
        assert page.inner_text("[data-shot-word] >> nth=0") == page.input_value("[data-shot-code] >> nth=0")
        assert heard == []
