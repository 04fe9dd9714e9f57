"""The whole ladder lives in the demo region, and the platform's own jobs find nothing left undone in it."""

from collections import Counter
from typing import Any

import pytest

from zhiben.domains.accidents.models import Incident, Trace
from zhiben.domains.accidents.services.opening import open_due_traces
from zhiben.domains.hazards.models import DoubleReport, Hazard, LookBack, Measure, Notice, Serving, TreatmentPlan
from zhiben.domains.hazards.services.sweeping import ask_for_signatures
from zhiben.domains.hazards.terms import BLOCKING_MEASURES, Level
from zhiben.domains.interviews.models import Commitment, Interview
from zhiben.domains.ladder.drafts import desk_kind
from zhiben.domains.ladder.models import Order, Rung
from zhiben.domains.ladder.services.climbing import climb
from zhiben.domains.listings.models import Listing, ProgressReport
from zhiben.domains.listings.services.progress import open_due_progress
from zhiben.kernel.access.models import Grant
from zhiben.kernel.events.models import FailedEvent
from zhiben.kernel.events.reader import drain
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.papers.issued import is_untouched
from zhiben.kernel.papers.models import IssuedPaper
from zhiben.kernel.rules.models import Finding
from zhiben.kernel.rules.terms import FindingState
from zhiben.kernel.workflow.models import Todo, Urge
from zhiben.kernel.workflow.reminders import remind
from zhiben.world.tests.day import TODAY

pytestmark = pytest.mark.django_db


def states(model: Any) -> dict[str, int]:
    return dict(Counter(model.objects.values_list("state", flat=True)))


def test_every_rung_has_cases_in_every_state_it_can_show(county: dict[str, int]) -> None:
    assert states(Listing) == {
        "DRAFT": 7, "LISTED": 1, "GOVERNING": 2, "REPORTED": 1, "DELISTED": 27, "DECLINED": 22,
    }  # fmt: skip
    assert states(Order) == {"DRAFT": 3, "ISSUED": 1, "ANSWERED": 1, "CLOSED": 10, "DECLINED": 2}
    assert states(Interview) == {"DRAFT": 1, "NOTIFIED": 1, "HELD": 1, "DONE": 1, "DECLINED": 1}
    assert states(Commitment) == {"OPEN": 2, "VERIFIED": 3}
    assert states(Incident) == {"CLOSED": 1, "CONFIRMED": 1}
    assert set(states(Trace)) == {"OPENED", "INVESTIGATING", "CLOSED", "DISMISSED"}
    assert states(LookBack)["FAILED"] == 1
    assert states(LookBack)["PLANNED"] == 2


def test_what_is_late_is_seen_to_be_late(county: dict[str, int]) -> None:
    assert Order.objects.filter(state="ISSUED", due_at__lt=TODAY).count() == 1
    assert Commitment.objects.filter(state="OPEN", due_at__lt=TODAY).count() == 1
    assert ProgressReport.objects.filter(state="DUE", due_at__lt=TODAY).count() == 1
    assert ProgressReport.objects.filter(state="DUE").count() == 3
    assert Serving.objects.open().filter(due_at__lt=TODAY).exists()
    assert Urge.objects.filter(flow="ladder.order").count() == 3


def test_no_major_hazard_was_closed_over_an_open_measure_and_every_reference_exists(county: dict[str, int]) -> None:
    told = Hazard.objects.filter(level=Level.MAJOR, silent=False)
    for hazard in told:
        assert sorted(hazard.measures.values_list("kind", flat=True)) == ["CREDIT", "LIST", "SERVE", "STOP"]
    closed = told.exclude(closed_at=None)
    assert not Measure.objects.open().filter(hazard__in=closed, kind__in=BLOCKING_MEASURES).exists()
    for measure in Measure.objects.filter(state="DONE", kind="STOP").select_related("hazard"):
        assert Notice.objects.filter(project=measure.hazard.project_id, kind="STOP", number=measure.reference).exists()
    for measure in Measure.objects.filter(state="DONE", kind="LIST").select_related("hazard"):
        assert Listing.objects.filter(items__hazard=measure.hazard, number=measure.reference).exists()
        assert measure.hazard.listing_no == measure.reference
    for measure in Measure.objects.filter(state="DONE", kind="SERVE"):
        assert not Serving.objects.open().filter(hazard=measure.hazard_id).exists()
    assert not Measure.objects.filter(state="WAIVED", note="").exists()
    open_lists = set(Measure.objects.open().filter(kind="LIST").values_list("hazard_id", flat=True))
    drafted = Listing.objects.filter(state="DRAFT").values_list("items__hazard_id", flat=True)
    assert open_lists <= set(drafted)


