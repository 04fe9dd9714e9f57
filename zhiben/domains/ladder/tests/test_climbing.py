"""Rungs are reached on their day, once, as the region says; drafts are taken back when they are needed no more."""

from datetime import date, datetime, timedelta

import pytest

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.services.changes import decide_change, request_change
from zhiben.domains.hazards.services.hazards import report_hazard, take_step
from zhiben.domains.hazards.terms import ChangeKind, Level, Source
from zhiben.domains.hazards.tests.factories import CLAUSE, Site, finding, make_site, photo
from zhiben.domains.interviews.public import draft_interview, interviews_of_case
from zhiben.domains.ladder.models import Order, Rung
from zhiben.domains.ladder.services.climbing import climb
from zhiben.domains.ladder.services.deciding import decline_order, sign_order
from zhiben.domains.ladder.tests.factories import (
    CHANGZHOU,
    DEADLINE,
    HAINAN,
    JIAOCHENG,
    climbed,
    close,
    days_after,
    draft_of,
    happened,
    on,
    overdue,
    rungs,
    upper_agency,
)
from zhiben.domains.listings.public import decline_listing, listing_of, sign_listing
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.numbering.models import IssuedNumber
from zhiben.kernel.workflow.models import CaseMove
from zhiben.registry.enterprises.public import register_enterprise

pytestmark = pytest.mark.django_db


def extended(site: Site, hazard: Hazard, until: date, at: datetime) -> None:
    change = request_change(
        actor=site.inspector, hazard_id=hazard.pk, kind=ChangeKind.EXTEND, reason="雨季", new_deadline_on=until, at=at
    )
    decide_change(actor=site.leader, change_id=change.pk, agreed=True, opinion="同意", at=at)


def test_the_order_is_drafted_on_its_day_and_once() -> None:
    site = make_site()
    hazard = overdue(site)
    assert climbed(days_after(DEADLINE, 6)) == []
    assert climbed(days_after(DEADLINE, 7)) == [("ORDER", 7, 7, "DRAFTED")]
    assert climbed(days_after(DEADLINE, 7)) == [("ORDER", 7, 7, "DRAFTED")]
    assert climbed(days_after(DEADLINE, 10)) == [("ORDER", 7, 7, "DRAFTED")]
    order = draft_of(hazard)
    assert order.state == "DRAFT"
    assert order.drafted_by_rule == "整改期限 6月3日，逾期 7 天；本地规定逾期 7 天拟督办单"
    assert order.addressee == site.contractor.name
    assert not order.seen_by_parties
    assert Rung.objects.get().parameter_id is not None


def test_a_major_hazard_climbs_to_listing_and_to_the_talk() -> None:
    site = make_site()
    hazard = overdue(site)
    assert climbed(days_after(DEADLINE, 6)) == []
    assert climbed(days_after(DEADLINE, 7)) == [("ORDER", 7, 7, "DRAFTED")]
    sign_order(actor=site.leader, order_id=draft_of(hazard).pk, at=days_after(DEADLINE, 8))
    assert len(climbed(days_after(DEADLINE, 14))) == 1
    assert climbed(days_after(DEADLINE, 15))[1:] == [("LISTING", 15, 15, "DRAFTED")]
    listing = listing_of(hazard.pk)
    assert listing is not None
    assert (listing.state, listing.drafted_by_rule) == (
        "DRAFT",
        "整改期限 6月3日，逾期 15 天；本地规定逾期 15 天拟挂牌督办",
    )
    sign_listing(
        actor=site.leader, listing_id=listing.pk, at=days_after(DEADLINE, 16), deadline_on=on("2026-07-20").date()
    )
    happened()
    assert len(climbed(days_after(DEADLINE, 29))) == 2
    assert climbed(days_after(DEADLINE, 30))[2:] == [("INTERVIEW", 30, 30, "DRAFTED")]
    assert len(climbed(days_after(DEADLINE, 60))) == 3
    [talk] = interviews_of_case(hazard.pk)
    assert (talk.state, talk.subject_name) == ("DRAFT", site.contractor.name)


def test_the_next_rung_waits_until_the_one_below_was_decided_and_had_some_days() -> None:
    """Taken over late, all rungs are reached at once: the desk gets one of them at a time, five days apart."""
    site = make_site()
    hazard = overdue(site)
    late = 100
    first = [("INTERVIEW", 30, 100, "WAITING"), ("LISTING", 15, 100, "WAITING"), ("ORDER", 7, 100, "DRAFTED")]
    assert climbed(days_after(DEADLINE, late)) == first
    assert climbed(days_after(DEADLINE, late + 20)) == first
    decline_order(
        actor=site.leader, order_id=draft_of(hazard).pk, reason="已约定月底前完成", at=days_after(DEADLINE, late + 20)
    )
    assert [o for *_, o in climbed(days_after(DEADLINE, late + 24))] == ["WAITING", "WAITING", "DECLINED"]
    assert [o for *_, o in climbed(days_after(DEADLINE, late + 25))] == ["WAITING", "DRAFTED", "DECLINED"]
    listing = listing_of(hazard.pk)
    assert listing is not None
    sign_listing(
        actor=site.leader,
        listing_id=listing.pk,
        at=days_after(DEADLINE, late + 26),
        deadline_on=on("2026-12-01").date(),
    )
    happened()
    assert [o for *_, o in climbed(days_after(DEADLINE, late + 30))] == ["WAITING", "SIGNED", "DECLINED"]
    assert [o for *_, o in climbed(days_after(DEADLINE, late + 31))] == ["DRAFTED", "SIGNED", "DECLINED"]
    close(site, hazard, days_after(DEADLINE, late + 32))
    happened()
    assert [o for *_, o in rungs()] == ["OVERTAKEN", "SIGNED", "DECLINED"]


