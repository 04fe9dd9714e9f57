"""What stands behind a notice's QR besides 有效: whether the stop still holds, who lifted it, longer deadlines."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.html import strip_tags

from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.services.changes import decide_change, request_change
from zhiben.domains.hazards.services.issuing import advance_notice, draft_resume, void_notice
from zhiben.domains.hazards.services.replying import Recheck, recheck_notice
from zhiben.domains.hazards.terms import ChangeKind, NoticeKind
from zhiben.domains.hazards.tests.factories import Site, finding, issued, items, make_site
from zhiben.domains.hazards.tests.test_loop import hand_in
from zhiben.kernel.base.clock import day_of, now

pytestmark = pytest.mark.django_db
STOPPED = "停工仍在执行，停工范围内不得施工"


@pytest.fixture
def site() -> Site:
    return make_site()


def shown(notice: Notice) -> str:
    return strip_tags(Client().get(f"/n/{notice.token}").content.decode())


def test_a_stop_holds_until_its_resume_notice_and_then_names_it(site: Site) -> None:
    stop = issued(site, kind=NoticeKind.STOP)
    assert STOPPED in shown(stop)
    hand_in(site, stop)
    assert f"已申请复工，正在复查。{STOPPED}" in shown(stop)
    passed = [Recheck(hazard_id=h.pk, passed=True) for h in items(stop)]
    recheck_notice(actor=site.inspector, notice_id=stop.pk, results=passed, at=now())
    assert f"复工通知书还没有下达。{STOPPED}" in shown(stop)
    resume = draft_resume(
        actor=site.inspector, notice_id=stop.pk, officer_ids=tuple(site.officer_ids), scope="", at=now()
    )
    assert resume.token == ""
    resume = advance_notice(actor=site.inspector, notice_id=resume.pk, at=now())
    said = shown(stop)
    assert f"停工已由《{resume.name}》（{resume.number}）于 {day_of(now()):%Y-%m-%d} 解除" in said
    assert STOPPED not in said
    assert ("已解除" in said, "现在有效" in said) == (True, False)
    lifted = shown(resume)
    assert f"《{stop.name}》（{stop.number}）已由本通知书解除，可以恢复施工" in lifted
    assert ("签收码" in lifted, "现在有效" in lifted) == (False, True)


def test_a_rectification_says_whether_it_is_done(site: Site) -> None:
    notice = issued(site)
    assert "整改仍在进行，没有办结" in shown(notice)
    hand_in(site, notice)
    assert "等待监督机构复查" in shown(notice)
    passed = [Recheck(hazard_id=h.pk, passed=True) for h in items(notice)]
    recheck_notice(actor=site.inspector, notice_id=notice.pk, results=passed, at=now())
    assert "已全部复查合格，文书已办结" in shown(notice)
    assert "现在有效" not in shown(notice)


def test_a_granted_extension_is_told_and_one_asked_for_is_not(site: Site) -> None:
    notice = issued(site, finding(), finding("二层配电箱未上锁"))
    later = day_of(now()) + timedelta(days=20)
    change = request_change(
        actor=site.inspector, hazard_id=items(notice)[1].pk, kind=ChangeKind.EXTEND, reason="雨季", new_deadline_on=later,
        at=now(),
    )  # fmt: skip
    assert "延至" not in shown(notice)
    decide_change(actor=site.leader, change_id=change.pk, agreed=True, opinion="同意", at=now())
    assert f"第 2 条的整改期限已批准延至 {later:%Y-%m-%d}" in shown(notice)
    assert "第 1 条的整改期限" not in shown(notice)


def test_a_voided_notice_has_no_effect_left_to_tell(site: Site) -> None:
    stop = issued(site, kind=NoticeKind.STOP)
    void_notice(actor=site.leader, notice_id=stop.pk, reason="林一的签名有误", at=now())
    said = shown(stop)
    assert STOPPED not in said
    assert "已撤销" in said
    assert "林一的签名有误" not in said
