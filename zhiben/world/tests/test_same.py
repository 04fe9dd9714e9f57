"""The same seed gives the same world."""

from collections import Counter

import pytest
from django.db import transaction

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.ladder.models import Order, Rung
from zhiben.domains.listings.models import Listing
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.workflow.models import Urge
from zhiben.world import build
from zhiben.world.tests.day import TODAY

pytestmark = pytest.mark.django_db


def world() -> list[object]:
    """What may not differ between two builds: rows told, and what the verbs made of them."""
    return [
        list(Hazard.objects.order_by("id").values_list("id", "description", "found_on", "state", "listing_no")),
        list(
            Listing.objects.order_by("number", "opened_at", "title").values_list("number", "title", "state", "due_at")
        ),
        list(Order.objects.order_by("opened_at", "title").values_list("number", "state", "drafted_by_rule")),
        Counter(Rung.objects.values_list("hazard_id", "code", "outcome")),
        Counter(Urge.objects.values_list("flow", "nth", "days_overdue")),
    ]


def test_the_same_seed_gives_the_same_world_and_only_an_empty_database_takes_one() -> None:
    with transaction.atomic():
        build("county", seed=7, at=TODAY)
        first = world()
        with pytest.raises(WrongState, match="空库"):
            build("county", seed=7, at=TODAY)
        assert world() == first
        transaction.set_rollback(True)

    build("county", seed=7, at=TODAY)
    assert world() == first
