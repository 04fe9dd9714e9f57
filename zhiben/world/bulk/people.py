"""People in millions: each number sealed and indexed by itself, so that finding and masking are as in daily work."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from zhiben.kernel.crypto import indexer, mask_id_number, mask_phone, sealer
from zhiben.registry.people.codes import ACCOUNT_PURPOSE, ID_PURPOSE, PHONE_PURPOSE
from zhiben.registry.people.models import Employment, Person
from zhiben.world.bulk.days import DAY, START_MS, Days, uid
from zhiben.world.bulk.sheets import BLANK, NULL, blank, line_of
from zhiben.world.names import FAMILY, GIVEN, id_number, phone_number

CHUNK: Final = 5_000
FIRST_DAY: Final = 400


def person(seed: int, serial: int) -> tuple[str, str, str]:
    """Id, name and phone of one person: the same wherever it is asked."""
    chance = Random(seed << 40 | serial)  # noqa: S311
    at = (FIRST_DAY + chance.randrange(2400)) * DAY + 540
    return uid(chance, at), chance.choice(FAMILY) + chance.choice(GIVEN), phone_number(serial)


def people_lines(
    seed: int, first: int, last: int, employers: Sequence[str], days: Days, phones: Mapping[int, int],
    accounts: Mapping[int, int],
) -> dict[str, bytes]:  # fmt: skip
    """The rows of some of them, and whom they work for. ``phones``, ``accounts``: person → whose number it has too."""
    seal, form, lines, work, working = sealer(), _form(), [], _work(), []
    of_number, of_phone, of_account = indexer(ID_PURPOSE), indexer(PHONE_PURPOSE), indexer(ACCOUNT_PURPOSE)
    for serial in range(first, last):
        pk, name, phone = person(seed, serial)
        if serial in phones:
            phone = phone_number(phones[serial])
        account = f"6200000000{accounts[serial]:09d}" if serial in accounts else ""
        number, began = id_number(serial), minutes_of_id(pk)
        lines.append(
            form % {
                "id": pk, "name": name, "cipher": seal(number).hex(), "masked": mask_id_number(number),
                "index": of_number(number), "phone": seal(phone).hex(),
                "phone_index": of_phone(phone), "phone_masked": mask_phone(phone),
                "employer": employers[serial % len(employers)], "at": days.moment(began),
                "account": f"\\\\x{seal(account).hex()}" if account else NULL,
                "account_index": of_account(account) if account else "",
                "account_masked": f"****{account[-4:]}" if account else "",
            }
        )  # fmt: skip
        working.append(
            work % {"id": f"{pk[:13]}0{pk[14:]}", "person": pk, "employer": employers[serial % len(employers)],
                    "since": days.day(began)}
        )  # fmt: skip
    return {"people.Person": "".join(lines).encode(), "people.Employment": "".join(working).encode()}


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
        "account_cipher": blank("account"), "account_index": blank("account_index"),
        "account_masked": blank("account_masked"),
    }  # fmt: skip
    return BLANK.sub("%(\\1)s", line_of(Person, row))


def _work() -> str:
    row = {"id": blank("id"), "person": blank("person"), "enterprise": blank("employer"), "valid_from": blank("since")}
    return BLANK.sub("%(\\1)s", line_of(Employment, row))
