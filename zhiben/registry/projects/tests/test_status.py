"""Status, its periods, and what counts as 在建 on a day."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.errors import InvalidInput, WrongState
from zhiben.registry.projects.models import Project, ProjectPeriod
from zhiben.registry.projects.services import change_status
from zhiben.registry.projects.tests.conftest import Region


def running(day: date) -> bool:
    return Project.objects.under_construction(day).exists()


def test_under_construction_follows_the_periods_of_the_day(region: Region) -> None:
    project, actor = region.project(region.gulou), region.actor(region.gulou)
    for status, day in (("stopped", date(2026, 2, 1)), ("under_way", date(2026, 2, 10)),
                        ("suspended", date(2026, 3, 1)), ("under_way", date(2026, 4, 1)),
                        ("ended", date(2026, 5, 1))):  # fmt: skip
        change_status(actor=actor, project_id=project.pk, status=status, on=day, reason="依申请", at=now())
    expected = {
        date(2026, 1, 4): False, date(2026, 1, 5): True, date(2026, 2, 1): True, date(2026, 2, 28): True,
        date(2026, 3, 1): False, date(2026, 3, 31): False, date(2026, 4, 1): True, date(2026, 4, 30): True,
        date(2026, 5, 1): False, today(): False,
    }  # fmt: skip
    assert {day: running(day) for day in expected} == expected
    periods = list(ProjectPeriod.objects.order_by("valid_from"))
    assert all(a.valid_to == b.valid_from for a, b in pairwise(periods))
    assert Project.objects.get().status == "ended"


def test_two_changes_on_one_day_leave_the_later_one(region: Region) -> None:
    project, actor, day = region.project(region.gulou), region.actor(region.gulou), date(2026, 2, 1)
    for status in ("stopped", "suspended"):
        change_status(actor=actor, project_id=project.pk, status=status, on=day, reason="依申请", at=now())
    assert [(p.status, p.valid_to) for p in ProjectPeriod.objects.order_by("valid_from")] == [
        ("under_way", day), ("suspended", None),
    ]  # fmt: skip
    assert not running(day)


def test_a_status_needs_a_reason_a_real_day_and_to_be_new(region: Region) -> None:
    project, actor = region.project(region.gulou), region.actor(region.gulou)

    def change(status: str, day: date, reason: str = "依申请") -> None:
        change_status(actor=actor, project_id=project.pk, status=status, on=day, reason=reason, at=now())

    with pytest.raises(WrongState, match="在建"):
        change("under_way", today())
    for day, reason, word in (
        (today(), " ", "事由"), (today() + timedelta(days=1), "x", "晚于"), (date(2026, 1, 4), "x", "早于"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput, match=word):
            change("stopped", day, reason)
    assert ProjectPeriod.objects.count() == 1
    assert Project.objects.get().status == "under_way"
