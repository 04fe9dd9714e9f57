"""Checking certificates on a phone: a picture for the camera, the red that follows a suspension, and no network at all."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import segno
from django.db import transaction
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.people import PHONE, complaints, needs_chromium
from zhiben.domains.certificates.models import Proof
from zhiben.domains.certificates.proofs.claims import claims_of
from zhiben.domains.certificates.proofs.lists import forget_lists
from zhiben.domains.certificates.services.proving import prove, update_status
from zhiben.domains.certificates.tests.proof_scene import certificate, proved, put
from zhiben.domains.hazards.tests.factories import make_site, user_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.crypto.cose import sign_code
from zhiben.kernel.crypto.signing import add_signing_key, current_signer, withdraw_signing_key

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needs_chromium]
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
READY = "[data-lists][data-ready=yes]"
# A camera that sees the picture it is given.
CAMERA = """async (url) => {
  const picture = Object.assign(new Image(), {src: url});
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), {width: 720, height: 720});
  const draw = () => canvas.getContext("2d").drawImage(picture, 60, 60, 600, 600);
  draw(); setInterval(draw, 50);
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(20);
}"""


@pytest.fixture(autouse=True)
def genuine(settings: Any, live_server: Any) -> None:
    settings.BASE_URL = live_server.url
    forget_lists()


@pytest.fixture
def proofs() -> list[Proof]:
    with transaction.atomic():
        return proved(2)


def picture(code: str, path: Path) -> Path:
    made = BytesIO()
    segno.make(code, error="m", micro=False).save(made, kind="png", scale=8, border=4)
    path.write_bytes(made.getvalue())
    return path


def opened(context: BrowserContext, server: str) -> Page:
    page = context.new_page()
    page.goto(f"{server}/verify/")
    page.wait_for_selector(READY)
    page.evaluate("navigator.serviceWorker.ready")
    return page


def shown(page: Page, path: Path) -> tuple[str, str]:
    """(good or bad, words) after a picture was chosen."""
    page.evaluate("document.querySelector('[data-verdict]').replaceChildren()")
    page.set_input_files("[data-picture]", path)
    return verdict(page)


def verdict(page: Page) -> tuple[str, str]:
    page.wait_for_selector("[data-word=good], [data-word=bad]")
    return str(page.get_attribute("[data-word]", "data-word")), page.inner_text("[data-verdict]")


def suspended(proof: Proof, state: str = "suspended") -> None:
    with transaction.atomic():
        update_status(certificate=put(proof, state), at=now())
    forget_lists()


def test_scan_suspend_scan_again_and_all_of_it_without_a_network(
    browser: Browser, live_server: Any, proofs: list[Proof], tmp_path: Path
) -> None:
    good, other = (picture(p.code, tmp_path / f"{n}.png") for n, p in enumerate(proofs))
    with browser.new_context(**PHONE) as context:
        page = opened(context, live_server.url)
        heard = complaints(page)
        assert page.evaluate(FITS)
        word, words = shown(page, good)
        assert word == "good"
        assert "林大山1" in words
        assert "联网核验" in words
        page.evaluate(CAMERA, f"data:image/png;base64,{_base64(good)}")
        page.evaluate("document.querySelector('[data-verdict]').replaceChildren()")
        page.click("[data-camera]")
        assert verdict(page)[0] == "good"
        assert page.is_hidden("[data-video]")
        suspended(proofs[1])
        assert [word for word in ("暂扣",) if word in shown(page, other)[1]] == ["暂扣"]
        page.reload()  # the lists are fetched anew
        page.wait_for_selector(READY)
        context.set_offline(True)
        page.reload()
        page.wait_for_selector(READY)
        took = page.evaluate("performance.now()")
        assert took < 1000, took
        word, words = shown(page, good)
        assert word == "good"
        assert "离线核验" in words
        assert "吊销名单" in words
        word, words = shown(page, other)
        assert (word, "暂扣" in words) == ("bad", True)
        context.set_offline(False)
        suspended(proofs[1], "valid")
        assert shown(page, other)[0] == "good"
        assert [h for h in heard if "ERR_INTERNET_DISCONNECTED" not in h] == []


def test_nothing_forged_is_green_on_the_phone_either(
    browser: Browser, live_server: Any, settings: Any, proofs: list[Proof], tmp_path: Path
) -> None:
    code = proofs[0].code
    with transaction.atomic():
        of = proofs[0].certificate
        claims = claims_of(of, list_no=1, index=proofs[0].index, at=now())
    foreign = claims | {1: "look-alike.example"}
    nowhere = claims | {-65537: claims[-65537] | {1: 9}}
    past = claims | {4: int(now().timestamp()) - 60}
    wrong = {
        "altered": [code[:n] + ("A" if code[n] != "A" else "B") + code[n + 1 :] for n in range(4, len(code), 3)],
        "cut": [code[:n] for n in range(4, len(code), 7)],
        "longer": [code + "0", code + "00", code + " "],
        "others": [sign_code(c, current_signer()) for c in (foreign, nowhere, past)],
        "not ours": ["https://look-alike.example/verify", "HC1:6BF", "", "ZB1:"],
    }
    with browser.new_context(**PHONE) as context:
        page = opened(context, live_server.url)
        context.set_offline(True)
        judge = """async (codes) => {
          const {judge} = await import("/static/verify/trust.js");
          const found = [];
          for (const code of codes) found.push((await judge(code)).accepted);
          return found;
        }"""
        assert page.evaluate(judge, [code]) == [True]
        for kind, codes in wrong.items():
            assert set(page.evaluate(judge, codes)) == {False}, kind
        # A browser that does not know Ed25519 uses the one we bring, and says the same.
        page.evaluate("() => { crypto.subtle.importKey = async () => { throw new DOMException('none'); }; }")
        assert page.evaluate(judge, [code, *wrong["altered"][:40]]) == [True] + [False] * 40
        # The lists are eight days old: nothing is accepted by them.
        page.evaluate("() => { const later = Date.now() + 8 * 86400e3; Date.now = () => later; }")
        assert page.evaluate(judge, [code]) == [False]
        page.evaluate("document.querySelector('[data-verdict]').replaceChildren()")
        page.set_input_files("[data-picture]", picture("https://look-alike.example/verify", tmp_path / "fake.png"))
        word, words = verdict(page)
        assert (word, "look-alike.example" in words) == ("bad", True)
    with browser.new_context(**PHONE, java_script_enabled=False) as context:
        plain = context.new_page()
        plain.goto(f"{live_server.url}/verify/")
        plain.click("summary")
        plain.fill("#f-code", code)
        plain.click("form button")
        assert "有效" in plain.inner_text(".zb-check-good")
    settings.BASE_URL = "https://anquan.example"
    with browser.new_context(**PHONE) as context:
        stranger = context.new_page()
        stranger.goto(f"{live_server.url}/verify/")
        stranger.wait_for_selector("[data-stranger]:not([hidden])")
        assert "anquan.example" in stranger.inner_text("[data-stranger]")


def test_an_officer_scans_by_a_picture_and_lands_on_what_it_stands_for(
    browser: Browser, live_server: Any, proofs: list[Proof], tmp_path: Path
) -> None:
    with transaction.atomic():
        site = make_site()
    client = Client()
    client.force_login(user_of(site.inspector))
    with browser.new_context(
        **PHONE, geolocation={"latitude": 26.1, "longitude": 119.3}, permissions=["geolocation"]
    ) as context:
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        page = context.new_page()
        heard = complaints(page)
        page.goto(f"{live_server.url}/checks/new/?project={site.project.pk}")
        assert page.evaluate(FITS)
        page.wait_for_selector("[data-scan-picture]:not([hidden])")
        blank = tmp_path / "blank.png"
        Image.new("RGB", (200, 200), "white").save(blank)
        page.set_input_files("[data-scan-picture] input", blank)
        page.wait_for_selector("text=这张照片里没有读出二维码")
        page.set_input_files("[data-scan-picture] input", picture(proofs[0].code, tmp_path / "code.png"))
        page.wait_for_selector("text=码真实")
        assert page.evaluate(FITS)
        assert "林大山1" in page.inner_text("main")
        assert page.input_value("input[name=lat] >> nth=0") == "26.100000"
        assert heard == []


def test_a_phone_learns_new_and_withdrawn_keys_at_its_next_visit(
    browser: Browser, live_server: Any, settings: Any, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    with transaction.atomic():
        (old,) = proved()
    with browser.new_context(**PHONE) as context:
        page = opened(context, live_server.url)

        def judged(code: str) -> tuple[bool, str]:
            """Without a network."""
            context.set_offline(True)
            said = page.evaluate("async (code) => (await import('/static/verify/trust.js')).judge(code)", code)
            context.set_offline(False)
            return said["accepted"], said["reason"]

        def visited() -> None:
            forget_lists()
            page.reload()
            page.wait_for_selector(READY)

        add_signing_key()
        with transaction.atomic():
            new = prove(certificate=certificate(2), at=now())
        assert judged(new.code) == (False, "签发这个二维码的密钥不是本平台公布的密钥。")
        visited()
        assert (judged(old.code)[0], judged(new.code)[0]) == (True, True)
        withdraw_signing_key(1)
        visited()
        accepted, reason = judged(old.code)
        assert (accepted, "已经撤销" in reason, judged(new.code)[0]) == (False, True, True)


def _base64(path: Path) -> str:
    import base64

    return base64.b64encode(path.read_bytes()).decode()
