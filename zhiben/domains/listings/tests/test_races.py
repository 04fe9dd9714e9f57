"""Two at the same moment: one number, one draft, one paper."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from zhiben.domains.hazards.tests.factories import Site, account, make_site
from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.services.deciding import decline_listing, delist, sign_listing
from zhiben.domains.listings.services.drafting import draft_listing
from zhiben.domains.listings.services.progress import open_due_progress
from zhiben.domains.listings.tests.factories import close_hazard, drafted, governing, later, major, reviewed
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import Refusal
from zhiben.kernel.numbering.models import IssuedNumber
from zhiben.kernel.workflow.models import CaseMove

pytestmark = pytest.mark.django_db(transaction=True)
Act = tuple[Actor, Callable[[], Any]]


def together(acts: Sequence[Act]) -> list[Any]:
    """What each gave back, or the status of its refusal."""

    def once(one: Act) -> Any:
        try:
            with acting_as(one[0]):
                return one[1]()
        except Refusal as refusal:
            return refusal.status
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(once, acts))


def leaders(site: Site) -> list[Actor]:
    return [site.leader, *(account(f"副职{n}", Role.LEADER, site.agency) for n in range(3))]


def test_of_several_leaders_one_signs_and_no_number_is_lost() -> None:
    with transaction.atomic():
        site = make_site()
        listing, people = drafted(site), leaders(site)
    acts: list[Act] = [
        (who, partial(sign_listing, actor=who, listing_id=listing.pk, at=now(), deadline_on=later(9)))
        for who in people[:3]
    ]
    acts.append(
        (people[3], lambda: decline_listing(actor=people[3], listing_id=listing.pk, reason="不必挂牌", at=now()))
    )
    answers = together(acts)
    assert answers.count(409) == 3
    with transaction.atomic(), acting_as(system_actor()):
        done = Listing.objects.get()
        assert CaseMove.objects.filter(case_id=done.pk).count() == 2
        numbers = list(IssuedNumber.objects.values_list("number", flat=True))
        assert numbers == ([1] if done.state == "LISTED" else [])


def test_of_several_drafts_for_one_hazard_there_is_one() -> None:
    with transaction.atomic():
        site = make_site()
        hazard = major(site)
    acts: list[Act] = [
        (site.inspector, lambda: draft_listing(actor=site.inspector, hazard_ids=[hazard.pk], reason="一", at=now()).pk)
        for _ in range(4)
    ]
    assert len(set(together(acts))) == 1
    with transaction.atomic(), acting_as(system_actor()):
        assert Listing.objects.count() == 1


def test_of_two_who_delist_one_does_and_two_jobs_ask_once_for_progress() -> None:
    with transaction.atomic():
        site = make_site()
        hazard = major(site)
        ending, running = reviewed(site, hazard), governing(site, major(site, "另一处"))
        close_hazard(site, hazard.pk)
        running.progress.update(since=later(-9), until=later(-3))
    acts: list[Act] = [
        (site.leader, lambda: delist(actor=site.leader, listing_id=ending.pk, at=now()).state) for _ in range(2)
    ]
    jobs: list[Act] = [(system_actor(), lambda: open_due_progress(at=now())) for _ in range(2)]
    answers = together([*acts, *jobs])
    assert sorted(map(str, answers[:2])) == ["409", "DELISTED"]
    assert sorted(answers[2:]) == [0, 1]
    with transaction.atomic(), acting_as(system_actor()):
        assert running.progress.count() == 2
