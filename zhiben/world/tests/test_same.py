"""The same seed gives the same world."""

from collections import Counter

import pytest
from django.db import transaction

from zhiben.domains.certificates.models import Certificate, CertificateCheck, Decision
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.ladder.models import Order, Rung
from zhiben.domains.listings.models import Listing
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.records.models import Correction
from zhiben.kernel.workflow.models import Todo, Urge
from zhiben.world import build
from zhiben.world.tests.day import TODAY

pytestmark = pytest.mark.django_db


def world() -> list[object]:
    """What may not differ between two builds: rows told, and what the verbs made of them."""
    return [
        list(Hazard.objects.order_by("id").values_list("id", "description", "found_on", "state", "listing_no")),
        Counter(Listing.objects.values_list("number", "opened_at", "title", "state", "due_at")),
        Counter(Order.objects.values_list("opened_at", "title", "number", "state", "drafted_by_rule")),
        Counter(Rung.objects.values_list("hazard_id", "code", "outcome")),
        Counter(Urge.objects.values_list("flow", "nth", "days_overdue")),
        list(Certificate.objects.order_by("number", "opened_at").values_list("number", "holder_name", "state")),
        list(Decision.objects.order_by("number").values_list("number", "certificate__number", "action")),
        Counter(Correction.objects.values_list("opened_at", "title", "state", "new_text", "reached")),
        Counter(CertificateCheck.objects.values_list("at", "certificate_number", "code_result", "outcome")),
        Counter(Todo.objects.open().values_list("flow", "title", "action", "due_at", "assigned_name")),
        Counter(Notification.objects.values_list("user_id", "title", "created_at", "read_at")),
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
