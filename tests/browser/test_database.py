"""The major-hazard database in a browser: drawn without network and without a complaint, readable by keyboard and paper."""

from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.people import DESK, PHONE, TABLET, complaints, needs_chromium, sign_in
from zhiben.domains.hazards.tests.factories import user_of
from zhiben.domains.insight.tests.scenes import Scene, make_scene
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.models import Grant

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needs_chromium]
PASSWORD = "试用口令-2026-很长"
FITS = "document.documentElement.scrollWidth <= window.innerWidth"


@pytest.fixture
def scene() -> Scene:
    with transaction.atomic():
        return make_scene(hazards=160)


@pytest.fixture
def leader(scene: Scene) -> Grant:
    with transaction.atomic():
        actor: Actor = scene.regulator("350000", "province")
        user = user_of(actor)
        user.set_password(PASSWORD)
        user.must_change_password = False
        user.save()
        return Grant.objects.select_related("user").get(user=user)


def alone(context: BrowserContext, server: str) -> list[str]:
    """Nothing but the platform itself can be reached; what was tried is kept."""
    tried: list[str] = []

    def keep(route: Any) -> None:
        if route.request.url.startswith((server, "data:", "blob:")):
            route.continue_()
        else:
            tried.append(route.request.url)
            route.abort()

    context.route("**/*", keep)
    return tried


def drawn(page: Page) -> None:
    page.wait_for_selector("#curve[data-drawn] canvas")
    page.wait_for_selector('[data-map][data-drawn]:not([data-drawn="0"])')
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("screen", [DESK, TABLET, PHONE], ids=["desk", "tablet", "phone"])
def test_charts_and_map_are_drawn_without_network_and_without_a_complaint(
    browser: Browser, live_server: Any, leader: Grant, screen: dict[str, Any]
) -> None:
    with browser.new_context(**screen) as context:
        tried = alone(context, live_server.url)
        page = sign_in(context, live_server.url, leader, PASSWORD)
        heard = complaints(page)
        page.goto(f"{live_server.url}/database/")
        drawn(page)
        assert page.evaluate(FITS)
        page.hover("#curve canvas", position={"x": 150, "y": 120})
        page.click(".leaflet-control-zoom-in")
        page.wait_for_load_state("networkidle")
        for address in ("/database/by/project", "/database/frequent"):
            page.goto(live_server.url + address)
            assert page.evaluate(FITS), address
        assert (heard, tried) == ([], [])


def test_the_table_behind_a_chart_opens_by_keyboard_and_leads_to_the_records(
    browser: Browser, live_server: Any, leader: Grant
) -> None:
    with browser.new_context(**DESK) as context:
        page = sign_in(context, live_server.url, leader, PASSWORD)
        page.goto(f"{live_server.url}/database/")
        drawn(page)
        table = page.locator("#curve-table")
        assert not table.is_visible()
        page.focus("#curve [data-chart-toggle]")
        page.keyboard.press("Enter")
        assert table.is_visible()
        assert page.get_attribute("#curve [data-chart-toggle]", "aria-expanded") == "true"
        number = table.locator("a").last.inner_text()
        table.locator("a").last.click()
        page.wait_for_url("**/hazards/?**")
        assert f"共 {number} 条" in page.inner_text("main")


def test_a_place_on_the_map_opens_its_records(browser: Browser, live_server: Any, leader: Grant) -> None:
    with browser.new_context(**DESK) as context:
        page = sign_in(context, live_server.url, leader, PASSWORD)
        page.goto(f"{live_server.url}/database/")
        drawn(page)
        found = page.evaluate("""async () => {
            const data = JSON.parse(document.getElementById("map-data").textContent);
            return (await (await fetch(data.points + "&zoom=9")).json()).cells[0];
        }""")
        page.goto(live_server.url + found["url"])
        assert f"共 {found['count']} 条" in page.inner_text("main")


def test_without_script_every_number_stands_in_a_table(browser: Browser, live_server: Any, leader: Grant) -> None:
    with browser.new_context(**DESK, java_script_enabled=False) as context:
        page = sign_in(context, live_server.url, leader, PASSWORD)
        page.goto(f"{live_server.url}/database/")
        assert page.locator("#curve-table").is_visible()
        assert page.locator("#curve-table a").count() > 24
        assert not page.locator("[data-chart-canvas]").first.is_visible()
        assert "没有脚本时看" in page.inner_text("main")
        page.select_option("#q-legacy", "new-2023")
        page.click("text=筛选 >> nth=-1")
        page.wait_for_url("**legacy=new-2023**")


def test_paper_shows_the_tables_instead_of_the_drawings(browser: Browser, live_server: Any, leader: Grant) -> None:
    with browser.new_context(**DESK) as context:
        page = sign_in(context, live_server.url, leader, PASSWORD)
        heard = complaints(page)
        page.goto(f"{live_server.url}/database/")
        drawn(page)
        page.emulate_media(media="print")
        assert page.locator("#curve-table").is_visible()
        assert not page.locator("#curve canvas").first.is_visible()
        assert not page.locator("[data-map]").is_visible()
        page.wait_for_load_state("networkidle")
        assert heard == []
