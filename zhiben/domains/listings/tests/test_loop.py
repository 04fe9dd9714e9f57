"""挂牌督办 from the draft to 解除, through the services."""

from datetime import timedelta

import pytest

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.tests.factories import Site, make_site, photo
from zhiben.domains.listings.models import ListedHazard, Listing
from zhiben.domains.listings.public import (
    decline_listing,
    draft_batch,
    draft_listing,
    listing_of,
    listings_of,
    sign_batch,
)
from zhiben.domains.listings.services.progress import is_missed, open_due_progress, report_progress
from zhiben.domains.listings.tests.factories import (
    PLAN,
    close_hazard,
    drafted,
    governing,
    later,
    major,
    manager,
    reported,
    reviewed,
    signed,
    step,
)
from zhiben.domains.listings.workflow.guards import NotSettled
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.papers.issued import paper_of
from zhiben.kernel.workflow.models import CaseMove, Todo

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site()


def test_whole_journey_from_draft_to_delisting(site: Site) -> None:
    hazard, person = major(site), manager(site)
    draft = drafted(site, hazard)
    assert (draft.state, draft.seen_by_parties, draft.due_at is not None) == ("DRAFT", False, True)
    assert not Listing.objects.visible_to(person).exists()

    listing = signed(site, hazard)
    assert listing.pk == draft.pk
    year = day_of(now()).year
    assert (listing.state, listing.number, listing.level) == ("LISTED", f"榕鼓建督办〔{year}〕1号", "COUNTY")
    paper = paper_of("listing", listing.pk)
    assert paper is not None
    assert (paper.number, paper.content["deadline_on"]) == (listing.number, later(30).isoformat())
    assert Listing.objects.visible_to(person).count() == 1
    assert set(Todo.objects.open().filter(case_id=listing.pk).values_list("holder_kind", "action")) == {
        ("project", "submit_plan"), ("enterprise", "submit_plan"),
    }  # fmt: skip

    listing = step(person, listing, "submit_plan", until=later(29), plan_files=[photo(person)], **PLAN)
    assert (listing.state, listing.plan_on) == ("PLANNED", later(0))
    listing = step(site.inspector, listing, "return_plan", reason="应急预案不具体")
    assert listing.state == "LISTED"
    step(person, listing, "submit_plan", until=later(29), **PLAN)
    listing = step(site.inspector, listing, "accept_plan")
    assert listing.due_at is not None
    assert (listing.state, day_of(listing.due_at)) == ("GOVERNING", later(30))
    first = listing.progress.get()
    report_progress(actor=person, progress_id=first.pk, text="已卸载一半", percent=50, at=now(), photos=[photo(person)])

    close_hazard(site, hazard.pk)
    listing = step(person, listing, "report", result="已卸载加固")
    assert listing.state == "REPORTED"
    listing = step(
        site.inspector, listing, "pass_review", reviewed_on=later(0), reviewed_by="林一、黄三", opinion="合格"
    )
    listing = step(site.leader, listing, "delist")
    assert (listing.state, listing.delist_no, listing.delisted_on) == ("DELISTED", f"榕鼓建解督〔{year}〕1号", later(0))
    assert paper_of("listing:delist", listing.pk) is not None
    assert not Todo.objects.open().filter(case_id=listing.pk).exists()
    assert not ListedHazard.objects.filter(active=True).exists()


def test_second_draft_for_a_hazard_is_the_first(site: Site) -> None:
    hazard = major(site)
    first = drafted(site, hazard)
    again = draft_listing(actor=site.leader, hazard_ids=[hazard.pk], reason="再拟", at=now())
    assert again.pk == first.pk
    assert CaseMove.objects.filter(case_id=first.pk).count() == 1
    assert listing_of(hazard.pk) == first


def test_declined_hazard_may_be_drafted_again(site: Site) -> None:
    hazard = major(site)
    first = drafted(site, hazard)
    declined = decline_listing(actor=site.leader, listing_id=first.pk, reason="已整改过半", at=now())
    assert (declined.state, declined.declined_why) == ("DECLINED", "已整改过半")
    second = drafted(site, hazard)
    assert second.pk != first.pk
    assert listings_of([hazard.pk]) == {hazard.pk: second}


def test_batch_is_drafted_and_signed_together(site: Site) -> None:
    hazards = [major(site, f"第{n}处基坑坡顶堆载超限") for n in range(3)]
    made = draft_batch(actor=site.inspector, hazard_ids=[h.pk for h in hazards], reason="集中挂牌", at=now())
    assert len({x.batch_id for x in made}) == 1
    done = sign_batch(actor=site.leader, listing_ids=[x.pk for x in made], at=now(), deadline_on=later(20))
    assert sorted(x.number[-2:] for x in done) == ["1号", "2号", "3号"]
    assert {x.deadline_on for x in done} == {later(20)}


def test_failed_review_goes_on_with_a_new_deadline(site: Site) -> None:
    listing = reported(site)
    listing = step(
        site.inspector, listing, "fail_review", reviewed_on=later(0), reviewed_by="林一、黄三", opinion="支护未复核",
        deadline_on=later(45),
    )  # fmt: skip
    assert (listing.state, listing.round, listing.deadline_on) == ("GOVERNING", 2, later(45))
    assert list(listing.progress.order_by("period").values_list("state", flat=True)) == ["ENDED", "DUE"]


def test_progress_opens_every_week_and_a_missed_one_stays(site: Site) -> None:
    listing = governing(site)
    assert open_due_progress(at=now()) == 0
    in_two_weeks = now() + timedelta(days=15)
    assert open_due_progress(at=in_two_weeks) == 2
    assert open_due_progress(at=in_two_weeks) == 0
    rows = list(listing.progress.order_by("period"))
    assert [(r.since, r.until) for r in rows] == [(later(n), later(n + 6)) for n in (0, 7, 14)]
    assert [is_missed(r, day_of(in_two_weeks)) for r in rows] == [True, True, False]
    assert Todo.objects.open().filter(case_id__in=[r.pk for r in rows], holder_kind="project").count() == 3
    late = report_progress(actor=manager(site), progress_id=rows[0].pk, text="补报", percent=10, at=in_two_weeks)
    assert (late.state, late.reported_on) == ("REPORTED", day_of(in_two_weeks))


def test_delisting_waits_for_the_hazards(site: Site) -> None:
    listing = reviewed(site)
    with pytest.raises(NotSettled, match="还有 1 条隐患没有销号"):
        step(site.leader, listing, "delist")
    hazard = Hazard.objects.get()
    close_hazard(site, hazard.pk)
    assert step(site.leader, listing, "delist").state == "DELISTED"
