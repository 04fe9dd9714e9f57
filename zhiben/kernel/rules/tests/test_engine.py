"""New is raised, gone is cleared, same is left alone; what was explained stays so until its facts change."""

import json
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from zhiben.cli.commands import rules as command
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.events.models import OutboxEvent
from zhiben.kernel.rules.declarations import Rule, Scope, Statement, add_rule, remove_rule, rules
from zhiben.kernel.rules.engine import Outcome, evaluate, recheck_dirty, run_rules
from zhiben.kernel.rules.jobs import nightly
from zhiben.kernel.rules.models import DirtyKey, Finding, FindingMove, RuleRun
from zhiben.kernel.rules.queries import findings_of
from zhiben.kernel.rules.services import dismiss_finding, reopen_finding
from zhiben.kernel.rules.terms import FindingState, Severity

AT = datetime(2026, 5, 6, 1, tzinfo=UTC)
HERE, THERE = UUID(int=1), UUID(int=2)
SUBJECTS = {name: UUID(int=100 + n) for n, name in enumerate("abc")}
SELECT = """select w.key, w.id as subject_id, w.key || '的名字' as subject_name,
    jsonb_build_array(jsonb_build_object('label', '数', 'value', w.fact)) as facts,
    jsonb_build_array(jsonb_build_object('from', jsonb_build_object('kind', 'person', 'id', w.id, 'name', w.key),
        'word', '在', 'to', jsonb_build_object('kind', 'project', 'id', '00000000-0000-0000-0000-0000000000ff', 'name', '工地')))
        as path,
    array[w.agency] as agencies, array[w.place] as places
    from wrong w where true"""


def person(name: str, agency: UUID, path: str) -> Actor:
    return Actor(name=name, role=Role.INSPECTOR, reach=ReachKind.AGENCY, reach_id=agency, path=path, level="county")


INSPECTOR, STRANGER = person("甲", HERE, "35.3501.350102."), person("乙", THERE, "35.3501.350103.")


def ask(scope: Scope) -> Statement:
    return Statement(SELECT + scope.narrow("w.key", "text"), scope.values)


@pytest.fixture
def wrong(db: None) -> Iterator[Rule]:
    """A rule that finds whatever stands in a table of the test."""
    with connection.cursor() as cursor:
        cursor.execute("create temp table wrong (key text, id uuid, fact int, agency uuid, place text) on commit drop")
    made = Rule(
        code="test-wrong",
        label="测试",
        subject="person",
        severity=Severity.HIGH,
        meaning="在表里",
        basis=("测试",),
        ask=ask,
    )
    add_rule(made)
    yield made
    remove_rule(made.code)


def put(key: str, fact: int, agency: UUID = HERE, place: str = "35.3501.350102.") -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from wrong where key = %s", [key])
        cursor.execute("insert into wrong values (%s, %s, %s, %s, %s)", [key, SUBJECTS[key], fact, agency, place])


