"""合并: both ids stay, everything that hung on the one goes over, and it can be undone while nothing has touched it."""

from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiben.domains.certificates.models import FaceConsent, FaceTemplate
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.events.reader import drain
from zhiben.kernel.marks.models import Mark
from zhiben.kernel.papers.models import HeldCell
from zhiben.kernel.records import jobs
from zhiben.kernel.records.jobs import find_duplicates, resume_merges
from zhiben.kernel.records.models import Candidate, Merge
from zhiben.kernel.records.public import ask_correction, merge_records, survivor_of, undo_merge, withdraw_correction
from zhiben.kernel.records.services import merging as merging_service
from zhiben.kernel.records.services import moving
from zhiben.kernel.records.tests.scenes import Scene, make_scene
from zhiben.kernel.search.models import SearchDocument
from zhiben.kernel.testing.tables import import_table, write_table
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.enterprises.public import ensure_enterprise, enterprises, register_enterprise, update_enterprise
from zhiben.registry.equipment.models import Equipment, EquipmentStand
from zhiben.registry.equipment.public import EquipmentFacts, place_equipment, register_equipment
from zhiben.registry.people.models import Employment, Person, StatedCertificate
from zhiben.registry.people.public import ensure_person, find_person, people, register_person
from zhiben.registry.projects.models import Project, ProjectParty, ProjectPeriod, SiteWorker
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
    find_duplicates()
    found = client.get("/records/duplicates/?kind=enterprise").content.decode()
    address = f"/records/enterprise/{firm.pk}/{gone.pk}"
    assert address in found
    compared = client.get(address).content.decode()
    assert "施工总承包一级" in compared
    assert "关联：参建单位" in compared

    answer = client.post(address, {"survivor": str(firm.pk), "reason": SAME})
    merge = Merge.objects.get()
    assert answer["Location"] == f"/records/merges/{merge.pk}/"
    assert (merge.gone_id, merge.survivor_id, merge.left_count, merge.state) == (gone.pk, firm.pk, 0, "DONE")
    parties = ProjectParty.objects.filter(enterprise=firm).values_list("project_id", flat=True)
    assert sorted(parties) == sorted([both.pk, both.pk, alone.pk])
    assert ProjectParty.objects.filter(enterprise=firm, valid_to=None).count() == 2
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
    assert address not in client.get("/records/duplicates/?kind=enterprise").content.decode()
    assert Act.objects.filter(verb="record.merge", object_id=str(firm.pk)).count() == 1

    assert client.post(f"{answer['Location']}undo", {"reason": "是两家公司"}).status_code == 302
    firm.refresh_from_db()
    gone.refresh_from_db()
    worker.refresh_from_db()
    assert (firm.qualification, gone.merged_into, gone.name_key, worker.employer_id) == (
        "", None, "闽江建设有限公司", gone.pk,
    )  # fmt: skip
    assert ProjectParty.objects.filter(enterprise=gone, valid_to=None).count() == 2
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
    find_duplicates()
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


def crane(**changed: object) -> Equipment:
    given = {"kind": "tower", "model": "QTZ80", "serial": "T-001", "maker": "闽江机械厂", **changed}
    return register_equipment(actor=SYSTEM, facts=EquipmentFacts(**given), at=now())  # type: ignore[arg-type]


def merged(scene: Scene, kind: str, gone: Any, stays: Any) -> Merge:
    return merge_records(
        actor=scene.other.actor(), kind=kind, gone_id=gone.pk, survivor_id=stays.pk, reason=SAME, at=now()
    )  # fmt: skip


