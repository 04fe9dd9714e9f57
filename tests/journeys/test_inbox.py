"""Every button of every inbox opens: whoever is told to do something can begin at once."""

from datetime import timedelta
from typing import Any

import pytest

from tests.journeys.forms import read_forms
from tests.journeys.person import Person
from zhiben.domains.hazards.services.changes import request_change
from zhiben.domains.hazards.services.hazards import report_hazard, take_step
from zhiben.domains.hazards.services.issuing import advance_notice
from zhiben.domains.hazards.services.replying import Recheck, add_after_photos, recheck_notice, reply_notice
from zhiben.domains.hazards.terms import ChangeKind, Level, NoticeKind, Source
from zhiben.domains.hazards.tests.factories import (
    CLAUSE,
    Site,
    draft,
    finding,
    issued,
    items,
    make_site,
    photo,
    site_account,
    user_of,
)
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of, now

pytestmark = pytest.mark.django_db


def begin_everything(site: Site, manager: Actor) -> None:
    """Papers and hazards in every state in which somebody has something to do."""
    at, strict = now(), make_site(review_required=True, sign_required=True)
    for steps in (0, 1, 2):
        notice = draft(strict, finding(f"第{steps}步"))
        for actor in (strict.inspector, strict.leader)[:steps]:
            advance_notice(actor=actor, notice_id=notice.pk, at=at)
    issued(site, finding("待回复"))
    hand_in(manager, issued(site, finding("待复查")))
    stopped = hand_in(
        manager, issued(site, finding("停工", level=Level.MAJOR, clause_code=CLAUSE), kind=NoticeKind.STOP)
    )
    recheck_notice(actor=site.inspector, notice_id=stopped.pk, at=at,
                   results=[Recheck(hazard_id=items(stopped)[0].pk, passed=True)])  # fmt: skip
    wanted: dict[str, Any] = {
        "project_id": site.project.pk,
        "source": Source.SELF_CHECK,
        "found_on": day_of(at),
        "at": at,
    }
    report_hazard(actor=manager, finding=finding("待核实", level=Level.MAJOR, clause_code=CLAUSE), **wanted)
    for last, words in (("", "待下达"), ("order", "待整改"), ("submit", "待单独复查")):
        hazard = report_hazard(actor=site.inspector, finding=finding(words), **{**wanted, "source": Source.SUPERVISION})
        if last:
            take_step(actor=site.inspector, hazard_id=hazard.pk, action="order", at=at, deadline_on=day_of(at),
                      responsible_person="吴大山", measure="恢复")  # fmt: skip
        if last == "submit":
            take_step(actor=manager, hazard_id=hazard.pk, action="submit", at=at, result="好了",
                      after_photos=[photo(manager, "after")])  # fmt: skip
    late = items(issued(site, finding("要延期")))[0]
    request_change(actor=manager, hazard_id=late.pk, kind=ChangeKind.EXTEND, reason="雨季", at=at,
                   new_deadline_on=day_of(at) + timedelta(days=60))  # fmt: skip
    check_all(strict.inspector, {"完成拟稿"})
    check_all(strict.leader, {"审核文书", "签发文书"})


def hand_in(manager: Actor, notice: Any) -> Any:
    for item in items(notice):
        add_after_photos(actor=manager, hazard_id=item.pk, file_ids=[photo(manager, "after")], at=now())
    return reply_notice(actor=manager, notice_id=notice.pk, text="已整改", at=now())


def check_all(actor: Actor, labels: set[str]) -> None:
    """These to-dos are there, and each one's button opens a page on which to do it."""
    person = Person(user_of(actor))
    links = [(text, href) for href, text in read_forms(person.open("/inbox").html).links]
    found = {text: href for text, href in links if text in labels}
    assert set(found) == labels, [text for text, _ in links]
    for href in found.values():
        person.open(href)


def test_every_button_of_every_inbox_opens() -> None:
    site = make_site()
    manager = site_account("吴大山", Role.SITE_MANAGER, site.project)
    begin_everything(site, manager)
    check_all(site.inspector, {"复查", "下达复工通知书", "核实判定", "下达整改"})
    check_all(site.leader, {"审批变更申请"})
    check_all(manager, {"整改并回复", "整改并上传结果"})
