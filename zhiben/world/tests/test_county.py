"""The demo region: its counts come out exactly, and its histories are possible."""

from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Max

from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.terms import Level
from zhiben.domains.listings.models import ListedHazard
from zhiben.domains.listings.terms import RUNNING
from zhiben.kernel.numbering.models import IssuedNumber
from zhiben.kernel.workflow.models import CaseMove, Todo
from zhiben.kernel.workflow.registry import flows
from zhiben.registry.equipment.models import Equipment, EquipmentOperator, EquipmentStand
from zhiben.registry.projects.models import Project, ProjectPeriod
from zhiben.world.tests.day import TODAY

pytestmark = pytest.mark.django_db


def test_the_county_has_what_the_design_promises(county: dict[str, int]) -> None:
    major = Hazard.objects.filter(level=Level.MAJOR)
    assert (county["projects"], county["people"], Hazard.objects.count(), major.count()) == (120, 3000, 600, 60)
    assert county["enterprises"] in range(58, 63)
    assert major.past_deadline(on=TODAY.date()).count() == 12
    assert ListedHazard.objects.filter(active=True, listing__state__in=RUNNING).count() == 4
    assert major.filter(found_on__year__lte=2023).count() == 6
    assert Project.objects.under_construction(TODAY.date()).count() > 80


def test_no_history_is_impossible(county: dict[str, int]) -> None:
    tables = {flow.code: flow for flow in flows()}
    states: dict[UUID, str] = {}
    for move in CaseMove.objects.order_by("case_id", "seq"):
        before = states.get(move.case_id)
        assert before is None or before == move.source
        if before is not None:
            row = tables[move.flow].moves[(move.action, move.source)]
            assert move.target == (row.target or move.source)
        assert move.at <= TODAY
        assert move.recorded_at == move.at
        states[move.case_id] = move.target
    lengths = dict(CaseMove.objects.values_list("case_id").annotate(n=Max("seq")))
    assert set(lengths.values()) != {1}
    for flow in flows():
        rows: Any = flow.model._default_manager
        for case in rows.filter(pk__in=list(states)):
            assert case.seq == lengths[case.pk]
            assert states[case.pk] == case.state
            final = any(case.state in one.final for one in flows() if one.model is flow.model)
            assert (case.closed_at is not None) == final


def test_moments_of_a_history_follow_each_other(county: dict[str, int]) -> None:
    last: dict[UUID, Any] = {}
    for move in CaseMove.objects.order_by("case_id", "seq"):
        assert move.at >= last.get(move.case_id, move.at), (move.flow, move.action, move.at)
        last[move.case_id] = move.at


def test_every_open_case_is_somebodys_to_do(county: dict[str, int]) -> None:
    waiting = set(Todo.objects.open().values_list("case_id", flat=True))
    assert set(Notice.objects.open().values_list("pk", flat=True)) <= waiting
    singles = Hazard.objects.open().filter(notice=None)
    assert {pk for pk, silent in singles.values_list("pk", "silent") if not silent} <= waiting
    assert not {pk for pk, silent in singles.values_list("pk", "silent") if silent} & waiting


def test_numbers_rise_with_their_days_and_none_is_missing(county: dict[str, int]) -> None:
    series: dict[tuple[str, int], list[Any]] = {}
    for issued in IssuedNumber.objects.order_by("series", "year", "number"):
        series.setdefault((issued.series, issued.year), []).append(issued)
    assert {"listing.LIST", "listing.DELIST", "ladder.order", "interview.NOTICE", "trace"} <= {s for s, _ in series}
    for rows in series.values():
        assert [r.number for r in rows] == list(range(1, len(rows) + 1))
        assert sorted(r.issued_at for r in rows) == [r.issued_at for r in rows]


def test_machines_stand_where_and_when_they_can(county: dict[str, int]) -> None:
    assert (county["equipment"], Equipment.objects.filter(doubtful=True).count()) == (90, 0)
    assert Equipment.objects.values("maker_key", "serial_key").distinct().count() == 90
    stands: dict[Any, list[EquipmentStand]] = {}
    for stand in EquipmentStand.objects.select_related("equipment", "project").order_by("equipment", "valid_from"):
        assert stand.equipment.filing_on
        assert stand.project.start_on
        assert stand.valid_from >= max(stand.equipment.filing_on, stand.project.start_on)
        ended = ProjectPeriod.objects.filter(project=stand.project_id, status="ended").first()
        assert ended is None or (stand.valid_to is not None and stand.valid_to <= ended.valid_from)
        stands.setdefault(stand.equipment_id, []).append(stand)
    for rows in stands.values():
        assert all(a.valid_to and a.valid_to <= b.valid_from for a, b in pairwise(rows))
    present = [s for rows in stands.values() for s in rows if s.valid_to is None]
    assert len(present) > 60
    assert any(s.registered_on is None for s in present)
    assert any(s.inspect_due_on and s.inspect_due_on < TODAY.date() for s in present)
    at_work = EquipmentOperator.objects.filter(valid_to=None)
    assert at_work.values("person").distinct().count() == at_work.count() > 100
