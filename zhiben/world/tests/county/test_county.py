"""The demo region: its counts come out exactly, and its histories are possible."""

import json
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Max

from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.terms import Level
from zhiben.domains.listings.models import ListedHazard
from zhiben.domains.listings.terms import RUNNING
from zhiben.domains.standing.models import Bar
from zhiben.kernel.access.models import Grant
from zhiben.kernel.events.models import OutboxEvent
from zhiben.kernel.events.registry import listeners
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.numbering.models import IssuedNumber
from zhiben.kernel.rules.declarations import rules
from zhiben.kernel.rules.dirty import anything_dirty
from zhiben.kernel.rules.engine import recheck_dirty, run_rules
from zhiben.kernel.rules.models import Finding, RuleRun
from zhiben.kernel.rules.terms import FindingState
from zhiben.kernel.ui.tests.people import client_of
from zhiben.kernel.workflow.models import CaseMove, Todo
from zhiben.kernel.workflow.registry import flows
from zhiben.registry.agencies.models import Grid
from zhiben.registry.equipment.models import Equipment, EquipmentOperator, EquipmentStand
from zhiben.registry.people.models import Employment, Person, StatedCertificate
from zhiben.registry.projects.models import Informant, Project, ProjectPeriod, ProjectPost, SiteWorker
from zhiben.registry.projects.visits import visits_in, visits_of
from zhiben.world.contradictions import EXPLAINED, FOUND
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
        assert move.recorded_at == move.at or "batch" in move.inputs  # a ledger tells of what was before it
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
    ordinary = Equipment.objects.filter(filing_no__startswith="苏D-")  # the others contradict something on purpose
    assert (county["equipment"], ordinary.filter(doubtful=True).count()) == (90, 0)
    assert ordinary.values("maker_key", "serial_key").distinct().count() == ordinary.count() == 90
    stands: dict[Any, list[EquipmentStand]] = {}
    ordinary_stands = EquipmentStand.objects.filter(equipment__in=ordinary).select_related("equipment", "project")
    for stand in ordinary_stands.order_by("equipment", "valid_from"):
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


def names(code: str) -> set[str]:
    return set(Finding.objects.filter(rule=code).standing().values_list("subject_name", flat=True))


def test_each_rule_finds_what_was_planted_and_nothing_else(county: dict[str, int]) -> None:
    assert {run.rule: run.error for run in RuleRun.objects.filter(whole=True)} == {one.code: "" for one in rules()}
    assert {code: names(code) for code in FOUND} == {code: set(found) for code, found in FOUND.items()}
    (explained,) = Finding.objects.filter(state=FindingState.DISMISSED)
    assert explained.subject_name == EXPLAINED
    assert all(one.agency_id and "320400" in one.areas for one in Finding.objects.all())
    assert Notification.objects.filter(topic="rules.raised").exists()
    waiting = {todo.case_id: todo for todo in Todo.objects.open().filter(flow="finding")}
    opened = {one.pk: one for one in Finding.objects.filter(state=FindingState.OPEN)}
    assert waiting.keys() == opened.keys()
    for pk, todo in waiting.items():
        days = {"machine-two-sites": 3, "phone-shared": 15, "account-shared": 10}.get(opened[pk].rule, 5)
        assert todo.due_at
        assert (todo.due_at - opened[pk].raised_at).days == days
        assert (todo.holder_id, bool(todo.assigned_to)) == (opened[pk].agency_id, True)
    grant = Grant.objects.filter(role="inspector", path="32.3204.320412.").select_related("user").first()
    assert grant is not None
    marked = client_of(grant).get("/people/?marked=posts-over-limit").content.decode()
    assert [name in marked for name in ("查任多", "查监四", "查任接", "查监三")] == [True, True, False, False]


