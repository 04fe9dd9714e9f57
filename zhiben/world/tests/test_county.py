"""The demo region: its counts come out exactly, its histories are possible, the same seed gives the same world."""

from datetime import datetime
from uuid import UUID

import pytest
from django.db.models import Max

from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.terms import Level
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.workflow.models import CaseMove, Todo
from zhiben.registry.projects.models import Project
from zhiben.world import build

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 11, 21, 10, tzinfo=CHINA)


def test_the_county_has_what_the_design_promises() -> None:
    counts = build("county", seed=1, at=TODAY)

    major = Hazard.objects.filter(level=Level.MAJOR)
    assert (counts["projects"], counts["people"], Hazard.objects.count(), major.count()) == (120, 3000, 600, 60)
    assert counts["enterprises"] in range(58, 63)
    assert major.past_deadline(on=TODAY.date()).count() == 12
    assert major.exclude(listing_level="").count() == 4
    assert major.filter(found_on__year__lte=2023).count() == 6
    assert Project.objects.under_construction(TODAY.date()).count() > 80


def test_no_history_is_impossible() -> None:
    build("county", seed=1, at=TODAY)

    states: dict[UUID, str] = {}
    for move in CaseMove.objects.order_by("case_id", "seq"):
        before = states.get(move.case_id)
        assert before is None or before == move.source
        assert move.at <= TODAY
        states[move.case_id] = move.target
    for model in (Hazard, Notice):
        for case in model.objects.all():
            assert states[case.pk] == case.state
            assert (case.closed_at is not None) == (case.state in ("CLOSED", "VOIDED", "COMPLETED"))
    lengths = dict(CaseMove.objects.values_list("case_id").annotate(n=Max("seq")))
    assert all(h.seq == lengths[h.pk] for h in Hazard.objects.all())


def test_every_open_case_is_somebodys_to_do() -> None:
    build("county", seed=1, at=TODAY)

    waiting = set(Todo.objects.open().values_list("case_id", flat=True))
    notices = set(Notice.objects.open().values_list("pk", flat=True))
    singles = set(Hazard.objects.open().filter(notice=None).values_list("pk", flat=True))
    assert notices | singles == waiting


def test_the_same_seed_gives_the_same_world_and_only_an_empty_database_takes_one() -> None:
    build("county", seed=7, at=TODAY)
    first = list(Hazard.objects.order_by("id").values_list("id", "description", "found_on", "state")[:50])

    with pytest.raises(WrongState, match="空库"):
        build("county", seed=7, at=TODAY)

    assert list(Hazard.objects.order_by("id").values_list("id", "description", "found_on", "state")[:50]) == first
