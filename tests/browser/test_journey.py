"""The first day on the screen, at a desk and in the hand: ledgers, notice, telephone, re-check, the leader's figure."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.people import DESK, needs_chromium
from tests.browser.walking import Walker
from tests.journeys import ledgers
from tests.journeys.county import Bureau, open_bureau
from zhiben.domains.hazards.tests.factories import photo_bytes, user_of
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.ui.tests.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needs_chromium]
HAND: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SCREENS = {"desk": DESK, "hand": HAND}
MAJOR = "未销号重大隐患"
# Presses after signing in, for three items with a photo each.
MOST_TAPS = {"import": 5, "draft": 19, "sign": 6, "reply": 11, "recheck": 7, "records": 1}
ITEMS = (
    ("外脚手架三层以上连墙件缺失", "MAJOR", "2024-7.1"),
    ("配电箱未上锁，无漏电保护", "GENERAL", ""),
    ("临边防护栏杆缺失约 12 米", "GENERAL", ""),
)


@pytest.fixture
def bureau() -> Bureau:
    made = open_bureau()
    for actor in (made.clerk, made.inspector, made.leader):
        name_for(actor)
    return made


def name_for(actor: Actor) -> str:
    """A short name to sign in with."""
    user = user_of(actor)
    user.username = {"许文": "xuwen", "林一": "linyi", "陈二": "chener"}[user.name]
    user.set_password(PASSWORD)
    user.save(update_fields=["username", "password"])
    return user.username


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"{n}.jpg" for n in range(6)]
    for n, path in enumerate(made):
        path.write_bytes(photo_bytes(f"{n}"))
    return made


@pytest.fixture(params=sorted(SCREENS))
def screen(request: pytest.FixtureRequest) -> dict[str, Any]:
    return {**SCREENS[request.param], "locale": "zh-CN"}


def take_ledger(clerk: Walker, path: Path, content: bytes, button: str) -> None:
    """Four steps: choose the file, see what would happen, confirm."""
    path.write_bytes(content)
    clerk.open("/imports/")
    clerk.tap("main >> text=导入台账")
    clerk.taps += 1
    clerk.page.set_input_files("#f-file", path)
    clerk.tap("text=上传并检查")
    clerk.tap(f"button:has-text('{button}')")
    assert "导入完成" in clerk.text()


def draft(officer: Walker, project: str, photos: list[Path]) -> None:
    officer.tap("nav >> text=现场检查开文书")
    officer.choose("#f-project", label=project)
    officer.tap("label:has-text('黄三')", looks=False)
    for n, (words, level, clause) in enumerate(ITEMS):
        if n:
            officer.tap("text=再加一条")
        officer.choose(f"#f-i{n}-level", value=level)
        if clause:
            officer.choose(f"#f-i{n}-clause_code", value=clause)
        officer.type(f"#f-i{n}-description", words)
        officer.send(f"#f-i{n}-before_photos", photos[n])
    officer.tap("text=保存并送出")
    assert "待审核" in officer.text()


def review_and_sign(leader: Walker) -> None:
    leader.open("/inbox")
    leader.tap("main >> a:has-text('审核')")
    if "/advance/" not in leader.page.url:
        leader.tap("a:has-text('审核同意')")
    leader.tap("main button:has-text('审核同意')")
    leader.tap("a.btn:has-text('签发')")
    leader.tap("main button:has-text('签发')")
    assert "侯建" in leader.text()


def reply(site: Walker, link: str, code: str, photos: list[Path]) -> None:
    """By the QR that carries the code: name, telephone, a photo for each item, one reply."""
    site.open(f"{link}#c={code}")
    site.type("#f-name", "吴大山")
    site.type("#f-phone", "13800001234")
    site.tap("text=打开文书")
    for number in range(1, len(ITEMS) + 1):
        site.send(f"#item-{number} [data-camera]", photos[number - 1])
        site.page.wait_for_selector(f"#item-{number} [data-photo]")
    site.tap(".zb-bar button", looks=False)
    site.page.wait_for_url("**/done")
    site.look()


def recheck(officer: Walker) -> None:
    officer.open("/inbox")
    officer.tap("main >> a:has-text('复查')")
    if "/recheck/" not in officer.page.url:
        officer.tap("a.btn:has-text('复查')")
    sets = officer.page.locator("fieldset")
    for n, word in enumerate(("合格，销号", "合格，销号", "不合格，退回重改")):
        officer.taps += 1
        sets.nth(n).get_by_text(word, exact=True).click()
    officer.taps += 1
    sets.nth(2).locator("textarea").fill("栏杆仍不牢固")
    officer.tap("text=提交复查结果")
    assert officer.text().count("已销号") >= 2


def figure(leader: Walker, label: str) -> int:
    leader.page.goto(f"{leader.server}/home")
    leader.look()
    words = leader.page.inner_text(f".zb-figure:has-text('{label}') b")
    return int(words.replace(",", ""))


def test_first_day_on_the_screen(
    browser: Browser, live_server: Any, bureau: Bureau, photos: list[Path], screen: dict[str, Any], tmp_path: Path
) -> None:
    url = live_server.url
    with (
        browser.new_context(**screen) as counter, browser.new_context(**screen) as desk,
        browser.new_context(**screen) as office, browser.new_context(**{**HAND, "locale": "zh-CN"}) as phone,
    ):  # fmt: skip
        clerk = Walker.at(counter, url, "clerk").sign_in("xuwen", PASSWORD).begin()
        take_ledger(clerk, tmp_path / "在建项目台账.xlsx", ledgers.project_book(), "确认导入")
        taps = {"import": clerk.taps}
        take_ledger(clerk, tmp_path / "重大事故隐患台账.xlsx", ledgers.hazard_book(), "只导入没有错误的 3 行")

        officer = Walker.at(desk, url, "officer").sign_in("linyi", PASSWORD)
        leader = Walker.at(office, url, "leader").sign_in("chener", PASSWORD)
        assert figure(leader, MAJOR) == 2

        draft(officer.begin(), ledgers.NAMES[3], photos)
        taps["draft"] = officer.taps
        review_and_sign(leader.begin())
        taps["sign"] = leader.taps
        assert figure(leader, MAJOR) == 3

        officer.page.reload()
        code = officer.page.inner_text(".zb-code")
        link = officer.page.locator("a:has-text('签收页面')").get_attribute("href") or ""
        hand = Walker.at(phone, url, "site").begin()
        reply(hand, url + link, code, photos[3:])
        taps["reply"] = hand.taps
        recheck(officer.begin())
        taps["recheck"] = officer.taps

        assert figure(leader.begin(), MAJOR) == 2
        leader.tap(f".zb-figure:has-text('{MAJOR}')")
        taps["records"] = leader.taps
        assert "共 2 条" in leader.text()
        assert ledgers.NAMES[1] in leader.text()
        assert ledgers.NAMES[3] not in leader.text()
    print(taps)
    assert {step: most for step, most in MOST_TAPS.items() if taps[step] > most} == {}
