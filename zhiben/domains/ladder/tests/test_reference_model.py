"""Whatever happens to a deadline, the rungs reached are those of a model that fits on one screen."""

from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.tests.factories import Site, make_site
from zhiben.domains.ladder.models import Rung
from zhiben.domains.ladder.services.climbing import climb
from zhiben.domains.ladder.tests.factories import DEADLINE, on, overdue
from zhiben.kernel.base.clock import end_of_day

pytestmark = pytest.mark.django_db
STEPS = {"MAJOR": {"ORDER": 7, "LISTING": 15, "INTERVIEW": 30}, "GENERAL": {"ORDER": 15}}
FOR_ITS_OWN = {"ORDER", "INTERVIEW"}
WHAT = st.one_of(
    st.tuples(st.just("climb"), st.just(0)),
    st.tuples(st.just("extend"), st.integers(1, 40)),
    st.tuples(st.just("submit"), st.just(0)),
    st.tuples(st.just("return"), st.integers(1, 20)),
    st.tuples(st.just("close"), st.just(0)),
)
TIMELINE = st.lists(st.tuples(st.integers(0, 12), WHAT), min_size=1, max_size=12)


class Model:
    """A hazard and the set of rungs it has reached: (code, deadline)."""

    def __init__(self, level: str, source: str) -> None:
        self.level, self.source = level, source
        self.state, self.deadline, self.today = "RECTIFYING", DEADLINE, DEADLINE
        self.reached: set[tuple[str, date]] = set()

    def happens(self, what: str, days: int) -> None:
        if what in ("extend", "return") and self.state == ("RECTIFYING" if what == "extend" else "SUBMITTED"):
            self.state = "RECTIFYING"
            self.deadline = max(self.today, self.deadline) + timedelta(days=days)
        elif what == "submit" and self.state == "RECTIFYING":
            self.state = "SUBMITTED"
        elif what == "close" and self.state == "SUBMITTED":
            self.state = "CLOSED"
        elif what == "climb" and self.state == "RECTIFYING":
            late = (self.today - self.deadline).days
            for code, step in STEPS[self.level].items():
                if late >= step and (self.source != "SELF_CHECK" or code in FOR_ITS_OWN):
                    self.reached.add((code, self.deadline))


def put(hazard: Hazard, model: Model) -> None:
    """The hazard as the model has it; a hand-in waits for its re-check far longer than the test lasts."""
    due = end_of_day(model.deadline) if model.state == "RECTIFYING" else end_of_day(date(2029, 1, 1))
    over = model.state == "CLOSED"
    with connection.cursor() as cursor:
        cursor.execute(
            "update hazards_hazard set state = %s, deadline_on = %s, due_at = %s, closed_at = %s where id = %s",
            [model.state, model.deadline, None if over else due, on(model.today) if over else None, hazard.pk],
        )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    timeline=TIMELINE,
    level=st.sampled_from(["MAJOR", "GENERAL"]),
    source=st.sampled_from(["SUPERVISION", "SELF_CHECK"]),
)
def test_rungs_reached_are_those_of_the_model(
    timeline: list[tuple[int, tuple[str, int]]], level: str, source: str
) -> None:
    site: Site = make_site()
    hazard, model = overdue(site, level=level, source=source), Model(level, source)
    for passed, (what, days) in timeline:
        model.today += timedelta(days=passed)
        model.happens(what, days)
        put(hazard, model)
        if what == "climb":
            climb(on(model.today))
            climb(on(model.today))
    found = set(Rung.objects.filter(hazard=hazard).values_list("code", "deadline_on"))
    assert found == model.reached
    waits = Rung.objects.filter(hazard=hazard).pending()
    climb(on(model.today))
    current = {model.deadline} if model.state == "RECTIFYING" else set()
    assert set(waits.values_list("deadline_on", flat=True)) <= current
