"""A person's numbers are found without being read, and read in full only against a recorded reason."""

import pytest
from django.db import connection

from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.search.holding import holding
from zhiben.kernel.search.keeping import refresh_all
from zhiben.registry.enterprises.public import register_enterprise
from zhiben.registry.people.models import Person
from zhiben.registry.people.services import ensure_person, find_person, register_person, unmask, update_person

pytestmark = pytest.mark.django_db
NUMBER, PHONE = "11010519491231002X", "13800001234"
INSPECTOR = Actor(
    user_id=new_id(),
    name="林一",
    role=Role.INSPECTOR,
    reach=ReachKind.AGENCY,
    reach_id=new_id(),
    path="35.",
    level="province",
)
OWNER = Actor(user_id=new_id(), name="企业", role=Role.ENTERPRISE_ADMIN, reach=ReachKind.ENTERPRISE, reach_id=new_id())


def person() -> Person:
    return register_person(actor=INSPECTOR, name="陈大山", id_number=NUMBER, phone=PHONE, at=now())


def test_numbers_are_kept_encrypted_and_shown_masked() -> None:
    who = Person.objects.get(pk=person().pk)
    assert (who.id_number_masked, who.phone_masked) == ("110***********002X", "138****1234")
    with connection.cursor() as cursor:
        for table in ("people_person", "people_personevent", "audit_act"):
            cursor.execute(f"select count(*) from {table} t where t::text like %s or t::text like %s",
                           [f"%{NUMBER}%", f"%{PHONE}%"])  # fmt: skip
            assert cursor.fetchone() == (0,)


def test_a_person_is_found_by_any_spelling_of_the_number_and_registered_once() -> None:
    who = person()
    assert find_person(" 11010519491231002x ") == who
    assert ensure_person(actor=INSPECTOR, name="陈大山", id_number=NUMBER, at=now()) == who
    with pytest.raises(WrongState, match="已登记"):
        person()
    assert Person.objects.count() == 1


def test_a_doubtful_number_is_kept_and_marked() -> None:
    who = register_person(actor=INSPECTOR, name="陈大山", id_number="110105194912310021", at=now())
    assert (who.doubtful, who.doubts, who.unmatched) == (True, ["身份证号的校验码不对"], False)
    corrected = update_person(actor=INSPECTOR, person_id=who.pk, id_number=NUMBER, at=now())
    assert (corrected.doubtful, corrected.doubts) == (False, [])


def test_a_person_without_a_number_waits_to_be_matched_and_is_not_merged_with_namesakes() -> None:
    first = ensure_person(actor=INSPECTOR, name="李强", phone=PHONE, at=now())
    assert first.unmatched
    assert ensure_person(actor=INSPECTOR, name="李 强", phone=PHONE, at=now()) == first
    assert ensure_person(actor=INSPECTOR, name="李强", phone="13900001234", at=now()) != first


def test_unmasking_gives_the_number_and_leaves_a_record_with_the_reason() -> None:
    who = person()
    shown = unmask(actor=INSPECTOR, person_id=who.pk, field="id_number", reason="核对特种作业证", at=now())
    assert shown == NUMBER
    act = Act.objects.get(verb="person.unmask")
    assert (act.actor_name, act.object_id, act.detail) == (
        "林一", str(who.pk), {"field": "id_number", "reason": "核对特种作业证"},
    )  # fmt: skip


@pytest.mark.parametrize("reason", ["", "   ", "看看"])
def test_without_a_reason_nothing_is_shown_and_nothing_recorded(reason: str) -> None:
    who = person()
    with pytest.raises(InvalidInput, match="事由"):
        unmask(actor=INSPECTOR, person_id=who.pk, field="phone", reason=reason, at=now())
    assert not Act.objects.filter(verb="person.unmask").exists()


def test_strangers_and_other_enterprises_see_nobody() -> None:
    who = person()
    for actor in (
        OWNER,
        Actor(name="", role=Role.LINK_HOLDER),
        Actor(
            user_id=new_id(),
            name="管",
            role=Role.SYSTEM_ADMIN,
            reach=ReachKind.AGENCY,
            reach_id=new_id(),
            level="province",
        ),
    ):
        assert not Person.objects.visible_to(actor).exists()
        with pytest.raises(NotVisible):
            unmask(actor=actor, person_id=who.pk, field="phone", reason="想要联系他", at=now())
    with pytest.raises(NotPermitted):
        register_person(actor=OWNER, name="甲", at=now())


def test_an_enterprise_sees_those_it_employs() -> None:
    firm = register_enterprise(actor=system_actor(), name="闽江建设有限公司", at=now(), enterprise_id=OWNER.reach_id)
    who = register_person(actor=INSPECTOR, name="王五", employer_id=firm.pk, at=now())
    person()
    assert list(Person.objects.visible_to(OWNER)) == [who]


def test_documents_tell_which_people_may_have_a_name_and_numbers_are_no_names() -> None:
    who, other = person(), register_person(actor=INSPECTOR, name="林小山", at=now())
    third = register_person(actor=INSPECTOR, name="林平", at=now())
    refresh_all()
    asked = holding("person", ["大山"], INSPECTOR)
    Person.objects.filter(pk=third.pk).update(name="大山海")

    changed = holding("person", ["大山"], INSPECTOR)
    assert (asked, changed) == (f"{{{who.pk}}}", f"{{{who.pk},{third.pk}}}")
    assert holding("person", ["大山"], OWNER) is None
    assert str(other.pk) not in (changed or "")
    seen = Person.objects.visible_to(INSPECTOR)
    assert list(seen.search(PHONE)) == list(seen.search(NUMBER)) == [who]
    assert not seen.search("13800009999").exists()
    assert seen.numbered("大山") is None
