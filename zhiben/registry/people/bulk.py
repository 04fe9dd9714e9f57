"""People named in ledgers, many at once: a name, perhaps a phone, and who employs them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Q

from zhiben.kernel.base.text import clean_code, name_key, plain_text
from zhiben.kernel.crypto import blind_index, mask_id_number, mask_phone, seal
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.ledger import Run
from zhiben.registry.people.codes import ID_PURPOSE, PHONE_PURPOSE, clean_phone, phone_doubts
from zhiben.registry.people.models import Person
from zhiben.registry.people.terms import IdKind

TABLE: Final = Person._meta.db_table
SET_PHONES: Final = """
update people_person p set phone_cipher = decode(w.cipher, 'hex'), phone_index = w.index, phone_masked = w.masked
  from unnest(%(ids)s::uuid[], %(ciphers)s::text[], %(indexes)s::text[], %(masks)s::text[]) w(id, cipher, index, masked)
 where p.id = w.id
"""


Key = tuple[str, UUID | None, str]


@dataclass(frozen=True)
class Named:
    """Somebody as a ledger names them. Numbers are sealed already; empty when the ledger gave none.

    ``person_id`` when it is known from elsewhere who is meant; ``any_will_do`` when nothing hangs on which of several
    people of one name at one employer it is.
    """

    name: str
    employer_id: UUID | None
    phone_index: str = ""
    phone_cipher: str = ""
    phone_masked: str = ""
    id_index: str = ""
    id_cipher: str = ""
    id_masked: str = ""
    doubts: tuple[str, ...] = ()
    person_id: UUID | None = None
    any_will_do: bool = False

    @property
    def key(self) -> Key:
        """Who is meant: the document's number tells, else name, employer and phone do."""
        if self.person_id:
            return "", self.person_id, ""
        return ("", None, self.id_index) if self.id_index else (name_key(self.name), self.employer_id, self.phone_index)


def sealed_phone(phone: str) -> dict[str, str]:
    """What may be kept of a phone: ciphertext (hex), look-up key, mask."""
    digits = clean_phone(phone)
    if not digits:
        return {"cipher": "", "index": "", "masked": ""}
    index = blind_index(digits, purpose=PHONE_PURPOSE)
    return {"cipher": seal(digits).hex(), "index": index, "masked": mask_phone(digits)}


def sealed_number(number: str) -> dict[str, str]:
    """What may be kept of a document's number: ciphertext (hex), look-up key, mask."""
    code = clean_code(number)
    if not code:
        return {"cipher": "", "index": "", "masked": ""}
    return {"cipher": seal(code).hex(), "index": blind_index(code, purpose=ID_PURPOSE), "masked": mask_id_number(code)}


def ensure_people(run: Run, wanted: Sequence[Named]) -> dict[Key, UUID]:
    """The person meant by each, registered as 待匹配 when nobody fits. Returns ids by ``Named.key``.

    Meant is who has this name at this employer and this phone; or, where either has no phone, the only one of that
    name there. Everything is noted so that the import can be taken back.
    """
    known = KnownPeople.read(wanted)
    found: dict[Key, UUID] = {}
    new: dict[Key, Named] = {}
    phones: dict[UUID, Named] = {}
    for each in wanted:
        person = known.meant(each)
        if person is None:
            new.setdefault(each.key, each)
            continue
        found[each.key] = person.pk
        if each.phone_index and not person.phone_index:
            phones.setdefault(person.pk, each)
    set_phones(run, phones)
    return {**found, **_register(run, new)}


def _register(run: Run, new: dict[Key, Named]) -> dict[Key, UUID]:
    made = {key: _new(each, run) for key, each in new.items()}
    Person.objects.bulk_create(made.values(), batch_size=1000)
    effects.note_created(run, TABLE, "select unnest(%(ids)s::uuid[])", {"ids": [p.pk for p in made.values()]})
    return {key: person.pk for key, person in made.items()}


def set_phones(run: Run, phones: dict[UUID, Named]) -> None:
    """New phones of people, by id."""
    if not phones:
        return
    ids: dict[str, Any] = {"ids": list(phones)}
    effects.note_before(run, TABLE, "select unnest(%(ids)s::uuid[])", ids)
    with connection.cursor() as cursor:
        cursor.execute(
            SET_PHONES,
            {**ids, "ciphers": [n.phone_cipher for n in phones.values()],
             "indexes": [n.phone_index for n in phones.values()], "masks": [n.phone_masked for n in phones.values()]},
        )  # fmt: skip
    effects.note_after(run, TABLE)


@dataclass(frozen=True)
class KnownPeople:
    """Those registered who may be meant: by number, and by name within an employer."""

    by_id: Mapping[UUID, Person]
    by_number: Mapping[str, Person]
    by_name: Mapping[tuple[str, UUID | None], Sequence[Person]]

    @classmethod
    def read(cls, wanted: Iterable[Named]) -> "KnownPeople":
        named = list(wanted)
        maybe = Q(name_key__in={name_key(n.name) for n in named}) | Q(
            pk__in={n.person_id for n in named if n.person_id}
        )
        numbers = {n.id_index for n in named if n.id_index}
        if numbers:
            maybe |= Q(id_number_index__in=numbers)
        by_name: dict[tuple[str, UUID | None], list[Person]] = {}
        by_number: dict[str, Person] = {}
        by_id: dict[UUID, Person] = {}
        found = list(Person.objects.filter(maybe).defer("id_number_cipher", "phone_cipher").order_by("id"))
        survivors = Person.objects.in_bulk([p.merged_into for p in found if p.merged_into])
        for person in found:
            if stays := survivors.get(person.merged_into):  # a number of somebody who was registered twice
                by_number[person.id_number_index], by_id[person.pk] = stays, stays
                continue
            by_id[person.pk] = person
            by_name.setdefault((person.name_key, person.employer_id), []).append(person)
            if person.id_number_index and person.id_kind == IdKind.RESIDENT:
                by_number[person.id_number_index] = person
        return cls(by_id, by_number, by_name)

    def meant(self, each: Named) -> Person | None:
        """By number; else the only one of that name there whose phone does not contradict."""
        if each.person_id in self.by_id or each.id_index in self.by_number:
            return self.by_id.get(each.person_id) if each.person_id else self.by_number[each.id_index]
        there = self.by_name.get((name_key(each.name), each.employer_id), [])
        if each.id_index:
            there = [p for p in there if not p.id_number_index]
        same = [p for p in there if not each.phone_index or p.phone_index == each.phone_index]
        same = same or [p for p in there if not p.phone_index]
        return same[0] if len(same) == 1 or (same and each.any_will_do) else None


def _new(each: Named, run: Run) -> Person:
    doubts = list(each.doubts) or (phone_doubts(each.phone_masked.replace("*", "0")) if each.phone_masked else [])
    return Person(
        name=plain_text(each.name), name_key=name_key(each.name), employer_id=each.employer_id,
        unmatched=not each.id_index, id_number_index=each.id_index, id_number_masked=each.id_masked,
        id_number_cipher=bytes.fromhex(each.id_cipher) if each.id_cipher else None,
        phone_index=each.phone_index, phone_masked=each.phone_masked, doubts=doubts, doubtful=bool(doubts),
        phone_cipher=bytes.fromhex(each.phone_cipher) if each.phone_cipher else None, created_at=run.at,
    )  # fmt: skip
