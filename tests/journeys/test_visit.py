"""From a visit to closed hazards: draft, review, signature, telephone, re-check, the leader's figure."""

import pytest

from tests.journeys import steps
from tests.journeys.county import COUNTY, Bureau, open_bureau
from tests.journeys.person import Person
from zhiben.domains.hazards.models import Hazard
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import now, today
from zhiben.registry.enterprises.public import register_enterprise
from zhiben.registry.people.public import register_person
from zhiben.registry.projects.public import PartyLine, ProjectFacts, appoint, register_project, set_parties
from zhiben.registry.projects.terms import PartyRole, Post

pytestmark = pytest.mark.django_db
PROJECT = "青石路安置房一期工程"
OPEN_MAJOR = "未销号重大隐患"


@pytest.fixture
def bureau() -> Bureau:
    """With one project: ledgers are another story."""
    found, at = open_bureau(), now()
    project = register_project(
        actor=found.inspector, at=at,
        facts=ProjectFacts(name=PROJECT, division_code=COUNTY, kind="housing", start_on=today(), address="青石路 88 号"),
    )  # fmt: skip
    builder = register_enterprise(actor=system_actor(), name="闽江建设有限公司", at=at)
    set_parties(
        actor=found.inspector, project_id=project.pk, on=today(), at=at,
        parties=[PartyLine(role=PartyRole.CONTRACTOR, enterprise_id=builder.pk)],
    )  # fmt: skip
    manager = register_person(actor=system_actor(), name="吴大山", at=at)
    appoint(
        actor=found.inspector, project_id=project.pk, post=Post.SITE_MANAGER, person_id=manager.pk, on=today(), at=at
    )
    return found


def test_one_visit_from_draft_to_two_closed_and_one_returned(bureau: Bureau) -> None:
    officer, leader = Person(bureau.user(bureau.inspector)), Person(bureau.user(bureau.leader))
    site = Person()
    before, _ = steps.figure(leader, OPEN_MAJOR)

    notice = steps.draft_notice(officer, PROJECT)
    assert "待审核" in notice.text
    signed = steps.review_and_sign(leader, notice)
    assert "侯建" in signed.text
    assert steps.figure(leader, OPEN_MAJOR)[0] == before + 1

    code, link = steps.code_and_link(officer, notice)
    face = site.open(link)
    assert "连墙件" not in face.text
    page = steps.open_on_phone(site, link, code)
    page = site.press(page, "签收这份文书")
    assert "已由吴大山" in page.text
    page = steps.send_photos(site, page)
    assert "已提交" in site.press(page, "提交整改回复").text

    assert "复查" in officer.open("/inbox").text
    done = steps.recheck(officer, notice, (True, True, False))
    assert Hazard.objects.filter(closed_at=None).count() == 1
    assert done.text.count("已销号") >= 2

    after, href = steps.figure(leader, OPEN_MAJOR)
    assert after == before
    overdue = leader.open(href)
    assert "连墙件" not in overdue.text
    assert "上次复查没有通过" in site.open(link).text
