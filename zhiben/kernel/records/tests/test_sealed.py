"""Numbers that are kept sealed, machines, and projects read through the interface: corrected, and nobody told in vain."""

import logging
from collections.abc import Callable
from datetime import date
from functools import partial
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.models import Grant
from zhiben.kernel.audit.models import Act, ReadReceipt
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.crypto import blind_index, mask_numbers, open_sealed
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.papers.exporting import export_ledger
from zhiben.kernel.papers.ledger import ExportFilter, ledger_of
from zhiben.kernel.records.kinds import record_kinds
from zhiben.kernel.records.models import Correction, CorrectionNotice, Merge
from zhiben.kernel.records.public import approve_correction, ask_correction, merge_records
from zhiben.kernel.records.services.numbers import show_number
from zhiben.kernel.records.tests.scenes import Scene, make_scene
from zhiben.kernel.ui.tests.people import client_of
from zhiben.kernel.workflow.models import CaseMove
from zhiben.registry.enterprises.public import register_enterprise
from zhiben.registry.equipment.models import Equipment
from zhiben.registry.equipment.public import EquipmentFacts, register_equipment
from zhiben.registry.people.codes import ID_PURPOSE
from zhiben.registry.people.models import Person
from zhiben.registry.people.public import find_person, register_person, unmask, update_person
from zhiben.registry.projects.models import Project
from zhiben.registry.projects.public import ProjectFacts, register_project

pytestmark = pytest.mark.django_db
SYSTEM = system_actor()
OLD, NEW, SAME_MASK = "11010519491231002X", "440106198202020555", "110105199003070028"
REASON = f"身份证上是{NEW}，电话13800001234"


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def person_of(scene: Scene, number: str = OLD) -> Person:
    return register_person(
        actor=SYSTEM, name="陈大山", id_number=number, phone="13800001234", employer_id=scene.firm.pk, at=now()
    )


def ask(scene: Scene, kind: str, record_id: Any, field: str, value: Any, reason: str = REASON) -> Correction:
    return ask_correction(
        actor=scene.asker.actor(), kind=kind, record_id=record_id, field=field, value=value, reason=reason, at=now()
    )


def approve(scene: Scene, correction: Correction) -> Correction:
    return approve_correction(actor=scene.other.actor(), correction_id=correction.pk, at=now(), opinion=f"核对过{NEW}")


def told() -> set[Any]:
    return set(CorrectionNotice.objects.values_list("user_id", flat=True))


def test_a_document_number_is_corrected_without_ever_standing_in_plain(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    """Asked on the page in another spelling, decided by another: new cipher, look-up key and mask; whoever unmasked the
    old number or saw its mask is told, whoever unmasked the telephone only is told as a reader of the page."""
    caplog.set_level(logging.DEBUG)
    person = person_of(scene)
    unmask(actor=scene.far.actor(), person_id=person.pk, field="id_number", reason="核对证书", at=now())
    client, other = client_of(scene.asker), client_of(scene.other)
    asked = client.post(
        f"/records/person/{person.pk}/correct/id_number", {"value": f" {NEW[:6]} {NEW[6:]} ", "reason": REASON}
    )
    correction = Correction.objects.get()
    assert (correction.value, correction.old_text, correction.new_text) == (
        None,
        "110***********002X",
        "440***********0555",
    )
    assert (correction.state, correction.reason) == ("ASKED", "身份证上是440***********0555，电话138****1234")

    number = f"{asked['Location']}number"
    assert "查看完整号码" in other.get(asked["Location"]).content.decode()
    assert other.post(number, {"side": "new", "reason": "看"}).status_code == 422
    assert NEW in other.post(number, {"side": "new", "reason": "核对身份证照片"}).content.decode()
    assert client_of(scene.far).get(number).status_code == 404
    assert client_of(scene.head).get(number).status_code in (403, 404)
    with pytest.raises((NotVisible, NotPermitted)):
        show_number(actor=scene.far.actor(), correction_id=correction.pk, side="old", reason="核对证书", at=now())
    done = approve(scene, correction)
    assert (done.state, done.reached, told()) == ("APPLIED", 1, {scene.far.user_id})
    assert CorrectionNotice.objects.get().ways_text == "查看完整号码"

    person.refresh_from_db()
    assert open_sealed(bytes(person.id_number_cipher or b"")) == NEW
    assert (person.id_number_index, person.id_number_masked) == (blind_index(NEW, purpose=ID_PURPOSE), done.new_text)
    assert (find_person(NEW), find_person(OLD)) == (person, None)
    shown = show_number(actor=scene.other.actor(), correction_id=done.pk, side="old", reason="核对旧档案", at=now())
    assert shown == OLD
    acts = Act.objects.filter(verb="record.unmask").values_list("detail__side", "detail__field")
    assert list(acts.order_by("id")) == [("new", "id_number"), ("old", "id_number")]
    history = other.get(f"/records/person/{person.pk}/history").content.decode()
    assert f"{done.old_text} → {done.new_text}" in history
    assert not [plain for plain in (OLD, NEW) if plain in _everything_written() + caplog.text + history]


def _everything_written() -> str:
    """Whatever the database says in words about this: acts, moves, messages, cases, histories."""
    said = [*Act.objects.values_list("detail", flat=True), *CaseMove.objects.values_list("inputs", flat=True)]
    said += [*Notification.objects.values_list("title", "body"), *CorrectionNotice.objects.values()]
    said += list(
        Correction.objects.values("title", "value", "old_text", "new_text", "reason", "opinion", "record_title")
    )
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(e)::text from people_personevent e union all select payload::text from "
                       "events_outboxevent")  # fmt: skip
        said += [row[0] for row in cursor.fetchall()]
    return str(said)


