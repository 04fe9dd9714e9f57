"""What only a browser can break: the policy, the keys, the phone, the large type."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from tests.browser.people import DESK, PHONE, TABLET, complaints, needs_chromium, sign_in
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.ui.tests.people import PASSWORD, make_person
from zhiben.kernel.workflow.models import Todo
from zhiben.registry.enterprises.models import Enterprise

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needs_chromium]
PAGES = ("/home", "/inbox", "/messages", "/account", "/account/password")


@pytest.fixture
def grant() -> Grant:
    grant = make_person("lin")
    for days, title in (
        (-2, "塔吊附着缺失"),
        (0.1, "基坑临边防护缺失约 12 米，未设警示标志和夜间照明"),
        (9, "配电箱未接地"),
    ):
        Todo.objects.create(
            flow="none", case_id=new_id(), action="close", label="复查", title=title,
            where_name="青峦县滨江新城三期安置房及配套幼儿园、社区服务中心建设工程（一标段）", holder_kind="agency",
            holder_id=grant.reach_id or new_id(), roles=[Role.INSPECTOR.value], due_at=now() + timedelta(days=days),
            opened_at=now(), opened_by="吴立",
        )  # fmt: skip
    return grant


def _twins() -> str:
    """Two records of one firm side by side."""
    ids = [
        Enterprise.objects.create(
            name=f"青峦{space}建设工程集团有限公司", name_key=f"青峦{space}", kinds=["contractor"], created_at=now()
        ).pk
        for space in ("", " ")
    ]
    return f"/records/enterprise/{ids[0]}/{ids[1]}"


@pytest.mark.parametrize("screen", [DESK, TABLET, PHONE], ids=["desk", "tablet", "phone"])
def test_pages_fit_the_screen_and_keep_the_policy(
    browser: Browser, live_server: Any, grant: Grant, screen: dict[str, Any]
) -> None:
    with browser.new_context(**screen) as context:
        page = sign_in(context, live_server.url, grant, PASSWORD)
        heard = complaints(page)
        for address in (*PAGES, _twins()):
            page.goto(live_server.url + address)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        assert heard == []


def test_inbox_is_worked_through_by_keyboard(browser: Browser, live_server: Any, grant: Grant) -> None:
    with browser.new_context(**DESK) as context:
        page = sign_in(context, live_server.url, grant, PASSWORD)
        page.goto(f"{live_server.url}/inbox")
        here = "document.querySelector('.is-here .zb-what')?.textContent"
        page.keyboard.press("j")
        assert page.evaluate(here) == "塔吊附着缺失"
        page.keyboard.press("j")
        assert "基坑临边防护" in page.evaluate(here)
        page.keyboard.press("k")
        assert page.evaluate(here) == "塔吊附着缺失"


def test_phone_menu_opens_without_script(browser: Browser, live_server: Any, grant: Grant) -> None:
    with browser.new_context(**PHONE, java_script_enabled=False) as context:
        page = sign_in(context, live_server.url, grant, PASSWORD)
        page.click("text=菜单")
        page.click("nav#menu >> text=通知")
        page.wait_for_url("**/messages")
        assert page.locator(".zb-bottom a").count() <= 4


def test_elder_view_has_large_type_and_large_targets(browser: Browser, live_server: Any, grant: Grant) -> None:
    with browser.new_context(**PHONE) as context:
        page = sign_in(context, live_server.url, grant, PASSWORD)
        page.goto(f"{live_server.url}/display?elder=1&next={quote('/account/password')}")
        sizes = "[...document.querySelectorAll('main h1, main p, main label, main .btn, main .form-control')]"
        assert page.evaluate(f"Math.min(...{sizes}.map(e => parseFloat(getComputedStyle(e).fontSize)))") >= 24
        targets = "[...document.querySelectorAll('main .btn, main .form-control')]"
        assert page.evaluate(f"Math.min(...{targets}.map(e => e.getBoundingClientRect().height))") >= 60
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_errors_take_the_focus(browser: Browser, live_server: Any, grant: Grant) -> None:
    with browser.new_context(**DESK) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/login")
        page.fill("#f-username", "lin")
        page.fill("#f-password", "不对的密码")
        page.click("main button")
        page.wait_for_selector("[role=alert]")
        assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