def take_away(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from wrong where key = %s", [key])


def run(at: datetime = AT) -> Outcome:
    (outcome,) = run_rules(at=at, codes=["test-wrong"])
    return outcome


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    return outcome.raised, outcome.changed, outcome.cleared, outcome.open


def test_new_same_changed_gone(wrong: Rule) -> None:
    put("a", 1)
    put("b", 1, THERE, "35.3501.350103.")
    assert counts(run()) == (2, 0, 0, 2)
    assert counts(run()) == (0, 0, 0, 2)
    first = Finding.objects.get(key="a")
    assert (first.agency_id, first.province, first.city, first.county) == (HERE, "350000", "350100", "350102")
    assert first.areas == ["350000", "350100", "350102"]
    put("a", 2)
    take_away("b")
    assert counts(run(AT + timedelta(days=1))) == (0, 1, 1, 1)
    assert [m.verb for m in FindingMove.objects.filter(finding=first).order_by("at")] == ["raised", "changed"]
    assert Finding.objects.get(key="b").state == FindingState.CLEARED
    put("b", 1)
    assert counts(run(AT + timedelta(days=2))) == (1, 0, 0, 2)
    assert Finding.objects.filter(key="b").count() == 2
    assert OutboxEvent.objects.filter(name="rules.findings_moved", payload__rule="test-wrong").count() == 3


def test_each_on_the_path_knows_of_it(wrong: Rule) -> None:
    put("a", 1)
    run()
    put("a", 2)
    run()
    site = UUID(int=255)
    (finding,) = Finding.objects.all()
    assert findings_of(system_actor(), "project", [site]) == {site: [finding]}
    assert findings_of(system_actor(), "person", [SUBJECTS["a"]]) == {SUBJECTS["a"]: [finding]}


def test_a_failing_rule_neither_raises_nor_clears(wrong: Rule) -> None:
    put("a", 1)
    run()

    def fail(scope: Scope) -> Statement:
        return Statement(SELECT + " and w.fact / 0 = 1", scope.values)

    broken = Rule(code=wrong.code, label="", subject="person", severity=Severity.LOW, meaning="", basis=(), ask=fail)
    outcome = evaluate(broken, Scope(on=date(2026, 5, 6)), at=AT)
    assert counts(outcome) == (0, 0, 0, 1)
    assert "division by zero" in outcome.error
    assert RuleRun.objects.exclude(error="").get().rule == wrong.code
    assert Finding.objects.get().state == FindingState.OPEN


def test_only_what_changed_is_asked_again(wrong: Rule) -> None:
    put("a", 1)
    put("b", 1)
    run()
    take_away("a")
    take_away("b")
    DirtyKey.objects.bulk_create([DirtyKey(rule="test-wrong", key="a"), DirtyKey(rule="test-wrong", key="a")])
    DirtyKey.objects.create(rule="of-yesterday", key="x")
    (outcome,) = recheck_dirty(at=AT)
    assert counts(outcome) == (0, 0, 1, 1)
    assert not DirtyKey.objects.exists()
    assert recheck_dirty(at=AT) == []


def test_every_night_and_by_command_everything_is_asked(wrong: Rule, capsys: pytest.CaptureFixture[str]) -> None:
    """The night's job forgets old runs; a command of one rule runs that one alone, and a failing one is no success."""
    put("a", 1)
    RuleRun.objects.create(id=UUID(int=9), rule="test-wrong", whole=True, at=now() - timedelta(days=93), seconds=0)
    nightly()
    assert Finding.objects.get(rule="test-wrong").state == FindingState.OPEN
    runs = RuleRun.objects.filter(whole=True)
    assert not runs.filter(pk=UUID(int=9)).exists()
    assert set(runs.values_list("rule", flat=True)) == {one.code for one in rules()}

    put("b", 1)
    asked = Namespace(what="run", code="test-wrong", json=True)
    assert command.run(asked) == 0
    (said,) = json.loads(capsys.readouterr().out)
    assert said.pop("seconds") >= 0
    assert said == {"rule": "test-wrong", "raised": 1, "cleared": 0, "open": 2}
    assert command.run(Namespace(what="run", code="test-wrong", json=False)) == 0
    assert "新发现 0，已消除 0，待核查 2" in capsys.readouterr().out
    assert command.run(Namespace(what="list", code="", json=True)) == 0
    listed = {one["rule"]: one for one in json.loads(capsys.readouterr().out)}
    assert (set(listed), listed["test-wrong"]["meaning"]) == ({one.code for one in rules()}, "在表里")
    with pytest.raises(InvalidInput):
        command.run(Namespace(what="run", code="nothing", json=True))
    with connection.cursor() as cursor:
        cursor.execute("alter table wrong drop column fact")
    assert command.run(asked) == 1
    assert "fact" in json.loads(capsys.readouterr().out)[0]["error"]
    assert Finding.objects.filter(state=FindingState.OPEN).count() == 2


def test_explained_until_the_facts_change(wrong: Rule) -> None:
    put("a", 1)
    run()
    finding = Finding.objects.get()
    with pytest.raises(InvalidInput):
        dismiss_finding(actor=INSPECTOR, finding_id=finding.pk, reason="好", at=AT)
    with pytest.raises(NotVisible):
        dismiss_finding(actor=STRANGER, finding_id=finding.pk, reason="与我无关的机构", at=AT)
    above = Actor(name="市", role=Role.LEADER, reach=ReachKind.AGENCY, reach_id=THERE, path="35.3501.", level="city")
    with pytest.raises(NotPermitted):
        dismiss_finding(actor=above, finding_id=finding.pk, reason="不是责任机构", at=AT)
    assert FindingMove.objects.count() == 1
    dismiss_finding(actor=INSPECTOR, finding_id=finding.pk, reason="已经核实，情况属实且合规", at=AT)
    with pytest.raises(WrongState):
        dismiss_finding(actor=INSPECTOR, finding_id=finding.pk, reason="已经核实过一次", at=AT)
    assert counts(run()) == (0, 0, 0, 0)
    put("a", 2)
    assert counts(run()) == (0, 1, 0, 1)
    verbs = FindingMove.objects.order_by("id").values_list("verb", flat=True)
    assert set(verbs) == {"raised", "dismissed", "reopened"}
    dismiss_finding(actor=INSPECTOR, finding_id=finding.pk, reason="再次核实", at=AT)
    assert reopen_finding(actor=INSPECTOR, finding_id=finding.pk, reason="看错了", at=AT).state == FindingState.OPEN


@pytest.mark.bounds
def test_the_database_itself_shows_only_what_concerns_a_place(wrong: Rule) -> None:
    put("a", 1)
    put("b", 1, THERE, "35.3501.350103.")
    with acting_as(system_actor()):
        run()
    for actor, keys in ((INSPECTOR, {"a"}), (STRANGER, {"b"}), (person("市", HERE, "35.3501."), {"a", "b"})):
        with acting_as(actor):
            assert set(Finding.objects.values_list("key", flat=True)) == keys
    assert not Finding.objects.exists()
