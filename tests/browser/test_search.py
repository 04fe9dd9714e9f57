"""Ctrl-K in a browser: keys, focus, what is remembered, the phone, the policy."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.people import DESK, PHONE, complaints, needs_chromium, sign_in
from zhiben.kernel.access.models import Grant
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.text import name_key
from zhiben.kernel.search.keeping import refresh_all
from zhiben.kernel.ui.tests.people import PASSWORD, make_person
from zhiben.registry.enterprises.models import Enterprise

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needs_chromium]
HERE = "document.querySelector('#search .is-here')?.textContent"


@pytest.fixture
def grant() -> Grant:
    for name in ("常州恒远建设工程有限公司", "常州恒泰市政工程有限公司", "扬州广成工程监理有限公司"):
        Enterprise.objects.create(name=name, name_key=name_key(name), created_at=now())
    refresh_all()
    return make_person("lin")


def test_the_keyboard_alone_leads_to_a_firm(browser: Browser, live_server: Any, grant: Grant) -> None:
    with browser.new_context(**DESK) as context:
        page = sign_in(context, live_server.url, grant, PASSWORD)
        heard = complaints(page)
        page.keyboard.press("Control+k")
        page.keyboard.type("changzhou")
        page.wait_for_selector("#search-found mark")
        first = page.evaluate(HERE)
        page.keyboard.press("ArrowDown")
        assert page.evaluate(HERE) != first
        page.keyboard.press("ArrowUp")
        assert page.evaluate(HERE) == first
        page.keyboard.press("Enter")
        page.wait_for_url("**/enterprises/**")
        page.keyboard.press("/")
        assert page.locator("#search[open]").count() == 1
        assert page.locator("[data-search-again]").all_text_contents() == ["changzhou"]
        page.keyboard.press("Escape")
        assert page.locator("#search[open]").count() == 0
        assert heard == []


def test_a_slash_in_a_field_is_a_slash_and_numbers_are_not_remembered(
    browser: Browser, live_server: Any, grant: Grant
) -> None:
    with browser.new_context(**DESK) as context:
        page = sign_in(context, live_server.url, grant, PASSWORD)
        page.goto(f"{live_server.url}/enterprises/")
        page.focus("input[name=q]")
        page.keyboard.press("/")
        assert page.input_value("input[name=q] >> nth=0") == "/"
        page.keyboard.press("Control+k")
        page.keyboard.type("5678")
        page.wait_for_selector("#search-found [data-hit]")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?**phone=1")
        page.keyboard.press("Control+k")
        assert page.locator("[data-search-again]").count() == 0
        page.keyboard.type("恒远")
        page.wait_for_selector("#search-found mark")
        page.click("#search-found [data-hit]")
        page.wait_for_url("**/enterprises/**")
        page.evaluate("document.querySelector('form[action=\"/logout\"]').requestSubmit()")
        page.wait_for_url("**/login**")
        assert page.evaluate("Object.values(localStorage).join()") in ("", "[]")


def test_on_a_phone_it_fills_the_screen_and_without_script_it_is_a_page(
    browser: Browser, live_server: Any, grant: Grant
) -> None:
    with browser.new_context(**PHONE) as context:
        page = sign_in(context, live_server.url, grant, PASSWORD)
        page.click("[data-search-open]")
        box = page.locator("#search").bounding_box()
        assert box
        assert (box["width"], box["height"]) == (360, 740)
        page.keyboard.type("恒")
        page.wait_for_selector("#search-found mark")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.click("[data-search-close]")
        assert page.locator("#search[open]").count() == 0
    with browser.new_context(**PHONE, java_script_enabled=False) as context:
        page = sign_in(context, live_server.url, grant, PASSWORD)
        page.click("[data-search-open]")
        page.fill("#search-text", "hengyuan")
        page.click("main button")
        assert page.locator("mark").first.text_content() == "恒远"
