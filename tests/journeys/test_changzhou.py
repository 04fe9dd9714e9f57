"""常州's rule on the pages: stop, list and score a major hazard on the day it is found, and do each before it is closed."""

import re
from typing import Any

import pytest

from tests.journeys.person import Page, Person
from tests.journeys.steps import picture
from zhiben.domains.hazards.tests.factories import make_site, site_account, user_of
from zhiben.domains.ladder.tests.factories import CHANGZHOU, happened
from zhiben.kernel.access.terms import Role

pytestmark = pytest.mark.django_db
WHERE, WHAT = "3号楼北立面", "外脚手架三层以上连墙件缺失"
STOP_NUMBER, LIST_NUMBER = "榕鼓建停工〔", "榕鼓建督办〔"


@pytest.mark.clause("changzhou-2023/3.2d")
def test_stopped_listed_scored_put_right_and_lifted() -> None:
    site = make_site(code=CHANGZHOU, name="青石路安置房一期工程")
    officer, leader = Person(user_of(site.inspector)), Person(user_of(site.leader))
    manager = Person(user_of(site_account("吴大山", Role.SITE_MANAGER, site.project)))
    citizen = Person()

    notice = stop_work(officer, site.project.name)
    hazard = officer.follow(notice, WHAT)
    assert "已完成 停工整改 榕鼓建停工〔" in hazard.text
    assert "待办理 挂牌督办" in hazard.text
    assert "待办理 信用扣分" in hazard.text
    banner = manager.follow(manager.open(notice.url), "青石路安置房一期工程")
    assert f"停工整改通知书 {STOP_NUMBER}" in banner.text
    assert "复工要做" in banner.text

    assert "本地规定一经判定即挂牌督办" in leader.open("/desk/").text
    leader.press(leader.open("/desk/"), "签发")
    happened()
    assert LIST_NUMBER in officer.open(hazard.url).text
    listing = manager.follow(manager.open("/listings/"), WHERE)
    assert manager.open("/inbox").text.count("报送治理方案") == 1  # the listing's; the hazard's own went into it
    assert WHAT in citizen.open("/listings/public/").text

    plan = manager.press(
        manager.follow(listing, "报送治理方案"), "报送治理方案", measure="停用该段架体，按方案补齐连墙件", fund_wan="3.5",
        emergency="险情时撤人、断电、警戒",
    )  # fmt: skip
    assert "方案待审核" in plan.text
    officer.press(officer.follow(officer.open(plan.url), "同意治理方案"), "同意治理方案")
    assert "整改资金（万元） 3.5" in officer.open(hazard.url).text
    put_right(manager, notice)

    refused = recheck(officer, notice, expect=409)
    assert "信用扣分" in refused.text
    assert "待复查" in officer.open(hazard.url).text
    score = officer.follow(officer.open(hazard.url), "信用扣分")
    officer.press(officer.follow(score, "登记完成"), "登记完成", reference="常建信〔2026〕8号", points="2")
    recheck(officer, notice)
    closed = officer.open(hazard.url).text
    assert "已销号" in closed
    assert "已完成 信用扣分 常建信〔2026〕8号" in closed
    happened()

    page = manager.follow(manager.open(plan.url), "报送治理报告")
    manager.press(page, "报送治理报告，申请解除", result="连墙件已按方案补齐并验收")
    review = officer.follow(officer.open(plan.url), "现场审查合格")
    assert review.form_with("现场审查合格").fields["reviewed_by"].values == ["林一、黄三"]
    officer.press(review, "现场审查合格")
    assert "督办中 1 件，已解除 0 件" in citizen.open("/listings/public/").text
    leader.press(leader.open("/desk/"), "签发")
    done = officer.open(plan.url).text
    assert re.search(r"解除文号 榕鼓建\S+〔\d{4}〕\d+号", done)
    public = citizen.open("/listings/public/").text
    assert "督办中 0 件，已解除 1 件" in public
    assert WHAT in public
    assert "吴大山" not in public
    assert "林一" not in public


def stop_work(officer: Person, project: str) -> Page:
    page = officer.follow(officer.open("/notices/"), "现场检查开文书")
    item: dict[str, Any] = {
        "i0-description": WHAT, "i0-location": WHERE, "i0-level": "重大", "i0-clause_code": "2024-7.1",
        "i0-before_photos_new": [picture("before")],
    }  # fmt: skip
    notice = officer.press(
        page, "保存并送出", project=project, kind="停工整改通知书", stop_scope="3 号楼外架",
        officers=[label for _, label in page.form_with("保存并送出").fields["officers"].options],
        **item,
    )  # fmt: skip
    happened()
    return notice


def put_right(manager: Person, notice: Page) -> Page:
    page = manager.follow(manager.open(notice.url), "申请复工")
    [photos] = [name for name in page.form_with("申请复工").fields if re.fullmatch(r"p[0-9a-f-]{36}_new", name)]
    given: dict[str, Any] = {photos: [picture("after")]}
    return manager.press(page, "申请复工", **given)


def recheck(officer: Person, notice: Page, *, expect: int = 200) -> Page:
    page = officer.follow(officer.open(notice.url), "复查")
    [name] = [name for name in page.form_with("提交复查结果").fields if re.fullmatch(r"r[0-9a-f-]{36}", name)]
    given: dict[str, Any] = {name: "合格"}
    return officer.press(page, "提交复查结果", expect=expect, **given)
