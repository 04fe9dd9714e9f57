"""Somebody who works at a screen: every press is counted, every page on the way is looked at.

``ZHIBEN_PICTURES=1`` leaves a picture of each page in ``var/pictures``.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import BrowserContext, Locator, Page

from tests.browser.people import complaints
from tests.conformance.asking import MOST, asked_of
from tests.conformance.visible import oddities
from zhiben.kernel.base.launcher.server import ROOT

PICTURES: Final = ROOT / "var" / "pictures" if os.environ.get("ZHIBEN_PICTURES") else None
FITS: Final = "document.documentElement.scrollWidth <= window.innerWidth"
NARROWEST: Final = 360


@dataclass
class Walker:
    """``taps``: clicks, choices and groups of keys since the last ``begin``."""

    page: Page
    server: str
    name: str
    taps: int = 0
    pages: int = 0
    known: frozenset[str] = frozenset()
    heard: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, context: BrowserContext, server: str, name: str) -> "Walker":
        page = context.new_page()
        return cls(page=page, server=server, name=name, heard=complaints(page))

    def sign_in(self, username: str, password: str) -> "Walker":
        self.page.goto(f"{self.server}/login")
        self.look()
        self.page.fill("#f-username", username)
        self.page.fill("#f-password", password)
        self.page.click("main button")
        self.page.wait_for_url("**/home")
        self.look()
        return self

    def begin(self) -> "Walker":
        self.taps = 0
        return self

    def open(self, address: str) -> None:
        """By a link in a message or a QR: one press."""
        self.taps += 1
        self.page.goto(address if address.startswith("http") else self.server + address)
        self.look()

    def tap(self, what: str, *, looks: bool = True) -> None:
        """Press something that can be seen; afterwards the page that came is looked at."""
        self.taps += 1
        self._seen(what).click()
        self.page.wait_for_load_state()
        if looks:
            self.look()

    def type(self, where: str, words: str) -> None:
        self.taps += 1
        self.page.fill(where, words)

    def choose(self, where: str, **option: Any) -> None:
        self.taps += 1
        self.page.select_option(where, **option)

    def send(self, where: str, *files: Path) -> None:
        """A photo: the camera and its shutter."""
        self.taps += 2
        self.page.set_input_files(where, list(files))

    def text(self) -> str:
        return self.page.inner_text("body")

    def look(self) -> None:
        """No sideways scrolling, no codes or English, at most five things to fill in, nothing said by the console."""
        where, html = self.page.url, self.page.content()
        assert self.page.evaluate(FITS), where
        size = self.page.viewport_size
        if size and size["width"] < 500:
            self.page.set_viewport_size({"width": NARROWEST, "height": size["height"]})
            assert self.page.evaluate(FITS), f"{where} at {NARROWEST}"
            self.page.set_viewport_size(size)
        assert oddities(html, known=self.known) == [], (where, oddities(html, known=self.known))
        assert len(asked_of(html)) <= MOST, (where, asked_of(html))
        assert self.heard == [], where
        self._picture()

    def _seen(self, what: str) -> Locator:
        found = self.page.locator(f"{what} >> visible=true").first
        found.scroll_into_view_if_needed()
        return found

    def _picture(self) -> None:
        self.pages += 1
        if PICTURES:
            PICTURES.mkdir(parents=True, exist_ok=True)
            size = self.page.viewport_size or {"width": 0}
            name = f"{size['width']}-{self.name}-{self.pages:02}.png"
            self.page.screenshot(path=PICTURES / name, full_page=True)
