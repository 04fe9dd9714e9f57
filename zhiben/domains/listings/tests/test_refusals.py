"""What is refused changes nothing; and what the database itself lets nobody see."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.services.hazards import report_hazard
from zhiben.domains.hazards.services.hazards import take_step as hazard_step
from zhiben.domains.hazards.terms import Source
from zhiben.domains.hazards.tests.factories import Site, account, finding, make_site, site_account
from zhiben.domains.listings.models import Listing, ProgressReport
from zhiben.domains.listings.public import decline_listing, draft_listing, sign_listing
from zhiben.domains.listings.reactions import take_down_drafts, tell_of_listing
from zhiben.domains.listings.tests.factories import (
    PLAN,
    close_hazard,
    drafted,
    governing,
    later,
    major,
    manager,
    reported,
    signed,
    step,
)
from zhiben.kernel.access.actors import NOBODY, system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, Refusal, WrongState
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.numbering.models import IssuedNumber
from zhiben.kernel.papers.issued import paper_of
from zhiben.kernel.workflow.models import CaseMove

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site()


def refused(act: Callable[[], Any], kind: type[Refusal], words: str) -> None:
    before = (CaseMove.objects.count(), Listing.objects.count(), IssuedNumber.objects.count())
    with pytest.raises(kind, match=words):
        act()
    assert (CaseMove.objects.count(), Listing.objects.count(), IssuedNumber.objects.count()) == before


def test_only_major_open_hazards_of_one_project_are_drafted(site: Site) -> None:
    ordinary = report_hazard(
        actor=site.inspector, project_id=site.project.pk, finding=finding(), source=Source.SUPERVISION,
        found_on=day_of(now()), at=now(),
    )  # fmt: skip
    one = major(site)
    draft: dict[str, Any] = {"actor": site.inspector, "at": now(), "reason": "理由"}
    refused(lambda: draft_listing(hazard_ids=[ordinary.pk], **draft), InvalidInput, "一般隐患")
    refused(lambda: draft_listing(hazard_ids=[], **draft), InvalidInput, "请选择")
    refused(lambda: draft_listing(**{**draft, "reason": " "}, hazard_ids=[one.pk]), InvalidInput, "理由")
    close_hazard(site, one.pk)
    refused(lambda: draft_listing(hazard_ids=[one.pk], **draft), WrongState, "已销号")
    there = make_site(name="滨江新城二期工程")
    both = [major(site, "甲").pk, major(there, "乙").pk]
    refused(lambda: draft_listing(hazard_ids=both, **{**draft, "actor": system_actor()}), InvalidInput, "一个工程")


def test_strangers_and_wrong_roles_are_refused(site: Site) -> None:
    hazard = major(site)
    listing = drafted(site)
    other = make_site(code="320412", name="别处的工程")
    draft: dict[str, Any] = {"hazard_ids": [hazard.pk], "reason": "理由", "at": now()}
    refused(lambda: draft_listing(actor=other.inspector, **draft), NotVisible, "没有找到")
    refused(lambda: draft_listing(actor=manager(site), **draft), NotPermitted, "不能拟挂牌督办")
    signing: dict[str, Any] = {"listing_id": listing.pk, "at": now(), "deadline_on": later(9)}
    refused(lambda: sign_listing(actor=site.inspector, **signing), NotPermitted, "签发")
    refused(lambda: sign_listing(actor=other.leader, **signing), NotVisible, "没有找到")
    refused(
        lambda: decline_listing(actor=site.leader, listing_id=listing.pk, reason="", at=now()), InvalidInput, "理由"
    )


def test_deadline_must_be_given_and_lie_ahead(site: Site) -> None:
    listing = drafted(site)
    sign: dict[str, Any] = {"actor": site.leader, "listing_id": listing.pk, "at": now()}
    refused(lambda: sign_listing(**sign, deadline_on=later(-1)), InvalidInput, "不能早于今天")
    refused(lambda: sign_listing(**sign, deadline_on=later(5000)), InvalidInput, "请核对年份")
    Listing.objects.filter(pk=listing.pk).update(deadline_on=None)
    refused(lambda: sign_listing(**sign), InvalidInput, "请定治理期限")


def test_what_is_signed_is_signed_once_and_not_declined(site: Site) -> None:
    listing = signed(site)
    refused(lambda: sign_listing(actor=site.leader, listing_id=listing.pk, at=now()), WrongState, "陈二已于")
    refused(
        lambda: decline_listing(actor=site.leader, listing_id=listing.pk, reason="晚了", at=now()),
        WrongState,
        "待报治理方案",
    )


def test_review_needs_two_people_on_a_possible_day(site: Site) -> None:
    listing = reported(site)
    given: dict[str, Any] = {"reviewed_on": later(0), "reviewed_by": "林一、黄三", "opinion": "合格"}
    changes: tuple[tuple[dict[str, Any], str], ...] = (
        ({"reviewed_by": "林一 林一"}, "不得少于 2 人"), ({"reviewed_on": later(1)}, "在今天之后"),
        ({"reviewed_on": later(-9)}, "早于督办日期"), ({"opinion": ""}, "审查意见"),
    )  # fmt: skip
    for change, words in changes:
        refused(partial(step, site.inspector, listing, "pass_review", **{**given, **change}), InvalidInput, words)


def test_plan_needs_all_five_and_stays_within_the_deadline(site: Site) -> None:
    listing, person = signed(site, days=10), manager(site)
    plan: dict[str, Any] = {**PLAN, "until": later(9)}
    for name in PLAN:
        refused(partial(step, person, listing, "submit_plan", **{**plan, name: None}), InvalidInput, "请填写")
    late: dict[str, Any] = {**plan, "until": later(11)}
    refused(lambda: step(person, listing, "submit_plan", **late), InvalidInput, "不能晚于通知书的治理期限")
    refused(lambda: step(site.inspector, listing, "submit_plan", **plan), InvalidInput, "代谁办理")


def test_voided_listing_says_so_on_its_paper_and_leaves_the_hazards(site: Site) -> None:
    hazard = major(site)
    listing = governing(site, hazard)
    hazard.refresh_from_db()
    assert (hazard.listing_no, hazard.listing_level) == (listing.number, "COUNTY")
    gone = step(site.leader, listing, "void", reason="下达对象有误")
    hazard.refresh_from_db()
    assert (gone.state, hazard.listing_no, hazard.listing_level) == ("VOIDED", "", "")
    paper = paper_of("listing", listing.pk)
    assert paper is not None
    assert (paper.revoked_why, IssuedNumber.objects.get(case_id=listing.pk).void_reason) == ("下达对象有误",) * 2
    assert set(listing.progress.values_list("state", flat=True)) == {"ENDED"}
    assert drafted(site, hazard).pk != listing.pk


def test_draft_is_taken_down_when_its_hazards_are_gone(site: Site) -> None:
    first, second = major(site, "甲处堆载"), major(site, "乙处堆载")
    draft = drafted(site, first, second)
    for hazard, state in ((first, "DRAFT"), (second, "OVERTAKEN")):
        close_hazard(site, hazard.pk)
        take_down_drafts({"hazard_id": str(hazard.pk), "state": "CLOSED"}, now())
        draft.refresh_from_db()
        assert draft.state == state


def test_parties_are_told_of_what_was_signed(site: Site) -> None:
    person, listing = manager(site), signed(site)
    assert person.user_id
    tell_of_listing({"listing_id": str(listing.pk), "action": "sign"}, now())
    told = Notification.objects.get(user_id=person.user_id)
    assert listing.number in told.title
    assert (told.link, told.statutory) == (f"/listings/{listing.pk}/", True)


def test_net_shows_no_more_than_the_filter(site: Site) -> None:
    there = make_site(code="320412", name="别处的工程")
    draft, order, foreign = drafted(site, major(site, "甲")), governing(site, major(site, "乙")), signed(there)
    person = site_account("周九", Role.SAFETY_OFFICER, site.project)
    for actor, seen in (
        (site.inspector, {draft.pk, order.pk}), (there.inspector, {foreign.pk}), (person, {order.pk}), (NOBODY, set()),
    ):  # fmt: skip
        with acting_as(actor):
            assert set(Listing.objects.values_list("pk", flat=True)) == seen
            assert set(Listing.objects.visible_to(actor).values_list("pk", flat=True)) == seen
            periods = ProgressReport.objects.values_list("listing", flat=True)
            assert set(periods) == seen & {order.pk}


def test_upper_agency_may_list_below_and_signs_at_its_own_level(site: Site) -> None:
    from zhiben.registry.agencies.public import add_agency
    from zhiben.registry.agencies.terms import AgencyKind

    city = add_agency(
        actor=system_actor(), name="福州市城乡建设局", division_code="350100", kind=AgencyKind.AUTHORITY, at=now(),
        doc_prefix="榕建",
    )  # fmt: skip
    leader, clerk = account("市领导", Role.LEADER, city), account("市内勤", Role.CLERK, city)
    hazard = major(site)
    draft = draft_listing(actor=clerk, hazard_ids=[hazard.pk], reason="市级督办", at=now())
    refused(lambda: sign_listing(actor=site.leader, listing_id=draft.pk, at=now()), NotPermitted, "签发")
    done = sign_listing(actor=leader, listing_id=draft.pk, at=now(), deadline_on=later(15))
    assert (done.level, done.agency_name, done.number[:4]) == ("CITY", "福州市城乡建设局", "榕建督办")
    hazard.refresh_from_db()
    assert hazard.listing_level == "CITY"


@pytest.mark.clause("hainan-2023/2.1.2b")
def test_where_listing_is_demanded_a_hazard_is_closed_only_listed_rectified_and_rechecked() -> None:
    """台账、挂牌、整改、销号四步: in Hainan each major hazard in the ledger is listed before it is closed."""
    site = make_site(code="460105")
    hazard = major(site)
    listing = drafted(site, hazard)
    close: dict[str, Any] = {"actor": site.inspector, "hazard_id": hazard.pk, "action": "close", "conclusion": "合格"}
    refused(lambda: hazard_step(**close, at=now()), WrongState, "待下达整改")
    with pytest.raises(WrongState, match="挂牌督办"):
        close_hazard(site, hazard.pk)
    assert Hazard.objects.get(pk=hazard.pk).state == "SUBMITTED"
    refused(lambda: hazard_step(**close, at=now()), WrongState, "挂牌督办")
    sign_listing(actor=site.leader, listing_id=listing.pk, at=now(), deadline_on=later(20))
    done = hazard_step(**close, at=now())
    assert (done.state, bool(done.listing_no), done.rectified_on, done.rechecked_on) == (
        "CLOSED", True, later(0), later(0),
    )  # fmt: skip
