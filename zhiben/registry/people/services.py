"""Verbs on people."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pghistory
from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.receipts import note_read
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.base.text import clean_code, name_key, plain_text
from zhiben.kernel.crypto import blind_index, mask_id_number, mask_phone, open_sealed, seal
from zhiben.registry.people.codes import ID_PURPOSE, PHONE_PURPOSE, clean_phone, id_number_doubts, phone_doubts
from zhiben.registry.people.models import Person
from zhiben.registry.people.terms import IdKind, MaskedField

CHANGED = (
    "name", "name_key", "employer", "id_number_cipher", "id_number_index", "id_number_masked", "phone_cipher",
    "phone_index", "phone_masked", "unmatched", "doubtful", "doubts",
)  # fmt: skip


@transaction.atomic
def register_person(
    *, actor: Actor, name: str, at: datetime, id_number: str = "", id_kind: IdKind | str = IdKind.RESIDENT,
    phone: str = "", employer_id: UUID | None = None, person_id: UUID | None = None,
) -> Person:  # fmt: skip
    """登记一个人. Number and phone are encrypted here; without a number the person is 待匹配.

    Raises NotPermitted unless a regulator asks, InvalidInput without a name, WrongState when the number is registered.
    """
    _check_may_keep(actor)
    person = Person(
        name=_checked_name(name), id_kind=IdKind(id_kind), employer_id=employer_id, created_at=at,
        **({"id": person_id} if person_id else {}),
    )  # fmt: skip
    person.name_key = name_key(person.name)
    set_personal(person, id_number=id_number, phone=phone)
    if find_person(id_number, id_kind=id_kind) is not None:
        raise WrongState(f"证件号 {person.id_number_masked} 已登记")
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="person.register"):
        person.save(force_insert=True)
    record_act(actor=actor, verb="person.register", at=at, object_kind="person", object_id=person.pk)
    return person


@transaction.atomic
def update_person(
    *, actor: Actor, person_id: UUID, at: datetime, name: str = "", id_number: str = "", phone: str = "",
    employer_id: UUID | None = None,
) -> Person:  # fmt: skip
    """Change what is given; empty means unchanged. Raises WrongState when the number is somebody else's."""
    _check_may_keep(actor)
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NotVisible("没有这个人")
    other = find_person(id_number, id_kind=person.id_kind)
    if other is not None and other.pk != person.pk:
        raise WrongState("这个证件号已登记为另一个人")
    if name.strip():
        person.name = _checked_name(name)
        person.name_key = name_key(person.name)
    person.employer_id = employer_id or person.employer_id
    set_personal(person, id_number=id_number, phone=phone)
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="person.update"):
        person.save(update_fields=CHANGED)
    record_act(
        actor=actor, verb="person.update", at=at, object_kind="person", object_id=person.pk,
        fields=[n for n, v in (("name", name), ("id_number", id_number), ("phone", phone), ("employer", employer_id))
                if v],
    )  # fmt: skip
    return person


@transaction.atomic
def ensure_person(
    *, actor: Actor, name: str, at: datetime, id_number: str = "", phone: str = "", employer_id: UUID | None = None
) -> Person:
    """The person of that number; without one, the only 待匹配 one of that name and phone at that employer; else new."""
    found = find_person(id_number) if clean_code(id_number) else _find_unmatched(name, phone, employer_id)
    return found or register_person(
        actor=actor, name=name, id_number=id_number, phone=phone, employer_id=employer_id, at=at
    )


@transaction.atomic
def unmask(*, actor: Actor, person_id: UUID, field: MaskedField | str, reason: str, at: datetime) -> str:
    """The full number of one person, against a reason that is recorded with who asked and when.

    Raises NotVisible, InvalidInput without a reason of at least four characters, WrongState when there is none.
    """
    chosen = MaskedField(field)
    person = Person.objects.visible_to(actor).filter(pk=person_id).first()
    if person is None:
        raise NotVisible("没有这个人，或者不在您的权限范围内")
    if len(reason.strip()) < 4:
        raise InvalidInput.of("reason", f"查看完整{chosen.label}要写明事由（至少4个字），并留存记录")
    cipher: Any = getattr(person, f"{chosen.value}_cipher")
    if cipher is None:
        raise WrongState(f"没有登记{chosen.label}")
    record_act(
        actor=actor, verb="person.unmask", at=at, object_kind="person", object_id=person.pk,
        field=chosen.value, reason=reason.strip(),
    )  # fmt: skip
    note_read(actor, "person", person.pk, at=at, way=f"unmask.{chosen.value}"[:16])
    return open_sealed(bytes(cipher))


def set_personal(person: Person, *, id_number: str = "", phone: str = "") -> None:
    """Put number and phone on an unsaved or changing row: ciphertext, index, mask, doubts. Empty leaves as it is."""
    if number := clean_code(id_number):
        person.id_number_cipher = seal(number)
        person.id_number_index = blind_index(number, purpose=ID_PURPOSE)
        person.id_number_masked = mask_id_number(number)
        checked = person.id_kind in (IdKind.RESIDENT, IdKind.HK_MACAO_TAIWAN, IdKind.FOREIGN_RESIDENT)
        person.doubts = id_number_doubts(number) if checked else []
    if digits := clean_phone(phone):
        person.phone_cipher = seal(digits)
        person.phone_index = blind_index(digits, purpose=PHONE_PURPOSE)
        person.phone_masked = mask_phone(digits)
        person.doubts = [d for d in person.doubts if "手机" not in d] + phone_doubts(digits)
    person.unmatched = not person.id_number_index
    person.doubtful = bool(person.doubts)


def find_person(id_number: str, *, id_kind: IdKind | str = IdKind.RESIDENT) -> Person | None:
    """By document number, without decrypting anybody's."""
    number = clean_code(id_number)
    if not number:
        return None
    index = blind_index(number, purpose=ID_PURPOSE)
    found = Person.objects.filter(id_kind=IdKind(id_kind), id_number_index=index).first()
    while found is not None and found.merged_into:  # another number of somebody who was registered twice
        found = Person.objects.filter(pk=found.merged_into).first()
    return found


def _find_unmatched(name: str, phone: str, employer_id: UUID | None) -> Person | None:
    digits = clean_phone(phone)
    same = Person.objects.filter(name_key=name_key(name), unmatched=True, employer_id=employer_id)
    same = same.filter(phone_index=blind_index(digits, purpose=PHONE_PURPOSE) if digits else "")
    return same.first() if len(same[:2]) == 1 else None


def _checked_name(name: str) -> str:
    plain = plain_text(name)
    if not plain:
        raise InvalidInput.of("name", "请填写姓名")
    return plain


def _check_may_keep(actor: Actor) -> None:
    if not (actor.is_regulator or actor.is_system):
        raise NotPermitted("人员档案由监管机构维护")
