"""Makes the pictures of the README from a running demo county: ``python -m tools.take_pictures [name …]``."""

import io
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.faults.platform import Platform
from tools.sample_ledger import wrong_ledger
from zhiben.kernel.base.launcher.server import ROOT

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
FOLDER: Final = ROOT / "docs" / "pictures"
PASSWORD: Final = "zhiben-demo-2024"  # noqa: S105 - printed on the sign-in page of the demo
LARGEST: Final = 200_000
DESK: Final[dict[str, Any]] = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN"}
PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True,
    "locale": "zh-CN",
}  # fmt: skip


# Debian's Chromium writes dates the American way whatever the language; a Chinese one writes them like this.
DATES: Final = """
for (const input of document.querySelectorAll("input[type=date]")) {
  const value = input.value.replaceAll("-", "/");
  input.type = "text";
  input.value = value;
  input.placeholder = "年/月/日";
}
"""


class Studio:
    """A browser before a running platform. ``url``: where it listens."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url

    @contextmanager
    def signed_in(self, account: str) -> Iterator[Page]:
        with self.browser.new_context(**DESK) as context:
            page = self.open(context, "/login")
            page.fill("#f-username", account)
            page.fill("#f-password", PASSWORD)
            page.click("main form button.btn-primary")
            page.wait_for_url("**/home")
            yield page

    def open(self, context: BrowserContext, address: str) -> Page:
        page = context.new_page()
        page.goto(self.url + address)
        return page

    def shot(self, page: Page) -> bytes:
        page.wait_for_load_state("networkidle")
        page.evaluate(DATES)
        return page.screenshot()

    def notice(self, page: Page, query: str) -> None:
        """The first notice of a filtered list."""
        page.goto(f"{self.url}/notices/?{query}")
        page.click("table tbody a >> nth=0")
        page.wait_for_selector("h1")

    def link(self) -> str:
        """Where the QR of a notice that waits for its reply leads, with a fresh code."""
        with self.signed_in("jiandu") as page:
            self.notice(page, "state=ISSUED&kind=RECTIFY&mine=1")
            page.click("text=重新生成签收码")
            page.click("main form button.btn-primary")
            code = re.search(r"\b\d{8}\b", page.inner_text("main"))
            assert code  # noqa: S101
            address = page.locator("a:has-text('签收页面')").get_attribute("href")
        return f"{address}#c={code[0]}"

    @contextmanager
    def opened_on_phone(self) -> Iterator[Page]:
        link = self.link()
        with self.browser.new_context(**PHONE) as context:
            page = self.open(context, link)
            page.fill("#f-name", "吴大山")
            page.fill("#f-phone", "13800001234")
            page.click("text=打开文书")
            page.wait_for_selector("#reply")
            yield page


def home(studio: Studio) -> bytes:
    with studio.signed_in("lingdao") as page:
        return studio.shot(page)


def hazards(studio: Studio) -> bytes:
    with studio.signed_in("lingdao") as page:
        page.goto(f"{studio.url}/hazards/?open=1")
        return studio.shot(page)


def draft(studio: Studio) -> bytes:
    with studio.signed_in("jiandu") as page:
        page.goto(f"{studio.url}/notices/new/")
        page.select_option("#f-project", index=3)
        page.select_option("#f-i0-level", value="MAJOR")
        page.select_option("#f-i0-clause_code", value="2024-7.1")
        page.fill("#f-i0-location", "3号楼北立面")
        page.wait_for_timeout(400)
        page.fill("#f-i0-description", "3号楼北立面脚手架基础局部积水下沉，承载力和变形不满足设计要求")
        page.locator("fieldset:has(#f-i0-level)").scroll_into_view_if_needed()
        page.evaluate("document.querySelector('fieldset:has(#f-i0-level)').scrollIntoView()")
        return studio.shot(page)


def ledger(studio: Studio) -> bytes:
    """A ledger with wrong rows, checked and not yet written."""
    with studio.signed_in("neiqin") as page:
        page.goto(f"{studio.url}/projects/")
        names = page.locator("table tbody a").all_inner_texts()[:5]
        rows = [(name, "2026年2月30日" if n == 3 else "2026.3.5") for n, name in enumerate(names)]
        rows.append((names[0].split("（")[0], "20260306"))
        page.goto(f"{studio.url}/imports/new?kind=hazards")
        page.set_input_files("#f-file", {"name": "重大事故隐患台账.xlsx", "mimeType": "", "buffer": wrong_ledger(rows)})
        page.click("text=上传并检查")
        page.wait_for_selector("text=要看一看的地方")
        return studio.shot(page)


def notice(studio: Studio) -> bytes:
    with studio.signed_in("jiandu") as page:
        studio.notice(page, "state=REPLIED")
        return studio.shot(page)


def report(studio: Studio) -> bytes:
    with studio.signed_in("lingdao") as page:
        page.goto(f"{studio.url}/reports/monthly")
        return studio.shot(page)


def phone_notice(studio: Studio) -> bytes:
    with studio.opened_on_phone() as page:
        return studio.shot(page)


def phone_upload(studio: Studio) -> bytes:
    with studio.opened_on_phone() as page:
        item = page.locator("[data-item]").first
        item.locator("[data-camera]").set_input_files(
            {"name": "after.jpg", "mimeType": "image/jpeg", "buffer": _site_photo()}
        )
        item.locator("[data-photo]").first.wait_for()
        page.evaluate("document.querySelector('[data-item] [data-photos]').scrollIntoView({block: 'center'})")
        page.wait_for_timeout(300)
        return studio.shot(page)


def database(studio: Studio) -> bytes:
    with studio.signed_in("lingdao") as page:
        page.goto(f"{studio.url}/database/")
        page.wait_for_timeout(600)
        return studio.shot(page)


def finding(studio: Studio) -> bytes:
    """What one thing has to do with the other: a machine that stands on two sites."""
    with studio.signed_in("lingdao") as page:
        page.goto(f"{studio.url}/findings/?rule=machine-two-sites&state=open")
        page.click("table tbody a >> nth=0")
        page.wait_for_selector("h1")
        return studio.shot(page)


def phone_card(studio: Studio) -> bytes:
    with _carried(studio) as page:
        return studio.shot(page)


def phone_verify(studio: Studio) -> bytes:
    """The code of a certificate that is carried, read from a picture like anybody would."""
    with _carried(studio) as card:
        code = card.locator("[data-card-code]").first.screenshot()
        page = studio.open(card.context, "/verify/")
        page.set_input_files("[data-picture]", {"name": "code.png", "mimeType": "image/png", "buffer": code})
        page.wait_for_selector(".zb-check")
        return studio.shot(page)


@contextmanager
def _carried(studio: Studio) -> Iterator[Page]:
    """The cards of an enterprise on a phone."""
    with studio.browser.new_context(**PHONE) as context:
        page = studio.open(context, "/login")
        page.fill("#f-username", "qiye")
        page.fill("#f-password", PASSWORD)
        page.click("main form button.btn-primary")
        page.wait_for_url("**/home")
        page.goto(f"{studio.url}/cards/")
        page.locator("[data-card-code]").first.evaluate("code => code.scrollIntoView({block: 'center'})")
        yield page


PICTURES: Final[Mapping[str, Callable[[Studio], bytes]]] = {
    "home": home, "ledger": ledger, "hazards": hazards, "draft": draft, "notice": notice, "report": report, "phone-notice": phone_notice,
    "phone-upload": phone_upload, "database": database, "finding": finding, "phone-card": phone_card,
    "phone-verify": phone_verify,
}  # fmt: skip


def main(names: list[str]) -> int:
    if not CHROMIUM:
        print("没有找到 Chromium。", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="zp-"))
    os.environ |= {"LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"}
    try:
        with Platform(folder / "var", demo=True) as platform, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--lang=zh-CN"]
            )
            for name, take in PICTURES.items():
                if not names or name in names:
                    _keep(FOLDER / f"{name}.png", take(Studio(browser, platform.url)))
            browser.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _keep(path: Path, shot: bytes) -> None:
    """With as many colours as the size allows."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    for colours in (256, 128, 64, 32):
        out = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            break
    path.write_bytes(out.getvalue())
    print(f"{path.relative_to(ROOT)}  {out.tell() // 1024} kB", file=sys.stderr)


def _site_photo() -> bytes:
    """A drawn railing on a floor's edge: nobody's site."""
    picture = Image.new("RGB", (1200, 900), "#b9c6cf")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 620, 1200, 900), fill="#8f8a83")
    for x in range(60, 1200, 180):
        draw.rectangle((x, 300, x + 22, 640), fill="#c9452f")
    for y in (330, 470, 600):
        draw.rectangle((0, y, 1200, y + 20), fill="#e3b341")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
