"""A browser, and somebody signed in to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from zhiben.kernel.access.models import Grant

CHROMIUM: Final = next(
    (
        path
        for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        if Path(path).exists()
    ),
    "",
)
needs_chromium: Final = pytest.mark.skipif(
    not CHROMIUM, reason="no Chromium on this machine: browser tests are skipped"
)
PHONE: Final[dict[str, Any]] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
TABLET: Final[dict[str, Any]] = {"viewport": {"width": 768, "height": 1024}}
DESK: Final[dict[str, Any]] = {"viewport": {"width": 1440, "height": 900}}


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def sign_in(context: BrowserContext, server: str, grant: Grant, password: str) -> Page:
    """Through the sign-in page, as people do."""
    page = context.new_page()
    page.goto(f"{server}/login")
    page.fill("#f-username", grant.user.username)
    page.fill("#f-password", password)
    page.click("main button")
    page.wait_for_url("**/home")
    return page


def complaints(page: Page) -> list[str]:
    """Collects what the console and the policy complain about from now on."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda said: heard.append(said.text) if said.type in ("error", "warning") else None)
    return heard
