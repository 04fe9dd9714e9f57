"""Rungs are reached on their day, once, as the region says."""

import pytest

from zhiben.domains.hazards.tests.factories import make_site
from zhiben.domains.ladder.models import Rung
from zhiben.domains.ladder.tests.factories import (
    DEADLINE,
    climbed,
    days_after,
    draft_of,
    overdue,
)

pytestmark = pytest.mark.django_db


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
    assert Rung.objects.get().parameter_id is not None
