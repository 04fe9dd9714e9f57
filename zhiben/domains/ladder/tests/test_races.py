"""Four workers on the same ladder, two leaders on the same draft: each thing happens once."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from zhiben.domains.hazards.tests.factories import make_site
from zhiben.domains.ladder.models import Order, Rung
from zhiben.domains.ladder.services.climbing import climb
from zhiben.domains.ladder.services.deciding import decline_order, sign_order
from zhiben.domains.ladder.services.settling import overtake
from zhiben.domains.ladder.tests.factories import DEADLINE, days_after, draft_of, overdue
from zhiben.domains.listings.models import Listing
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.errors import Refusal
from zhiben.kernel.numbering.models import IssuedNumber
from zhiben.kernel.workflow.models import CaseMove

pytestmark = pytest.mark.django_db(transaction=True)


def together(actor: Actor, acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each came to: its answer, or the status of its refusal. Nobody else is in the transaction."""

    def once(act: Callable[[], Any]) -> Any:
        try:
            with acting_as(actor):
                return act()
        except Refusal as refusal:
            return refusal.status
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(once, acts))


def test_four_workers_reach_and_draft_every_rung_once() -> None:
    with transaction.atomic():
        sites = [make_site(name=f"第{n}期安置房工程") for n in range(3)]
        for site in sites:
            for n in range(3):
                overdue(site, title=f"第{n}条")
    at = days_after(DEADLINE, 15)
    reached = together(system_actor(), [lambda: climb(at) for _ in range(4)])
    with transaction.atomic():
        assert sum(reached) == 18
        assert (outcomes("ORDER"), outcomes("LISTING")) == ({"DRAFTED": 9}, {"WAITING": 9})
        assert Order.objects.count() == 3
        assert CaseMove.objects.filter(flow="ladder.order").count() == 3
        for site, order in ((s, Order.objects.get(project=s.project)) for s in sites):
            sign_order(actor=site.leader, order_id=order.pk, at=at)
    later = days_after(DEADLINE, 21)
    assert sum(together(system_actor(), [lambda: climb(later) for _ in range(4)])) == 0
    with transaction.atomic():
        assert outcomes("LISTING") == {"DRAFTED": 9}
        assert Listing.objects.count() == 9


def outcomes(code: str) -> dict[str, int]:
    return dict(Counter(Rung.objects.filter(code=code).values_list("outcome", flat=True)))


def test_of_two_who_decide_at_once_one_is_told_who_was_first() -> None:
    with transaction.atomic():
        site = make_site()
        hazard = overdue(site)
    with acting_as(system_actor()):
        climb(days_after(DEADLINE, 7))
    with transaction.atomic():
        order = draft_of(hazard)
    at = days_after(DEADLINE, 8)

    def sign() -> str:
        return sign_order(actor=site.leader, order_id=order.pk, at=at).state

    def decline() -> str:
        return decline_order(actor=site.leader, order_id=order.pk, reason="不办", at=at).state

    results = together(site.leader, [sign, decline, sign, decline])
    assert sorted(str(r) for r in results)[:3] == ["409", "409", "409"]
    with transaction.atomic():
        state = Order.objects.get(pk=order.pk).state
        assert state in ("ISSUED", "DECLINED")
        assert IssuedNumber.objects.count() == (state == "ISSUED")
        assert Rung.objects.get().outcome == {"ISSUED": "SIGNED", "DECLINED": "DECLINED"}[state]


def test_a_signature_and_a_withdrawal_never_lock_each_other_out() -> None:
    with transaction.atomic():
        site = make_site()
        hazards = [overdue(site, title=f"第{n}条") for n in range(2)]
    with acting_as(system_actor()):
        climb(days_after(DEADLINE, 7))
    with transaction.atomic():
        order = draft_of(hazards[0])
        type(hazards[0]).objects.filter(pk=hazards[0].pk).update(silent=False)
        with connection.cursor() as cursor:
            cursor.execute(
                "update hazards_hazard set state = 'VOIDED', closed_at = now() where id = %s", [hazards[0].pk]
            )
    at = days_after(DEADLINE, 8)
    acts: list[Callable[[], Any]] = [lambda: overtake(at=at) for _ in range(3)]
    acts.append(lambda: sign_order(actor=site.leader, order_id=order.pk, at=at).state)
    assert together(system_actor(), acts)[-1] == "ISSUED"
    with transaction.atomic():
        outcomes = dict(Rung.objects.values_list("hazard_id", "outcome"))
        assert outcomes == {hazards[0].pk: "OVERTAKEN", hazards[1].pk: "SIGNED"}
        assert list(order.items.filter(dropped_at=None).values_list("hazard_id", flat=True)) == [hazards[1].pk]


def test_the_job_sees_what_it_works_on() -> None:
    """A job runs outside any transaction: under row-level security it would see nothing."""
    with transaction.atomic():
        overdue(make_site())
    assert together(system_actor(), [lambda: climb(days_after(DEADLINE, 7))]) == [1]
    with transaction.atomic():
        assert Order.objects.count() == 1