def test_a_general_hazard_gets_an_order_and_nothing_more() -> None:
    site = make_site()
    overdue(site, level="GENERAL")
    assert climbed(days_after(DEADLINE, 14)) == []
    assert climbed(days_after(DEADLINE, 90)) == [("ORDER", 15, 90, "DRAFTED")]


def test_what_an_enterprise_reports_of_itself_is_not_listed_for_being_late() -> None:
    site = make_site()
    overdue(site, source="SELF_CHECK")
    assert [code for code, *_ in climbed(days_after(DEADLINE, 40))] == ["INTERVIEW", "ORDER"]


def test_silent_ledgers_and_what_is_listed_already_are_left_alone() -> None:
    site = make_site()
    overdue(site, silent=True)
    assert climbed(days_after(DEADLINE, 40)) == []
    overdue(site, listing_level="COUNTY")
    assert [code for code, *_ in climbed(days_after(DEADLINE, 40))] == ["INTERVIEW", "ORDER"]


def test_overdue_hazards_of_one_site_go_into_one_order() -> None:
    site = make_site()
    first, second = overdue(site, title="甲"), overdue(site, title="乙")
    climb(days_after(DEADLINE, 7))
    assert Order.objects.count() == 1
    assert draft_of(first) == draft_of(second)
    assert draft_of(first).items.count() == 2


def test_a_declined_rung_is_offered_again_only_at_its_next_day() -> None:
    site = make_site()
    hazard = overdue(site)
    climb(days_after(DEADLINE, 7))
    order = decline_order(
        actor=site.leader, order_id=draft_of(hazard).pk, reason="已现场处置", at=days_after(DEADLINE, 8)
    )
    assert order.state == "DECLINED"
    assert climbed(days_after(DEADLINE, 14)) == [("ORDER", 7, 7, "DECLINED")]
    assert climbed(days_after(DEADLINE, 15))[1:] == [("LISTING", 15, 15, "DRAFTED")]
    assert Rung.objects.get(code="ORDER").note == "已现场处置"


def test_a_draft_is_withdrawn_by_itself_when_the_hazard_is_closed() -> None:
    site = make_site()
    hazard = overdue(site)
    climb(days_after(DEADLINE, 15))
    order = draft_of(hazard)
    assert [outcome for *_, outcome in rungs()] == ["WAITING", "DRAFTED"]
    close(site, hazard, days_after(DEADLINE, 16))
    happened()
    order.refresh_from_db()
    assert order.state == "OVERTAKEN"
    assert listing_of(hazard.pk) is None
    assert {outcome for *_, outcome in rungs()} == {"OVERTAKEN"}
    assert CaseMove.objects.filter(case_id=order.pk).latest("seq").actor_name == "系统"
    assert not IssuedNumber.objects.exists()


def test_a_draft_is_withdrawn_when_the_deadline_is_put_off_and_climbs_anew() -> None:
    site = make_site()
    hazard = overdue(site)
    climb(days_after(DEADLINE, 7))
    later = DEADLINE + timedelta(days=20)
    at = days_after(DEADLINE, 8)
    extended(site, hazard, later, at)
    happened()
    assert draft_of(hazard).state == "OVERTAKEN"
    assert draft_of(hazard).conclusion == "整改期限已经变更"
    assert climbed(days_after(later, 6)) == [("ORDER", 7, 7, "OVERTAKEN")]
    assert climbed(days_after(later, 7)) == [("ORDER", 7, 7, "OVERTAKEN"), ("ORDER", 7, 7, "DRAFTED")]


