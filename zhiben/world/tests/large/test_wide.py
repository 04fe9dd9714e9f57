"""The one net of a large world: counts asked for, possible histories, codes that prove themselves, planted findings."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Count, F

from zhiben.domains.certificates.models import Certificate, Decision, Proof, RenewalItem
from zhiben.domains.certificates.numbers import number_doubts
from zhiben.domains.certificates.proofs.checking import check_code
from zhiben.domains.certificates.proofs.lists import place_of
from zhiben.domains.certificates.services.proving import prove
from zhiben.domains.certificates.terms import FINAL, CertificateKind, CertificateState
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.rules.engine import run_rules
from zhiben.kernel.rules.models import DirtyKey, Finding
from zhiben.kernel.workflow.models import CaseMove, Todo
from zhiben.registry.equipment.models import Equipment, EquipmentOperator, EquipmentStand
from zhiben.registry.people.models import Employment, Person
from zhiben.registry.projects.models import Informant, Project, ProjectPost, SiteWorker
from zhiben.world.tests.day import TODAY

pytestmark = pytest.mark.django_db
ON = day_of(TODAY)


def test_as_many_certificates_as_asked_for_of_every_kind(world: dict[str, Any]) -> None:
    assert world["certificates"] == Certificate.objects.count() == 600
    assert set(Certificate.objects.values_list("kind", flat=True)) == set(CertificateKind.values)
    assert Equipment.objects.count() == world["equipment"] > 30
    assert Certificate.objects.filter(kind="crane_filing").count() == Equipment.objects.count()
    registered = Certificate.objects.filter(kind="crane_registration")
    assert registered.count() == EquipmentStand.objects.exclude(reg_no="").count() > 20
    assert Employment.objects.count() == Person.objects.count() == 800
    assert SiteWorker.objects.count() == world["workers"] > 100
    assert Informant.objects.count() == Project.objects.filter(status="under_way").count()


def test_terms_states_and_numbers_are_those_of_such_certificates(world: dict[str, Any]) -> None:
    rows = Certificate.objects.all()
    assert rows.filter(state__in=FINAL).count() == rows.exclude(closed_at=None).count() > 0
    expired = rows.expired(on=ON).count()
    expiring = rows.good(on=ON).filter(valid_to__lt=ON + timedelta(days=90)).count()
    assert 3 < expired < 60
    assert 10 < expiring < 100
    assert not rows.filter(valid_from__gt=ON).exists()
    odd = [one for one in rows.filter(doubtful=False) if number_doubts(one.kind, one.number)]
    assert odd == []
    assert {one.number[-2:] for one in rows.filter(doubtful=True)} == {"-1"}
    held = rows.exclude(unmatched=True).annotate(
        holders=sum((Count(n) for n in ("person", "officer", "equipment")), Count("enterprise"))
    )
    assert not held.filter(holders=0).exists()
    assert not rows.filter(kind="crane_registration", closed_at=None).exclude(
        equipment__stands__project=F("project"), equipment__stands__reg_no=F("number")
    ).exists()  # fmt: skip
    some = rows.filter(kind="special_worker", doubtful=False).order_by("id")[0]
    assert list(rows.search(some.number.replace("苏", " 苏 "))) == list(rows.filter(number_key=some.number_key))
    assert rows.search(some.holder_name).count() == rows.filter(holder_name__contains=some.holder_name).count()
    exchanged = rows.exclude(replaces=None)
    assert exchanged.count() > 0
    assert not exchanged.exclude(replaces__state=CertificateState.CANCELLED, replaces__person=F("person")).exists()


def test_what_was_decided_has_its_paper_its_number_and_somebody_to_do(world: dict[str, Any]) -> None:
    moves = Counter(CaseMove.objects.filter(flow="certificate").values_list("action", flat=True))
    assert {"backfill", "issue", "extend", "change", "replace", "suspend"} <= set(moves)
    decided = sum(moves[action] for action in ("suspend", "return", "cancel", "revoke_penalty"))
    assert Decision.objects.count() == decided > 1
    suspended = Certificate.objects.filter(state=CertificateState.SUSPENDED)
    assert suspended.exists()
    waiting = Todo.objects.open().filter(flow="certificate")
    assert set(waiting.values_list("case_id", flat=True)) == set(suspended.values_list("pk", flat=True))
    assert RenewalItem.objects.filter(state="WAITING").exists()


def test_codes_are_signed_for_what_was_issued_here_and_for_nothing_else(world: dict[str, Any]) -> None:
    issued = Certificate.objects.exclude(backfilled=True)
    assert set(Proof.objects.values_list("certificate", flat=True)) == set(issued.values_list("pk", flat=True))
    words: Counter[str] = Counter()
    for proof in Proof.objects.select_related("certificate"):
        assert (proof.list_no, proof.index) == place_of(proof.ordinal)
        words[check_code(proof.code, at=TODAY).word] += 1
    assert words.keys() <= {"good", "suspended", "ended", "replaced"}
    assert words["good"] > 100
    assert words["replaced"] > 0

    newest = Proof.objects.order_by("-ordinal")[0]
    one = Certificate.objects.filter(backfilled=True, state="valid").order_by("id")[0]
    assert prove(certificate=one, at=TODAY).ordinal > newest.ordinal


def test_the_rules_find_what_was_planted_and_no_more(world: dict[str, Any]) -> None:
    found = {one.rule: (one.raised, one.error) for one in run_rules(at=TODAY)}

    hits = world["hits"]
    assert {rule: found[rule] for rule in hits} == {rule: (count, "") for rule, count in hits.items()}
    assert len(hits) == 7
    assert all(hits.values())
    assert Finding.objects.filter(rule__in=hits).count() == hits.total()


def test_nobody_works_at_two_places_by_chance(world: dict[str, Any]) -> None:
    held = ProjectPost.objects.filter(project__status="under_way")
    twice = held.values("person").annotate(n=Count("project", distinct=True)).filter(n__gt=1)
    assert 3 <= twice.count() <= 8
    assert not SiteWorker.objects.filter(person__in=held.values("person")).exists()
    assert not SiteWorker.objects.values("person").annotate(n=Count("id")).filter(n__gt=1).exists()
    assert not EquipmentOperator.objects.values("person", "equipment").annotate(n=Count("id")).filter(n__gt=1).exists()


@pytest.mark.parametrize("count", [1, 700])
def test_what_changes_is_marked_whether_one_row_or_many(world: dict[str, Any], count: int) -> None:
    DirtyKey.objects.all().delete()
    chosen = list(Person.objects.order_by("id").values_list("pk", "phone_index")[:count])

    Person.objects.filter(pk__in=[pk for pk, _ in chosen]).update(phone_index="elsewhere")
    Person.objects.filter(pk__in=[pk for pk, _ in chosen]).update(ethnic_group="汉族")

    marked = set(DirtyKey.objects.filter(rule="phone-shared").values_list("key", flat=True))
    assert marked == {"elsewhere", *(phone for _, phone in chosen)}