def test_only_who_saw_the_very_number_is_told_when_its_mask_stays(scene: Scene) -> None:
    """Pages and lists showed what is still true; another number in full, and a ledger without numbers, are none either."""
    person = person_of(scene)
    wrong = f"110105199003070{'028'}"
    assert wrong == SAME_MASK
    update_person(actor=SYSTEM, person_id=person.pk, id_number=SAME_MASK, at=now())
    far, head = scene.far.actor(), scene.head.actor()
    client_of(scene.far).get(f"/people/{person.pk}/")
    client_of(scene.far).get("/people/?export=xlsx")
    unmask(actor=far, person_id=person.pk, field="phone", reason="联系本人", at=now())
    export_ledger("people", ExportFilter(actor=far), BytesIO(), at=now())
    right = "110102199003070028"
    assert approve(scene, ask(scene, "person", person.pk, "id_number", right)).reached == 0

    export_ledger("people", ExportFilter(actor=far, personal=True), BytesIO(), at=now())
    unmask(actor=head, person_id=person.pk, field="id_number", reason="核对证书", at=now())
    unmask(actor=head, person_id=person.pk, field="id_number", reason="再核对一次", at=now())
    done = approve(scene, ask(scene, "person", person.pk, "id_number", "110103199003070028"))
    assert (done.reached, told()) == (2, {scene.far.user_id, scene.head.user_id})
    assert Notification.objects.filter(topic="records.corrected").count() == 2


def test_a_number_changed_meanwhile_under_the_same_mask_is_not_overwritten(scene: Scene) -> None:
    person = person_of(scene, SAME_MASK)
    other = person_of(scene, OLD)
    with pytest.raises(InvalidInput, match="相同"):
        ask(scene, "person", person.pk, "id_number", f"{SAME_MASK[:6]} {SAME_MASK[6:]}")
    with pytest.raises(InvalidInput, match="请填写正确的"):
        ask(scene, "person", person.pk, "id_number", "  ")
    correction = ask(scene, "person", person.pk, "id_number", NEW)
    update_person(actor=SYSTEM, person_id=person.pk, id_number="110102199003070028", at=now())
    with pytest.raises(WrongState, match="申请以后"):
        approve(scene, correction)
    taken = ask(scene, "person", other.pk, "id_number", "110102199003070028")
    with pytest.raises(WrongState, match="另一个人"):
        approve(scene, taken)
    correction.refresh_from_db()
    taken.refresh_from_db()
    assert (correction.state, taken.state, told()) == ("ASKED", "ASKED", set())
    assert find_person("110102199003070028") == person
    assert find_person(OLD) == other


def test_a_phone_is_corrected_by_one_officer_where_that_is_enough(scene: Scene) -> None:
    person = person_of(scene)
    done = ask(scene, "person", person.pk, "phone", "+86 139-0000-5678", "本人来电更正")
    person.refresh_from_db()
    assert (done.state, done.new_text, person.phone_masked) == ("APPLIED", "139****5678", "139****5678")
    assert open_sealed(bytes(person.phone_cipher or b"")) == "13900005678"


