"""People named in ledgers, many at once: a name, perhaps a phone, and who employs them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection

from zhiben.kernel.base.text import name_key, plain_text
from zhiben.kernel.crypto import blind_index, mask_phone, seal
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.ledger import Run
from zhiben.registry.people.codes import PHONE_PURPOSE, clean_phone, phone_doubts
from zhiben.registry.people.models import Person

TABLE: Final = Person._meta.db_table
SET_PHONES: Final = """
update people_person p set phone_cipher = decode(w.cipher, 'hex'), phone_index = w.index, phone_masked = w.masked
  from unnest(%(ids)s::uuid[], %(ciphers)s::text[], %(indexes)s::text[], %(masks)s::text[]) w(id, cipher, index, masked)
 where p.id = w.id
"""


@dataclass(frozen=True)
class Named:
    """Somebody as a ledger names them. The phone is sealed already; empty when the ledger gave none."""

    name: str
    employer_id: UUID | None
    phone_index: str = ""
    phone_cipher: str = ""
    phone_masked: str = ""

    @property
    def key(self) -> tuple[str, UUID | None, str]:
        return name_key(self.name), self.employer_id, self.phone_index


def sealed_phone(phone: str) -> dict[str, str]:
    """What may be kept of a phone: ciphertext (hex), look-up key, mask."""
    digits = clean_phone(phone)
    if not digits:
        return {"cipher": "", "index": "", "masked": ""}
    index = blind_index(digits, purpose=PHONE_PURPOSE)
    return {"cipher": seal(digits).hex(), "index": index, "masked": mask_phone(digits)}


def ensure_people(run: Run, wanted: Sequence[Named]) -> dict[tuple[str, UUID | None, str], UUID]:
    """The person meant by each, registered as 待匹配 when nobody fits. Returns ids by ``Named.key``.

    Meant is who has this name at this employer and this phone; or, where either has no phone, the only one of that
    name there. Everything is noted so that the import can be taken back.
    """
    known = _known(wanted)
    found: dict[tuple[str, UUID | None, str], UUID] = {}
    made: dict[tuple[str, UUID | None, str], Person] = {}
    phones: dict[UUID, Named] = {}
    for each in wanted:
        person = _meant(each, known.get(each.key[:2], []))
        if person is None:
            made.setdefault(each.key, _new(each, run))
            continue
        found[each.key] = person.pk
        if each.phone_index and not person.phone_index:
            phones.setdefault(person.pk, each)
    Person.objects.bulk_create(made.values(), batch_size=1000)
    effects.note_created(run, TABLE, "select unnest(%(ids)s::uuid[])", {"ids": [p.pk for p in made.values()]})
    set_phones(run, phones)
    return {**found, **{key: person.pk for key, person in made.items()}}


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


def _known(wanted: Iterable[Named]) -> dict[tuple[str, UUID | None], list[Person]]:
    keys = {name_key(n.name) for n in wanted}
    found: dict[tuple[str, UUID | None], list[Person]] = {}
    for person in Person.objects.filter(name_key__in=keys).defer("id_number_cipher", "phone_cipher").order_by("id"):
        found.setdefault((person.name_key, person.employer_id), []).append(person)
    return found


def _meant(each: Named, there: list[Person]) -> Person | None:
    same = [p for p in there if not each.phone_index or p.phone_index == each.phone_index]
    same = same or [p for p in there if not p.phone_index]
    return same[0] if len(same) == 1 else None


def _new(each: Named, run: Run) -> Person:
    doubts = phone_doubts(each.phone_masked.replace("*", "0")) if each.phone_masked else []
    return Person(
        name=plain_text(each.name), name_key=name_key(each.name), employer_id=each.employer_id, unmatched=True,
        phone_index=each.phone_index, phone_masked=each.phone_masked, doubts=doubts, doubtful=bool(doubts),
        phone_cipher=bytes.fromhex(each.phone_cipher) if each.phone_cipher else None, created_at=run.at,
    )  # fmt: skip
