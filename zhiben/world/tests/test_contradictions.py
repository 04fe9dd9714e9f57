"""What was planted is found, what only looks like it is not, and what lies on the line falls on its side of it."""

import json
from datetime import timedelta

import pytest

from zhiben.domains.standing.models import Bar
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.rules.declarations import rules
from zhiben.kernel.rules.dirty import anything_dirty
from zhiben.kernel.rules.engine import recheck_dirty, run_rules
from zhiben.kernel.rules.models import Finding, RuleRun
from zhiben.kernel.rules.terms import FindingState
from zhiben.registry.equipment.models import EquipmentStand
from zhiben.registry.people.models import Person, StatedCertificate
from zhiben.registry.projects.models import ProjectPost
from zhiben.world.contradictions import EXPLAINED, FOUND
from zhiben.world.tests.day import TODAY

pytestmark = pytest.mark.django_db


def names(code: str) -> set[str]:
    return set(Finding.objects.filter(rule=code).standing().values_list("subject_name", flat=True))


def test_each_rule_finds_what_was_planted_and_nothing_else(county: dict[str, int]) -> None:
    assert {run.rule: run.error for run in RuleRun.objects.filter(whole=True)} == {one.code: "" for one in rules()}
    assert {code: names(code) for code in FOUND} == {code: set(found) for code, found in FOUND.items()}
    (explained,) = Finding.objects.filter(state=FindingState.DISMISSED)
    assert explained.subject_name == EXPLAINED
    assert all(one.agency_id and "320400" in one.areas for one in Finding.objects.all())
    assert Notification.objects.filter(topic="rules.raised").exists()


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
    assert Finding.objects.get(subject_name="查号三甲等4人").state == FindingState.OPEN
    assert run_rules(at=TODAY)[0].raised == 0
