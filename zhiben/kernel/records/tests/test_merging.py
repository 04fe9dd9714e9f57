"""合并: both ids stay, everything that hung on the one goes over, and it can be undone while nothing has touched it."""

from datetime import date

import pytest

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, WrongState
from zhiben.kernel.records.models import Merge
from zhiben.kernel.records.public import merge_records, undo_merge
from zhiben.kernel.records.tests.scenes import Scene, make_scene
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.enterprises.public import ensure_enterprise, enterprises, register_enterprise, update_enterprise
from zhiben.registry.people.models import Person
from zhiben.registry.people.public import find_person, people, register_person
from zhiben.registry.projects.models import Project, ProjectParty
from zhiben.registry.projects.public import PartyLine, ProjectFacts, register_project, set_parties

pytestmark = pytest.mark.django_db
SYSTEM = system_actor()
SAME = "两次登记的是同一家"


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def twin(scene: Scene) -> Enterprise:
    """The same firm as a ledger without codes had it."""
    return register_enterprise(
        actor=SYSTEM, name="闽江建设有限公司 ", qualification="施工总承包一级", division_code="350102", at=now()
    )


def project(scene: Scene, name: str, *firms: Enterprise) -> Project:
    facts = ProjectFacts(name=name, division_code="350102", kind="housing", start_on=date(2026, 1, 5))
    made = register_project(actor=SYSTEM, facts=facts, agency_id=scene.office.pk, at=now())
    lines = [PartyLine(role="subcontractor", enterprise_id=one.pk) for one in firms]
    set_parties(actor=SYSTEM, project_id=made.pk, parties=lines, on=date(2026, 1, 5), at=now())
    return made


def test_two_firms_that_are_one_become_one_and_can_be_taken_apart_again(scene: Scene) -> None:
    gone, firm = twin(scene), scene.firm
    both, alone = project(scene, "青石路一期", firm, gone), project(scene, "青石路二期", gone)
    head = make_person("gone-head", Role.PRINCIPAL, agency=gone.pk, reach=ReachKind.ENTERPRISE)
    worker = register_person(actor=SYSTEM, name="陈大山", employer_id=gone.pk, at=now())
    client = client_of(scene.other)
    found = client.get("/records/duplicates/?kind=enterprise").content.decode()
    address = f"/records/enterprise/{firm.pk}/{gone.pk}"
    assert address in found
    compared = client.get(address).content.decode()
    assert "施工总承包一级" in compared
    assert "关联：参建单位" in compared

    answer = client.post(address, {"survivor": str(firm.pk), "reason": SAME})
    merge = Merge.objects.get()
    assert answer["Location"] == f"/records/merges/{merge.pk}/"
    assert (merge.gone_id, merge.survivor_id, merge.left_count) == (gone.pk, firm.pk, 1)
    parties = ProjectParty.objects.filter(enterprise=firm).values_list("project_id", flat=True)
    assert sorted(parties) == sorted([both.pk, alone.pk])
    assert ProjectParty.objects.get(enterprise=gone).project_id == both.pk
    worker.refresh_from_db()
    head.refresh_from_db()
    assert (worker.employer_id, head.reach_id) == (firm.pk, firm.pk)
    firm.refresh_from_db()
    gone.refresh_from_db()
    assert (firm.qualification, firm.uscc, gone.merged_into) == ("施工总承包一级", "91350100MA00000010", firm.pk)

    assert client.get(f"/enterprises/{gone.pk}/")["Location"] == f"/enterprises/{firm.pk}/"
    assert list(enterprises(scene.actor(scene.other)).search("闽江建设")) == [firm]
    assert ensure_enterprise(actor=SYSTEM, name="闽江建设有限公司", at=now()) == firm
    assert "参建单位" in client.get(answer["Location"]).content.decode()
    assert "合并" in client.get(f"/records/enterprise/{firm.pk}/history").content.decode()
    assert "没有发现" in client.get("/records/duplicates/?kind=enterprise").content.decode()
    assert Act.objects.filter(verb="record.merge", object_id=str(firm.pk)).count() == 1

    assert client.post(f"{answer['Location']}undo", {"reason": "是两家公司"}).status_code == 302
    firm.refresh_from_db()
    gone.refresh_from_db()
    worker.refresh_from_db()
    assert (firm.qualification, gone.merged_into, gone.name_key, worker.employer_id) == (
        "", None, "闽江建设有限公司", gone.pk,
    )  # fmt: skip
    assert ProjectParty.objects.filter(enterprise=gone).count() == 2
    assert ProjectParty.objects.filter(enterprise=firm).count() == 1
    with pytest.raises(WrongState, match="撤销"):
        undo_merge(actor=scene.actor(scene.other), merge_id=merge.pk, reason="再来一次", at=now())


def test_a_person_known_by_name_gets_the_number_of_the_other(scene: Scene) -> None:
    known = register_person(
        actor=SYSTEM,
        name="陈大山",
        id_number="11010519491231002X",
        phone="13800001234",
        employer_id=scene.firm.pk,
        at=now(),
    )
    unknown = register_person(actor=SYSTEM, name="陈大山", employer_id=scene.firm.pk, at=now())
    client = client_of(scene.other)
    assert f"/{known.pk}" in client.get("/records/duplicates/?kind=person").content.decode()
    merge = merge_records(
        actor=scene.actor(scene.other), kind="person", gone_id=known.pk, survivor_id=unknown.pk, reason=SAME, at=now()
    )
    assert find_person("11010519491231002X") == unknown
    stays = Person.objects.get(pk=unknown.pk)
    assert (stays.unmatched, stays.phone_masked, bool(stays.id_number_cipher)) == (False, known.phone_masked, True)
    assert list(people(scene.actor(scene.other))) == [stays]
    assert client.get(f"/people/{known.pk}/")["Location"] == f"/people/{unknown.pk}/"
    undo_merge(actor=scene.actor(scene.other), merge_id=merge.pk, reason="是两个人", at=now())
    assert find_person("11010519491231002X") == known
    assert Person.objects.get(pk=unknown.pk).unmatched


def test_refusals_change_nothing(scene: Scene) -> None:
    gone, other = twin(scene), scene.actor(scene.other)
    given = {"kind": "enterprise", "gone_id": gone.pk, "survivor_id": scene.firm.pk, "at": now()}
    with pytest.raises(InvalidInput, match="至少"):
        merge_records(actor=other, reason="同", **given)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="自己"):
        merge_records(actor=other, reason=SAME, **{**given, "gone_id": scene.firm.pk})  # type: ignore[arg-type]
    with pytest.raises(NotPermitted, match="负责"):
        merge_records(actor=scene.actor(scene.far), reason=SAME, **given)  # type: ignore[arg-type]
    assert Merge.objects.count() == 0
    merge = merge_records(actor=other, reason=SAME, **given)  # type: ignore[arg-type]
    with pytest.raises(WrongState, match="已经并入"):
        merge_records(actor=other, reason=SAME, **given)  # type: ignore[arg-type]
    update_enterprise(actor=SYSTEM, enterprise_id=scene.firm.pk, legal_person="周立山", at=now())
    with pytest.raises(WrongState, match="又改过"):
        undo_merge(actor=other, merge_id=merge.pk, reason="是两家公司", at=now())
    assert Enterprise.objects.get(pk=gone.pk).merged_into == scene.firm.pk