def test_two_people_who_are_one_keep_one_consent_one_face_and_every_number(scene: Scene) -> None:
    """Certificates, employments, sites and consents go over; the second consent ends; the other number still finds them."""
    firm = scene.firm.pk
    stays = register_person(actor=SYSTEM, name="陈大山", id_number="11010519491231002X", employer_id=firm, at=now())
    gone = register_person(actor=SYSTEM, name="陈大山", id_number="110105491231002", employer_id=firm, at=now())
    site = project(scene, "青石路一期", scene.firm)
    for one in (stays, gone):
        consent = FaceConsent.objects.create(
            person=one, method="on_paper", words="同意", given_at=now(), recorded_by="林晓"
        )
        FaceTemplate.objects.create(
            person=one, consent=consent, subject=new_id().hex, template_cipher=b"x", key_cipher=b"x", service="甲", model="1",
            agency_id=scene.office.pk, agency_name="鼓楼站", enrolled_by="林晓", enrolled_at=now(), keep_until=today(),
        )  # fmt: skip
        SiteWorker.objects.create(person=one, project=site, enterprise_id=firm, valid_from=date(2026, 1, 5))
        StatedCertificate.objects.create(person=one, kind="A", number="闽A1", number_key="闽A1", stated_at=now())
    merge = merged(scene, "person", gone, stays)
    assert (merge.state, merge.left_count) == ("DONE", 1)
    assert FaceConsent.objects.filter(person=stays).count() == 2
    assert FaceConsent.objects.get(person=stays, withdrawn_at=None).given_at is not None
    assert FaceTemplate.objects.kept().filter(person=stays).count() == 1
    assert not FaceTemplate.objects.filter(person=gone).exists()
    assert SiteWorker.objects.filter(person=stays, valid_to=None).count() == 1
    assert Employment.objects.filter(person=stays).count() == Employment.objects.count()
    assert StatedCertificate.objects.get(person=gone).number == "闽A1"
    assert find_person("110105491231002") == stays
    assert ensure_person(actor=SYSTEM, name="陈大山", id_number="110105491231002", at=now()) == stays
    undo_merge(actor=scene.other.actor(), merge_id=merge.pk, reason="是两个人", at=now())
    assert find_person("110105491231002") == gone
    assert FaceConsent.objects.filter(person=gone, withdrawn_at=None).count() == 1
    assert FaceTemplate.objects.kept().filter(person=gone).count() == 0
    assert SiteWorker.objects.filter(person=gone, valid_to=None).count() == 1


def test_a_ledger_that_names_a_merged_machine_by_its_number_means_the_other(scene: Scene, tmp_path: Path) -> None:
    stays, gone = crane(filing_no="闽A-T00001"), crane(filing_no="闽A-T00002")
    site = project(scene, "青石路一期", scene.firm)
    place_equipment(actor=SYSTEM, equipment_id=gone.pk, project_id=site.pk, on=date(2026, 1, 5), at=now())
    merge = merged(scene, "equipment", gone, stays)
    assert EquipmentStand.objects.get().equipment_id == stays.pk
    gone.refresh_from_db()
    assert (gone.filing_no, gone.serial_key, gone.merged_into) == ("闽A-T00002", "", stays.pk)
    heads = ["序号", "工程名称", "设备类别", "规格型号", "出厂编号", "制造单位", "产权备案编号", "备注"]
    line = [1, "青石路一期", "塔吊", "QTZ63", None, "闽江机械厂", "闽A-T00002", "换过备案"]
    batch = import_table(write_table(tmp_path / "e.xlsx", [["起重机械台账"], heads, line]), at=now())
    stays.refresh_from_db()
    assert (batch.created, Equipment.objects.count(), stays.remark, stays.filing_no) == (0, 2, "换过备案", "闽A-T00001")
    held = HeldCell.objects.get(batch=batch)
    assert (held.field, held.said) == ("filing_no", "闽A-T00002")
    with pytest.raises(WrongState, match="又改过"):
        undo_merge(actor=scene.other.actor(), merge_id=merge.pk, reason="是两台设备", at=now())


