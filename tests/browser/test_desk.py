"""The leader's desk as a leader meets it: by keyboard, several at once, on a phone, and with nothing on it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page

from tests.browser.people import DESK, complaints, needs_chromium, sign_in
from zhiben.domains.hazards.tests.factories import Site, make_site, user_of
from zhiben.domains.ladder.models import Order
from zhiben.domains.ladder.services.climbing import climb
from zhiben.domains.ladder.tests.factories import overdue
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.models import Grant
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.ui.tests.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needs_chromium]
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
NAME = "滨江新城三期安置房及配套幼儿园、社区服务中心、地下停车场建设工程（一标段）"


@pytest.fixture
def site() -> Site:
    with transaction.atomic():
        site = make_site(name=NAME)
        leader = user_of(site.leader)
        leader.set_password(PASSWORD)
        leader.save()
        for days in (8, 9, 10):
            overdue(site, deadline=today() - timedelta(days=days), title=f"基坑临边防护缺失{days}处，未设警示标志和夜间照明",
                    found_on=today() - timedelta(days=40))  # fmt: skip
            with acting_as(system_actor()):
                climb(now())
    return site


def open_desk(browser: Browser, live_server: Any, site: Site, screen: dict[str, Any]) -> Page:
    context = browser.new_context(**screen)
    page = sign_in(context, live_server.url, Grant.objects.get(user=user_of(site.leader)), PASSWORD)
    page.goto(f"{live_server.url}/desk/")
    return page


def test_by_keyboard_to_a_row_and_signed(browser: Browser, live_server: Any, site: Site) -> None:
    page = open_desk(browser, live_server, site, DESK)
    heard = complaints(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    here = page.evaluate("document.querySelector('.is-here [data-open]').textContent")
    assert "基坑临边防护" in here
    page.keyboard.press("o")
    page.wait_for_selector("text=签批结果")
    assert page.locator("text=已办").count() >= 1
    assert heard == []
    with transaction.atomic():
        assert Order.objects.filter(state="ISSUED").count() == 1


def test_all_are_picked_and_signed_with_one_press(browser: Browser, live_server: Any, site: Site) -> None:
    page = open_desk(browser, live_server, site, DESK)
    page.check("[data-pick-all]")
    assert page.locator("[data-picked]").text_content() == "3"
    page.click("text=一并签发")
    page.wait_for_selector("text=3 件中办好 3 件")
    page.click("text=回签批台")
    page.wait_for_selector("text=没有等您签批的草稿")


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_it_fits_the_screen(browser: Browser, live_server: Any, site: Site, screen: dict[str, Any]) -> None:
    page = open_desk(browser, live_server, site, screen)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("button[data-verb]").count() == 3
    page.click("a.btn:has-text('不同意') >> nth=0")
    page.wait_for_selector("textarea")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
