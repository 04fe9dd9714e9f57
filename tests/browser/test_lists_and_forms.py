"""Lists and forms in a browser: filters without a reload and without script, photos gathered one by one."""

from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from PIL import Image
from playwright.sync_api import Browser, FilePayload

from tests.browser.people import DESK, PHONE, complaints, needs_chromium, sign_in
from tests.conformance.hazard_samples import put_hazard
from tests.conformance.samples import samples
from zhiben.domains.hazards.models import Hazard
from zhiben.kernel.access.models import Grant
from zhiben.kernel.evidence.models import StoredFile
from zhiben.kernel.ui.tests.people import PASSWORD, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needs_chromium]


@pytest.fixture
def grant() -> Grant:
    return make_person("lin")


def photo(name: str, colour: str) -> FilePayload:
    body = BytesIO()
    Image.new("RGB", (320, 240), colour).save(body, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": body.getvalue()}


def test_list_is_filtered_in_place_and_the_address_follows(browser: Browser, live_server: Any, grant: Grant) -> None:
    samples["hazards"].mine(grant, 60)
    with browser.new_context(**DESK) as context:
        page = sign_in(context, live_server.url, grant, PASSWORD)
        page.goto(f"{live_server.url}/hazards/")
        heard = complaints(page)
        page.evaluate("window.kept = true")
        page.fill("#q-q", "第7条")
        page.press("#q-q", "Enter")
        page.wait_for_selector("text=共 1 条")
        assert page.evaluate("window.kept === true")
        assert "q=%E7%AC%AC7%E6%9D%A1" in page.url
        page.click("text=清除")
        page.wait_for_selector("text=共 60 条")
        page.click("text=下一页")
        page.wait_for_selector("text=第 2 / 2 页")
        page.go_back()
        page.wait_for_selector("text=第 1 / 2 页")
        assert heard == []


def test_list_is_filtered_without_script(browser: Browser, live_server: Any, grant: Grant) -> None:
    samples["hazards"].mine(grant, 12)
    with browser.new_context(**DESK, java_script_enabled=False) as context:
        page = sign_in(context, live_server.url, grant, PASSWORD)
        page.goto(f"{live_server.url}/hazards/")
        page.fill("#q-q", "第7条")
        page.click(".zb-filters button:has-text('筛选')")
        page.wait_for_selector("text=共 1 条")


def test_phone_list_is_cards_with_filters_folded(browser: Browser, live_server: Any, grant: Grant) -> None:
    samples["hazards"].mine(grant, 2)
    with browser.new_context(**PHONE) as context:
        page = sign_in(context, live_server.url, grant, PASSWORD)
        page.goto(f"{live_server.url}/hazards/")
        assert page.locator(".zb-filters").is_hidden()
        assert page.locator("thead").first.is_hidden()
        page.click("label[for=filters-open]")
        assert page.locator(".zb-filters").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_photos_are_gathered_one_by_one_and_can_be_taken_out(browser: Browser, live_server: Any, grant: Grant) -> None:
    hazard = put_hazard(grant, "SUBMITTED")
    with browser.new_context(**PHONE) as context:
        page = sign_in(context, live_server.url, grant, PASSWORD)
        heard = complaints(page)
        page.goto(f"{live_server.url}/hazards/{hazard.pk}/do/close/")
        camera = page.locator("input[capture]").first
        camera.set_input_files(photo("1.jpg", "red"))
        camera.set_input_files(photo("2.jpg", "green"))
        page.locator("input[type=file][multiple]").first.set_input_files(
            [photo("3.jpg", "blue"), photo("4.jpg", "grey")]
        )
        assert page.locator("figure img").count() == 4
        page.click("figure >> nth=1 >> text=去掉")
        assert page.locator("figure img").count() == 3
        page.click("main button:has-text('复查合格')")
        page.wait_for_url(f"**/hazards/{hazard.pk}/")
        page.wait_for_selector("text=已销号")
        assert heard == []
    assert StoredFile.objects.count() == 3
    with transaction.atomic():  # row-level security is announced as a transaction begins
        assert Hazard.objects.get(pk=hazard.pk).state == "CLOSED"