def test_projects_go_over_with_grid_marks_and_findings(scene: Scene) -> None:
    """What rules found of the one that is gone is drawn anew, of the one that stays."""
    stays, gone = project(scene, "青石路一期", scene.firm), project(scene, "青石路一期 ", scene.firm)
    for one in (stays, gone):
        Mark.objects.create(subject_kind="project", subject_id=one.pk, code="doubtful", since=now())
    merge = merged(scene, "project", gone, stays)
    assert ProjectPeriod.objects.filter(project=stays, valid_to=None).count() == 1
    assert not Mark.objects.filter(subject_id=gone.pk).exists()
    assert Mark.objects.filter(subject_id=stays.pk, until=None).count() == 1
    drain()
    assert not SearchDocument.objects.filter(object_id=gone.pk).exists()
    assert client_of(scene.other).get(f"/projects/{gone.pk}/")["Location"] == f"/projects/{stays.pk}/"
    undo_merge(actor=scene.other.actor(), merge_id=merge.pk, reason="是两个工程", at=now())
    assert Mark.objects.filter(subject_id=gone.pk, until=None).count() == 1
    find_duplicates()
    assert Candidate.objects.get().state == "DISTINCT"


def test_a_great_merge_is_done_by_a_job_that_may_be_killed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page answers at once and shows how far it is; each portion is noted; a second worker finds nothing to do."""
    monkeypatch.setattr(merging_service, "AT_ONCE", 3)
    monkeypatch.setattr(moving, "PORTION", 2)
    gone = twin(scene)
    people = [register_person(actor=SYSTEM, name=f"陈{n}", employer_id=gone.pk, at=now()) for n in range(5)]
    client = client_of(scene.other)
    with patch.object(jobs.merge, "defer") as deferred:
        merge = merged(scene, "enterprise", gone, scene.firm)
        page = client.get(f"/records/merges/{merge.pk}/")
    assert (merge.state, merge.moved, page.headers["Refresh"]) == ("RUNNING", 0, "3")
    assert "正在转移关联" in page.content.decode()
    assert deferred.call_count == 0
    assert client.get(f"/enterprises/{gone.pk}/")["Location"] == f"/enterprises/{scene.firm.pk}/"
    with pytest.raises(WrongState, match="正在合并"):
        merged(scene, "enterprise", scene.firm, third_firm())
    with pytest.raises(WrongState, match="还在转移"):
        undo_merge(actor=scene.other.actor(), merge_id=merge.pk, reason="是两家公司", at=now())
    assert moving.advance(merge.pk, at=now())
    assert Merge.objects.get().moved == 2
    resume_merges()
    merge.refresh_from_db()
    assert (merge.state, merge.moved, merge.total) == ("DONE", 5, 5)
    assert {Person.objects.get(pk=p.pk).employer_id for p in people} == {scene.firm.pk}
    assert not moving.advance(merge.pk, at=now())
    undone = undo_merge(actor=scene.other.actor(), merge_id=merge.pk, reason="是两家公司", at=now())
    assert undone.state == "UNDOING"
    jobs.merge(str(merge.pk))
    merge.refresh_from_db()
    gone.refresh_from_db()
    assert (merge.state, gone.merged_into, gone.name_key) == ("UNDONE", None, "闽江建设有限公司")
    assert {Person.objects.get(pk=p.pk).employer_id for p in people} == {gone.pk}


def third_firm() -> Enterprise:
    return register_enterprise(actor=SYSTEM, name="第三家公司", division_code="350102", at=now())


def test_nothing_is_merged_while_a_correction_is_open_and_a_chain_comes_apart_last_first(scene: Scene) -> None:
    first, second, third = twin(scene), third_firm(), scene.firm
    correction = ask_correction(
        actor=scene.asker.actor(), kind="enterprise", record_id=first.pk, field="name", value="闽江公司", reason="打错了字",
        at=now(),
    )  # fmt: skip
    with pytest.raises(WrongState, match="更正没有办结"):
        merged(scene, "enterprise", first, second)
    withdraw_correction(actor=scene.asker.actor(), correction_id=correction.pk, at=now())
    one = merged(scene, "enterprise", first, second)
    with pytest.raises(WrongState, match="已经并入"):
        merged(scene, "enterprise", second, first)
    with pytest.raises(NotVisible):
        ask_correction(
            actor=scene.asker.actor(), kind="enterprise", record_id=first.pk, field="name", value="闽江公司", reason="打错了字",
            at=now(),
        )  # fmt: skip
    two = merged(scene, "enterprise", second, third)
    assert survivor_of("enterprise", first.pk) == third.pk
    with pytest.raises(WrongState, match="请先撤销那一次"):
        undo_merge(actor=scene.other.actor(), merge_id=one.pk, reason="是两家公司", at=now())
    with pytest.raises(NotPermitted, match="办理合并的机关"):
        undo_merge(actor=scene.far.actor(), merge_id=two.pk, reason="是两家公司", at=now())
    for merge in (two, one):
        undo_merge(actor=scene.other.actor(), merge_id=merge.pk, reason="是两家公司", at=now())
    assert Enterprise.objects.filter(merged_into=None).count() == 3


def test_two_who_are_said_to_be_two_are_not_found_again(scene: Scene) -> None:
    gone, client = twin(scene), client_of(scene.other)
    find_duplicates()
    pair = Candidate.objects.get()
    assert (pair.place, pair.rank, {pair.first_id, pair.second_id}) == (scene.office.path, 1, {gone.pk, scene.firm.pk})
    address = f"/records/enterprise/{pair.first_id}/{pair.second_id}/distinct"
    assert address in client.get(f"/records/enterprise/{pair.first_id}/{pair.second_id}").content.decode()
    assert client_of(scene.far).post(address, {"reason": "两家都有执照"}).status_code == 403
    assert client.post(address, {"reason": "同"}).status_code == 422
    assert client.post(address, {"reason": "两家都有执照"}).status_code == 302
    find_duplicates()
    pair.refresh_from_db()
    assert (pair.state, pair.said_name) == ("DISTINCT", scene.other.user.name)
    assert f"/{pair.second_id}" not in client.get("/records/duplicates/?kind=enterprise&state=FOUND").content.decode()


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["merge", "undo", "rename"]), st.integers(0, 3), st.integers(0, 3)), max_size=7
    )
)
@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_merged_and_undone_every_worker_hangs_on_a_firm_that_stands(
    scene: Scene, steps: list[tuple[str, int, int]]
) -> None:
    """Any order of merging, undoing and changing: refused with a reason, or true; all taken apart again, it is as before."""
    with transaction.atomic():
        firms = [
            register_enterprise(actor=SYSTEM, name=f"第{n}公司", division_code="350102", at=now()) for n in range(4)
        ]
        people = [
            register_person(actor=SYSTEM, name=f"陈{n}", employer_id=one.pk, at=now()) for n, one in enumerate(firms)
        ]
        before = [dict(row) for row in Enterprise.objects.order_by("id").values()]
        renamed = False
        for verb, a, b in steps:
            try:
                with transaction.atomic():
                    if verb == "merge":
                        merged(scene, "enterprise", firms[a], firms[b])
                    elif verb == "undo":
                        of = Merge.objects.filter(gone_id=firms[a].pk).order_by("-id")[:1]
                        [
                            undo_merge(actor=scene.other.actor(), merge_id=m.pk, reason="是两家公司", at=now())
                            for m in of
                        ]
                    else:
                        update_enterprise(actor=SYSTEM, enterprise_id=firms[a].pk, legal_person=f"周{b}", at=now())
                        renamed = True
            except (InvalidInput, WrongState, NotVisible):
                pass
            for person, firm in zip(people, firms, strict=True):
                stands = survivor_of("enterprise", firm.pk) or firm.pk
                assert Person.objects.get(pk=person.pk).employer_id == stands
                assert Enterprise.objects.get(pk=stands).merged_into is None
        if not renamed:
            for merge in Merge.objects.filter(state="DONE").order_by("-id"):
                undo_merge(actor=scene.other.actor(), merge_id=merge.pk, reason="是两家公司", at=now())
            assert [dict(row) for row in Enterprise.objects.order_by("id").values()] == before
        transaction.set_rollback(True)
