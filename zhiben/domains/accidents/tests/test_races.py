"""Four workers at once: every reason is recorded once, every subject has one trace."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from zhiben.domains.accidents.models import Trace, TraceTrigger
from zhiben.domains.accidents.services.opening import open_due_traces
from zhiben.domains.accidents.tests.factories import CHANGZHOU, later, major, make_site, ordered
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.clock import now
from zhiben.kernel.workflow.models import CaseMove


@pytest.mark.django_db(transaction=True)
def test_four_sweeps_at_once_open_each_trace_once() -> None:
    site = make_site(code=CHANGZHOU)
    hazards = [major(site, f"第 {n} 处支护变形") for n in range(12)]
    for hazard in hazards[:6]:
        ordered(site, hazard, later(0))
    at = now()

    def sweep(_: int) -> int:
        try:
            with acting_as(system_actor()):
                return open_due_traces(at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(sweep, range(4)))
    assert sum(found) == 12
    with transaction.atomic():
        assert Trace.objects.count() == TraceTrigger.objects.count() == 12
        assert CaseMove.objects.filter(flow="trace").count() == 12
