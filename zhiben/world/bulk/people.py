"""People in millions: each number sealed and indexed by itself, so that finding and masking are as in daily work."""

from collections.abc import Sequence
from random import Random
from typing import Final

from zhiben.kernel.crypto import indexer, mask_id_number, mask_phone, sealer
from zhiben.registry.people.codes import ID_PURPOSE, PHONE_PURPOSE
from zhiben.registry.people.models import Person
from zhiben.world.bulk.days import DAY, START_MS, Days, uid
from zhiben.world.bulk.sheets import BLANK, blank, line_of
from zhiben.world.names import FAMILY, GIVEN, id_number, phone_number

CHUNK: Final = 5_000
FIRST_DAY: Final = 400


def person(seed: int, serial: int) -> tuple[str, str, str]:
    """Id, name and phone of one person: the same wherever it is asked."""
    chance = Random(seed << 40 | serial)  # noqa: S311
    at = (FIRST_DAY + chance.randrange(2400)) * DAY + 540
    return uid(chance, at), chance.choice(FAMILY) + chance.choice(GIVEN), phone_number(serial)


def people_lines(seed: int, first: int, last: int, employers: Sequence[str], days: Days) -> bytes:
    """The rows of some of them."""
    seal, form, lines = sealer(), _form(), []
    of_number, of_phone = indexer(ID_PURPOSE), indexer(PHONE_PURPOSE)
    for serial in range(first, last):
        pk, name, phone = person(seed, serial)
        number = id_number(serial)
        lines.append(
            form % {
                "id": pk, "name": name, "cipher": seal(number).hex(), "masked": mask_id_number(number),
                "index": of_number(number), "phone": seal(phone).hex(),
                "phone_index": of_phone(phone), "phone_masked": mask_phone(phone),
                "employer": employers[serial % len(employers)], "at": days.moment(minutes_of_id(pk)),
            }
        )  # fmt: skip
    return "".join(lines).encode()


def minutes_of_id(pk: str) -> int:
    """When an id was made."""
    return (int(pk[:12], 16) - START_MS) // 60_000


def _form() -> str:
    """One row with blanks for ``%``."""
    row = {
        "id": blank("id"), "name": blank("name"), "name_key": blank("name"),
        "id_number_cipher": f"\\x{blank('cipher')}", "phone_cipher": f"\\x{blank('phone')}",
        "id_number_index": blank("index"), "id_number_masked": blank("masked"), "phone_index": blank("phone_index"),
        "phone_masked": blank("phone_masked"), "employer": blank("employer"), "created_at": blank("at"),
    }  # fmt: skip
    return BLANK.sub("%(\\1)s", line_of(Person, row))