def test_what_came_back_is_a_new_hazard_of_the_same_chain(county: dict[str, int]) -> None:
    failed = LookBack.objects.get(state="FAILED")
    assert failed.rebound is not None
    assert failed.rebound.recurs_id == failed.hazard_id
    assert failed.rebound.project_id == failed.hazard.project_id
    assert failed.rebound.clause_code == failed.hazard.clause_code
    assert failed.rebound.found_on == failed.held_on


def test_sites_have_handed_in_plans_and_both_reports(county: dict[str, int]) -> None:
    assert states(TreatmentPlan) == {"ACCEPTED": 50, "HANDED_IN": 3, "REQUESTED": 1}
    assert states(DoubleReport) == {"DONE": 48, "PENDING": 6}
    assert Hazard.objects.filter(double_report=True).count() == 48


def test_signed_papers_are_whole(county: dict[str, int]) -> None:
    kinds = Counter(IssuedPaper.objects.values_list("kind", flat=True))
    assert (kinds["listing"], kinds["listing:delist"], kinds["ladder.order"], kinds["interview"]) == (31, 27, 12, 3)
    assert all(is_untouched(paper) for paper in IssuedPaper.objects.filter(kind__startswith="listing"))


def test_the_leaders_desk_can_be_cleared_in_a_morning(county: dict[str, int]) -> None:
    leader = Grant.objects.own().get(user__username="lingdao").actor()
    lying = [t for t in Todo.objects.open().held_by(leader) if desk_kind(t.flow, t.action)]
    assert len(lying) == 13
    assert not [t for t in lying if t.due_at and t.due_at < TODAY]
    above = Grant.objects.own().get(user__username="shiju").actor()
    assert sorted(t.flow for t in Todo.objects.open().held_by(above)) == ["correction", "finding", "ladder.order"]
    assert all(rung.why for rung in Rung.objects.pending())


def test_nobody_is_flooded_and_old_news_is_read(county: dict[str, int]) -> None:
    assert Notification.objects.count() < 300
    unread = Notification.objects.filter(read_at=None)
    assert max(Counter(unread.values_list("user_id", flat=True)).values()) <= 25
    assert not Notification.objects.filter(read_at__gt=TODAY).exists()
    assert not Notification.objects.filter(created_at__gt=TODAY).exists()
    assigned = Counter(Todo.objects.open().exclude(assigned_to=None).values_list("flow", flat=True))
    assert assigned.pop("finding") == Finding.objects.filter(state=FindingState.OPEN).count()
    assert assigned.pop("trace") == Trace.objects.filter(state="INVESTIGATING").count()
    assert assigned.total() == 4
    assert Grant.objects.in_force(TODAY).filter(delegated_from__isnull=False).count() == 1


def test_the_jobs_that_run_first_change_nothing(county: dict[str, int]) -> None:
    before = Todo.objects.open().count(), Rung.objects.count(), Notification.objects.count()

    assert (climb(TODAY), open_due_traces(at=TODAY), open_due_progress(at=TODAY)) == (0, 0, 0)
    assert (ask_for_signatures(at=TODAY), remind(at=TODAY)) == (0, 0)
    drain()

    assert (Todo.objects.open().count(), Rung.objects.count(), Notification.objects.count()) == before
    assert not FailedEvent.objects.exists()