def test_a_talk_drafted_by_hand_stays_when_the_ladder_takes_back_its_own() -> None:
    site = make_site()
    hazard = overdue(site)
    climb(days_after(DEADLINE, 7))
    sign_order(actor=site.leader, order_id=draft_of(hazard).pk, at=days_after(DEADLINE, 8))
    climb(days_after(DEADLINE, 15))
    listing = listing_of(hazard.pk)
    assert listing is not None
    sign_listing(actor=site.leader, listing_id=listing.pk, at=days_after(DEADLINE, 16), deadline_on=date(2026, 7, 20))
    happened()
    climb(days_after(DEADLINE, 30))
    other = register_enterprise(actor=site.inspector, name="乌山监理有限公司", at=days_after(DEADLINE, 30))
    by_hand = draft_interview(
        actor=site.inspector, agency_id=site.agency.pk, enterprise_id=other.pk, reason="监理失职", case_kind="hazard",
        case_id=hazard.pk, at=days_after(DEADLINE, 30),
    )  # fmt: skip
    extended(site, hazard, DEADLINE + timedelta(days=60), days_after(DEADLINE, 31))
    happened()
    states = {talk.pk: talk.state for talk in interviews_of_case(hazard.pk)}
    assert states.pop(by_hand.pk) == "DRAFT"
    assert list(states.values()) == ["OVERTAKEN"]


def test_a_closed_hazard_cannot_be_pressed_for_even_before_the_reaction() -> None:
    site = make_site()
    hazard = overdue(site)
    climb(days_after(DEADLINE, 7))
    close(site, hazard, days_after(DEADLINE, 8))
    with pytest.raises(WrongState, match="不必再督办"):
        sign_order(actor=site.leader, order_id=draft_of(hazard).pk, at=days_after(DEADLINE, 8))
    assert not IssuedNumber.objects.exists()


def test_one_of_two_hazards_closed_leaves_the_order_with_the_other() -> None:
    site = make_site()
    first, second = overdue(site, title="甲"), overdue(site, title="乙")
    climb(days_after(DEADLINE, 7))
    close(site, first, days_after(DEADLINE, 8))
    happened()
    order = draft_of(second)
    assert order.state == "DRAFT"
    assert [item.hazard_id for item in order.items.filter(dropped_at=None)] == [second.pk]
    assert sorted(rungs(first) + rungs(second)) == [("ORDER", 7, 7, "DRAFTED"), ("ORDER", 7, 7, "OVERTAKEN")]


def test_what_an_agency_leaves_lying_goes_to_its_leader_and_then_to_the_one_above() -> None:
    site = make_site()
    bureau, chief = upper_agency(site)
    hazard = overdue(site, state="CONFIRMED")  # Monday 11 May; three working days: until Thursday the 14th
    assert climbed(on("2026-05-15")) == []
    assert climbed(on("2026-05-18")) == [("OWN", 2, 2, "DRAFTED")]
    own = draft_of(hazard, "OWN")
    assert (own.agency_id, own.addressee, own.to_agency) == (site.agency.pk, site.agency.name, True)
    assert climbed(on("2026-05-22"))[1:] == []
    assert climbed(on("2026-05-25"))[1:] == [("ABOVE", 7, 7, "DRAFTED")]
    above = draft_of(hazard, "ABOVE")
    assert (above.agency_id, above.addressee, above.scope) == (bureau.pk, site.agency.name, bureau.path)
    signed = sign_order(actor=chief, order_id=above.pk, at=on("2026-05-25"))
    assert signed.number == "榕建督〔2026〕1号"
    take_step(actor=site.inspector, hazard_id=hazard.pk, action="order", at=on("2026-05-26"), deadline_on=DEADLINE,
              responsible_person="吴大山", measure="卸载")  # fmt: skip
    happened()
    assert sorted(outcome for *_, outcome in rungs()) == ["OVERTAKEN", "SIGNED"]


def major(site: Site) -> Hazard:
    """Found and graded by the station itself: what its region demands at once is demanded."""
    return report_hazard(
        actor=site.inspector, project_id=site.project.pk, source=Source.SUPERVISION, found_on=date(2026, 5, 11),
        finding=finding(level=Level.MAJOR, clause_code=CLAUSE, before_photos=(photo(site.inspector),)), at=on("2026-05-11"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "reached"),
    [("350102", []), (CHANGZHOU, [("LISTING", 0, 0, "DRAFTED")]), (HAINAN, [("LISTING", 0, 0, "DRAFTED")]),
     (JIAOCHENG, [("LISTING", 0, 0, "BATCH")])],
)  # fmt: skip
def test_regions_differ_at_once(code: str, reached: list[tuple[str, int, int, str]]) -> None:
    site = make_site(code=code)
    hazard = major(site)
    happened()
    happened()
    assert rungs() == reached
    assert (listing_of(hazard.pk) is not None) == (reached[:1] == [("LISTING", 0, 0, "DRAFTED")])


def test_a_listing_decided_elsewhere_settles_its_rung() -> None:
    site = make_site(code=CHANGZHOU)
    first, second = major(site), major(site)
    happened()
    one, other = listing_of(first.pk), listing_of(second.pk)
    assert one is not None
    assert other is not None
    sign_listing(actor=site.leader, listing_id=one.pk, at=on("2026-05-12"))
    decline_listing(actor=site.leader, listing_id=other.pk, reason="已消除", at=on("2026-05-12"))
    happened()
    assert [outcome for *_, outcome in rungs(first)] == ["SIGNED"]
    assert [outcome for *_, outcome in rungs(second)] == ["DECLINED"]
    assert Rung.objects.get(hazard=second).note == "已消除"