def test_asked_twice_changes_nothing(county: dict[str, int]) -> None:
    again = run_rules(at=TODAY)
    assert [(one.raised, one.changed, one.cleared, one.error) for one in again] == [(0, 0, 0, "")] * len(rules())
    assert json.dumps([one.as_json() for one in again])


def test_the_path_says_how(county: dict[str, int]) -> None:
    barred = Finding.objects.get(rule="barred-director")
    words = [(hop["from"]["name"], hop["word"], hop["to"]["name"]) for hop in barred.path]
    assert words[0] == ("常州查限建设有限公司", "主要负责人、法定代表人是", "查任负")
    assert words[1][:2] == ("查任负", "又任技术负责人")
    limit = Finding.objects.get(rule="posts-over-limit", subject_name="查监四")
    assert limit.facts == [{"label": "总监理工程师", "value": "4 个在建项目，规定最多 3 个"}]
    assert len(limit.path) == 4


def test_changes_are_asked_about_again_by_themselves(county: dict[str, int]) -> None:
    """Each change is one the registers make; only what it concerns is asked again."""
    recheck_dirty(at=TODAY)
    assert not anything_dirty()
    post = ProjectPost.objects.filter(person__name="查监四").first()
    assert post is not None
    post.valid_to = TODAY.date()
    post.save()
    Person.objects.filter(name="查号二甲").update(phone_index=Person.objects.get(name="查号三甲").phone_index)
    EquipmentStand.objects.filter(equipment__serial="示机0701").update(
        valid_from=TODAY.date() - timedelta(days=200), valid_to=TODAY.date() - timedelta(days=100)
    )
    Bar.objects.filter(subject_name="常州查满建设有限公司").update(valid_to=None)
    StatedCertificate.objects.filter(person__name="查证乙").delete()
    assert anything_dirty()
    found = {one.rule: (one.raised, one.changed, one.cleared) for one in recheck_dirty(at=TODAY)}
    assert found.pop("person-two-places") == (0, 0, 0)
    assert found == {
        "posts-over-limit": (0, 0, 1), "phone-shared": (0, 1, 0), "machine-two-sites": (0, 0, 1),
        "barred-director": (1, 0, 0), "certificate-two-people": (0, 0, 1),
    }  # fmt: skip
    again = Finding.objects.get(subject_name="查号三甲等4人")
    assert again.state == FindingState.OPEN
    gone = Finding.objects.filter(state=FindingState.CLEARED)
    held = set(Todo.objects.open().filter(flow="finding").values_list("case_id", flat=True))
    assert again.pk not in held
    assert held >= set(gone.values_list("pk", flat=True)) != set()
    for event in OutboxEvent.objects.filter(name="rules.findings_moved"):
        listeners()["standing.settle_tasks"][event.name](event.payload, TODAY)
    held = set(Todo.objects.open().filter(flow="finding").values_list("case_id", flat=True))
    assert held == set(Finding.objects.filter(state=FindingState.OPEN).values_list("pk", flat=True))
    assert run_rules(at=TODAY)[0].raised == 0


def test_who_works_where_is_told(county: dict[str, int]) -> None:
    assert Employment.objects.filter(valid_to=None).count() >= 3000
    crews = SiteWorker.objects.filter(valid_to=None)
    assert crews.count() >= 500
    assert crews.filter(special=True).exists()
    assert Informant.objects.filter(valid_to=None).count() == 40
    assert Informant.objects.overdue(TODAY).exists()
    inspector = Grant.objects.own().get(user__username="jiandu").actor()
    assert inspector.user_id
    checked = {TODAY.date() - timedelta(days=ago) for ago in (18, 11, 3, 2)}
    visits = visits_of([inspector.user_id], TODAY.date() - timedelta(days=60), TODAY.date())
    assert checked <= {day for _, _, day in visits}
    grids = visits_in(Grid.objects.values_list("pk", flat=True), TODAY.date().replace(day=1), TODAY.date())
    assert sum(map(len, grids.values())) > 20
