"""What people do in a journey, each step through the pages."""

import re
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.journeys.person import Page, Person
from zhiben.domains.hazards.tests.factories import photo_bytes
from zhiben.kernel.base.clock import today

ITEMS = (
    {"description": "外脚手架三层以上连墙件缺失", "location": "3号楼北立面", "level": "重大", "clause_code": "2024-7.1"},
    {"description": "配电箱未上锁，无漏电保护", "location": "地下室", "level": "一般"},
    {"description": "临边防护栏杆缺失约 12 米", "location": "3号楼五层", "level": "一般"},
)  # fmt: skip


def picture(words: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{words}.jpg", photo_bytes(words), "image/jpeg")


def draft_notice(officer: Person, project: str, items: tuple[dict[str, str], ...] = ITEMS) -> Page:
    """One page: add as many items as there are, then send it on its way."""
    page = officer.follow(officer.open("/notices/"), "现场检查开文书")
    for _ in items[1:]:
        page = officer.press(page, "再加一条")
    officers = [label for _, label in page.form_with("保存并送出").fields["officers"].options]
    given: dict[str, Any] = {"project": project, "officers": officers}
    for n, item in enumerate(items):
        given |= {f"i{n}-{name}": value for name, value in item.items()}
        given[f"i{n}-before_photos_new"] = [picture(f"before-{n}")]
    return officer.press(page, "保存并送出", **given)


def review_and_sign(leader: Person, notice: Page) -> Page:
    """The leader finds the draft among the things to do, agrees to it and signs."""
    assert "审核" in leader.open("/inbox").text
    page = leader.open(notice.url)
    page = leader.press(leader.follow(page, "审核同意，送签发"), "审核同意，送签发", opinion="同意")
    return leader.press(leader.follow(page, "签发"), "签发")


def code_and_link(officer: Person, notice: Page) -> tuple[str, str]:
    """What the printed notice carries: its code, and the address in its QR."""
    page = officer.open(notice.url)
    code = re.search(r"签收码\s*(\d{8})", page.text)
    assert code, page.text
    return code[1], page.link("签收页面")


def open_on_phone(site: Person, link: str, code: str, name: str = "吴大山") -> Page:
    page = site.open(link)
    return site.press(page, "打开文书", code=code, name=name, phone="13800000001")


def send_photos(site: Person, page: Page) -> Page:
    """One photo after for each item that is open."""
    for n in range(sum(1 for f in page.forms if f.button("上传所选照片"))):
        form = [f for f in page.forms if f.button("上传所选照片")][n]
        answer = site.client.post(
            form.action,
            {"photo": picture(f"after-{n}"), "csrfmiddlewaretoken": form.fields["csrfmiddlewaretoken"].values[0]},
            follow=True,
        )
        assert answer.status_code == 200, answer.content.decode()
        site.taps += 1
    return site.open(page.url)


def recheck(officer: Person, notice: Page, verdicts: tuple[bool, ...], *, until: date | None = None) -> Page:
    """Items in their order: passed, or returned with a reason and a new deadline."""
    page = officer.follow(officer.open(notice.url), "复查")
    names = [name for name in page.form_with("提交复查结果").fields if re.match(r"r[0-9a-f-]{36}$", name)]
    given: dict[str, Any] = {}
    for name, passed in zip(names, verdicts, strict=True):
        key = name[1:]
        given[name] = "合格" if passed else "退回"
        if not passed:
            given |= {f"c{key}": "栏杆仍不牢固", f"d{key}": (until or today() + timedelta(days=5)).isoformat()}
    return officer.press(page, "提交复查结果", **given)


def figure(leader: Person, label: str) -> tuple[int, str]:
    """A figure of the leader's first page and where it leads."""
    page = leader.open("/home")
    found = [(text, href) for href, text in page.links if text.startswith(label)]
    assert found, page.text
    text, href = found[0]
    number = re.search(r"[\d,]+", text.removeprefix(label))
    assert number, text
    return int(number[0].replace(",", "")), href
