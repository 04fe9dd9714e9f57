"""Faces kept: only with consent, unreadable without their own key, counted, erased for good, filed in time."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client

from zhiben.domains.certificates.jobs import erase_faces, forget_faces
from zhiben.domains.certificates.models import FaceConsent, FaceFiling, FaceTemplate
from zhiben.domains.certificates.services.face_keeping import (
    consent_of,
    count_faces,
    enrol_face,
    erase_face,
    give_consent,
    opened_template,
    record_filing,
    withdraw_consent,
)
from zhiben.domains.certificates.services.faces import FaceUnavailable
from zhiben.domains.certificates.services.holding import give_code, holder_actor
from zhiben.domains.certificates.terms import ConsentMethod
from zhiben.domains.certificates.tests.face_service import FaceHouse, face_house
from zhiben.domains.hazards.tests.factories import account, make_site, user_of
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import day_of, now, today
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, WrongState
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.parameters.calendar import add_working_days
from zhiben.kernel.parameters.services import set_parameter
from zhiben.kernel.parameters.terms import Mark
from zhiben.registry.people.models import Person
from zhiben.registry.people.public import register_person
from zhiben.registry.projects.tests.conftest import NUMBER, Region


@pytest.fixture
def house(settings: Any) -> Iterator[FaceHouse]:
    with face_house(settings) as made:
        yield made


def enrol(actor: Actor, person: Person, *, number: str = NUMBER, photo: bytes = b"one") -> FaceTemplate:
    return enrol_face(actor=actor, person_id=person.pk, id_number=number, photo=photo, at=now())


def agree(person: Person) -> FaceConsent:
    return give_consent(person_id=person.pk, method=ConsentMethod.ON_PAPER, by="林一", at=now())


def test_without_consent_another_document_or_a_service_nothing_is_kept(
    region: Region, manager: Person, house: FaceHouse, settings: Any
) -> None:
    officer = region.actor(region.gulou)
    with pytest.raises(WrongState, match="没有同意"):
        enrol(officer, manager)
    agree(manager)
    with pytest.raises(InvalidInput, match="证件号"):
        enrol(officer, manager, number="35010219900101001X")
    with pytest.raises(InvalidInput):
        enrol(officer, manager, photo=b"")
    with pytest.raises(NotPermitted):
        enrol(Actor(name="企业", role=Role.ENTERPRISE_ADMIN, reach=ReachKind.ENTERPRISE, reach_id=new_id()), manager)
    house.status = 422
    with pytest.raises(FaceUnavailable, match="没有人脸"):
        enrol(officer, manager)
    settings.FACE_URL = ""
    with pytest.raises(WrongState, match="未接入"):
        enrol(officer, manager)
    assert (FaceTemplate.objects.count(), count_faces()) == (0, 0)


def test_a_template_lies_under_its_own_key_and_is_gone_with_it(
    region: Region, manager: Person, house: FaceHouse
) -> None:
    officer = region.actor(region.gulou)
    house.answer_with = {}
    agree(manager)
    first = enrol(officer, manager)
    opened = opened_template(manager.pk)
    assert opened
    assert opened[1].startswith(b"face:")
    with connection.cursor() as cursor:
        cursor.execute("select position('face:'::bytea in template_cipher) from certificates_facetemplate")
        assert cursor.fetchone() == (0,)

    second = enrol(officer, manager, photo=b"two")  # taken again: the first is erased
    first.refresh_from_db()
    assert (first.erased_why, first.key_cipher, first.template_cipher) == ("replaced", None, None)
    assert count_faces() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        FaceTemplate.objects.filter(pk=second.pk).update(erased_at=now())  # without losing the key

    assert withdraw_consent(person_id=manager.pk, by=holder_actor(manager), at=now()) == 1
    assert (opened_template(manager.pk), consent_of(manager.pk), count_faces()) == (None, None, 0)
    assert FaceTemplate.objects.filter(erased_why="withdrawn", key_cipher=None).count() == 1
    assert list(Act.objects.filter(verb__startswith="face.").order_by("id").values_list("verb", flat=True)) == [
        "face.enrol", "face.enrol", "face.withdraw",
    ]  # fmt: skip
    stranger = region.actor(region.taijiang)
    agree(manager)
    third = enrol(officer, manager)
    with pytest.raises(NotPermitted):
        erase_face(actor=stranger, template_id=third.pk, at=now())
    erase_face(actor=officer, template_id=third.pk, at=now())
    assert count_faces() == 0


def test_what_a_service_keeps_is_asked_back_until_it_confirms(
    region: Region, manager: Person, house: FaceHouse
) -> None:
    officer = region.actor(region.gulou)
    agree(manager)
    made = enrol(officer, manager)
    FaceTemplate.objects.filter(pk=made.pk).update(remote=True, keep_until=today() - timedelta(days=1))
    house.status = 500
    erase_faces()
    forget_faces()
    made.refresh_from_db()
    assert (made.erased_why, made.key_cipher, made.forgotten_at) == ("expired", None, None)
    house.status = 200
    forget_faces()
    forget_faces()
    made.refresh_from_db()
    assert made.forgotten_at
    assert house.erased == [made.subject]


def test_reaching_the_number_asks_for_a_filing_once(manager: Person, house: FaceHouse) -> None:
    site = make_site()
    for key, value in (("faces.filing_persons", 2), ("faces.keep_days", 30)):
        set_parameter(
            actor=system_actor(), key=key, division_code="000000", path="", value=value, valid_from=today(),
            at=now(), source="试验", mark=Mark.OWN,
        )  # fmt: skip
    guard = account("卫一", Role.SECURITY_ADMIN, site.agency)
    other = register_person(actor=system_actor(), name="李二", id_number="110105194912310194", at=now())
    agree(manager)
    enrol(site.inspector, manager)
    assert not FaceFiling.objects.exists()
    agree(other)
    enrol(site.inspector, other, number="110105194912310194")
    enrol(site.inspector, manager, photo=b"again")
    filing = FaceFiling.objects.get()
    assert (filing.persons, filing.threshold) == (2, 2)
    assert filing.due_on == add_working_days(day_of(filing.reached_at), 30)
    assert Notification.objects.get(topic="certificates.faces").user_id == guard.user_id
    with pytest.raises(NotPermitted):
        record_filing(actor=site.inspector, filed_on=today(), number="1", at=now())
    with pytest.raises(InvalidInput):
        record_filing(actor=guard, filed_on=today() + timedelta(days=1), number="闽信备 1", at=now())
    record_filing(actor=guard, filed_on=today(), number="闽信备 1", at=now())
    with pytest.raises(WrongState):
        record_filing(actor=guard, filed_on=today(), number="闽信备 1", at=now())


def test_the_pages_of_faces_say_what_there_is(client: Client, manager: Person, house: FaceHouse, settings: Any) -> None:
    site = make_site()
    client.force_login(user_of(site.inspector))
    place = f"/people/{manager.pk}/face/"
    given = {"consent": "paper", "id_number": NUMBER, "photo": SimpleUploadedFile("f.jpg", b"one")}
    assert client.post(place, {**given, "id_number": "1"}).status_code == 422
    assert client.post(place, {**given, "photo": SimpleUploadedFile("f.jpg", b"one")}).status_code == 302
    kept = FaceTemplate.objects.get()
    assert "已于" in client.get(place).content.decode()
    assert "陈大山" in client.get("/faces/").content.decode()
    assert "测试比对服务（t-1）" in client.get("/faces/filing/").content.decode()
    settings.FACE_URL = ""
    assert "未接入" in client.get("/faces/filing/").content.decode()
    assert "未接入" in client.get(place).content.decode()
    assert client.post(f"/faces/{kept.pk}/").status_code == 302
    assert "密钥已销毁" in client.get(f"/faces/{kept.pk}/").content.decode()


@pytest.mark.bounds
def test_the_database_itself_shows_faces_and_codes_to_no_party(
    region: Region, manager: Person, house: FaceHouse
) -> None:
    with acting_as(system_actor()):
        agree(manager)
        enrol(region.actor(region.gulou), manager)
        give_code(actor=region.actor(region.gulou), person_id=manager.pk, at=now())
    firm = Actor(name="企业", role=Role.ENTERPRISE_ADMIN, reach=ReachKind.ENTERPRISE, reach_id=new_id())
    for actor, seen in ((firm, 0), (region.actor(region.gulou), 1)):
        with acting_as(actor):
            assert (FaceTemplate.objects.count(), FaceConsent.objects.count()) == (seen, seen)