def test_a_machine_and_a_project_read_through_the_interface(scene: Scene) -> None:
    """The numbers of a machine keep their look-up keys and doubts; a project's readers by the interface are told once."""
    facts = EquipmentFacts(kind="tower", model="QTZ80", serial="2019-A-17", maker="闽江机械厂", owner_id=scene.firm.pk)
    machine = register_equipment(actor=SYSTEM, facts=facts, at=now())
    client_of(scene.far).get(f"/equipment/{machine.pk}/")
    client_of(scene.head).get("/equipment/?export=xlsx&c=named")
    done = approve(scene, ask(scene, "equipment", machine.pk, "serial", "2019-A-71", "铭牌上是71"))
    machine.refresh_from_db()
    assert (machine.serial, machine.serial_key, done.reached, told()) == (
        "2019-A-71",
        "2019A71",
        1,
        {scene.far.user_id},
    )
    kind = approve(scene, ask(scene, "equipment", machine.pk, "kind", "hoist", "是施工升降机"))
    assert Equipment.objects.get().kind == "hoist"
    assert kind.reached == 2

    place = ProjectFacts(name="青石路一期", division_code="350102", kind="housing", start_on=date(2026, 1, 5))
    project = register_project(actor=SYSTEM, facts=place, agency_id=scene.office.pk, at=now())
    reader = _api(scene.third)
    assert reader.get(f"/api/v1/projects/{project.pk}").status_code == 200
    assert reader.get("/api/v1/projects").status_code == 200
    assert reader.get("/api/v1/projects").status_code == 200
    assert ReadReceipt.objects.get(subject_id=project.pk).times == 3
    done = approve(scene, ask(scene, "project", project.pk, "permit_no", "350102202601050101", "许可证上有编号"))
    assert (done.reached, done.old_text, told()) == (1, "", {scene.far.user_id, scene.head.user_id})
    done = approve(scene, ask(scene, "project", project.pk, "name", "青石路二期", "许可证上是二期"))
    notice = CorrectionNotice.objects.get(correction=done)
    assert (done.reached, notice.user_id, notice.ways) == (1, scene.third.user_id, ["api"])
    assert Project.objects.get().name == "青石路二期"


def _api(grant: Grant) -> Client:
    return client_of(grant)


def test_every_correctable_field_knows_the_columns_of_its_ledgers() -> None:
    """Else a ledger taken away would not count as having held it."""
    unknown = [
        (kind.code, ledger, one.name)
        for kind in record_kinds()
        for ledger in kind.ledgers
        for one in kind.fields
        if not one.columns & {column.name for column in ledger_of(ledger).exported}
    ]
    assert unknown == []


def test_numbers_in_what_people_write() -> None:
    assert (
        mask_numbers("证号91350100MA00000010，编号202601050101不变") == "证号91350100MA00000010，编号202601050101不变"
    )
    assert mask_numbers(f"{OLD}、13900005678") == "110***********002X、139****5678"


@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_are_one_and_two_merges_into_each_other_are_one(scene: Scene) -> None:
    correction = ask(scene, "enterprise", scene.firm.pk, "legal_person", "周立山", "营业执照上是周立山")
    client_of(scene.far).get(f"/enterprises/{scene.firm.pk}/")
    deciding = partial(approve_correction, actor=scene.other.actor(), correction_id=correction.pk, at=now())
    assert _both_at_once(deciding, deciding) == ["done", "refused"]
    assert CorrectionNotice.objects.count() == 1
    other = register_enterprise(actor=SYSTEM, name="闽江建工", division_code="350102", at=now())
    merging = partial(merge_records, actor=scene.other.actor(), kind="enterprise", reason="同一家公司", at=now())
    ways = [
        partial(merging, gone_id=a, survivor_id=b) for a, b in ((other.pk, scene.firm.pk), (scene.firm.pk, other.pk))
    ]
    assert _both_at_once(*ways) == ["done", "refused"]
    assert Merge.objects.count() == 1


def _both_at_once(*done: Callable[[], object]) -> list[str]:
    """What became of each, on connections of their own."""
    results: list[str] = []

    def run(one: Callable[[], object]) -> None:
        try:
            with acting_as(SYSTEM):
                one()
            results.append("done")
        except WrongState:
            results.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=run, args=(one,)) for one in done]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)
