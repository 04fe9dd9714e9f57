"""What a row of a ledger of people means beyond its cells: who is named, whose numbers are sealed, what is doubtful."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from zhiben.kernel.base.text import clean_code, name_key, plain_text
from zhiben.kernel.crypto import indexer, mask_account, mask_address, mask_id_number, mask_phone, sealer
from zhiben.kernel.papers.ledger import StagedRow
from zhiben.registry.people.codes import (
    ACCOUNT_PURPOSE,
    ADDRESS_PURPOSE,
    CONTACT_PURPOSE,
    ID_PURPOSE,
    PHONE_PURPOSE,
    clean_phone,
    id_number_doubts,
    phone_doubts,
)
from zhiben.registry.people.terms import StatedKind

SAFETY_NUMBER: Final = re.compile(r"建安(A|B|C1|C2|C3)")
NUMBER_SIGN: Final = re.compile("号+$")
Seal = Callable[[str], bytes]
# Where a number goes: the key it is kept under, what it is looked up by, how it is cleaned and shown.
PARTS: Final[Mapping[str, tuple[str, str, Callable[[str], str], Callable[[str], str]]]] = {
    "id_no": ("_id", ID_PURPOSE, clean_code, mask_id_number), "phone": ("_phone", PHONE_PURPOSE, clean_phone, mask_phone),
    "account": ("_account", ACCOUNT_PURPOSE, clean_code, mask_account),
    "address": ("_address", ADDRESS_PURPOSE, plain_text, mask_address),
    "contact_phone": ("_contact_phone", CONTACT_PURPOSE, clean_phone, mask_phone),
}  # fmt: skip


def prepare_people(rows: Sequence[StagedRow]) -> None:
    """Names compared, numbers sealed, doubts noted; keys are looked up once for all rows."""
    seal = sealer()
    indexes = {name: indexer(purpose) for name, (_, purpose, _, _) in PARTS.items()}
    for row in rows:
        values = row.values
        if name := values.get("name"):
            values |= {"name": plain_text(name), "_name_key": name_key(name)}
        if contact := values.get("contact"):
            values["_contact_name"] = contact[0]["name"]
            values["contact_phone"] = contact[0]["phone"] or values.get("contact_phone") or ""
        _doubt(row)
        for part, (key, _, clean, mask) in PARTS.items():
            if said := values.get(part):
                text = clean(str(said))
                values[key] = {"cipher": seal(text).hex(), "index": indexes[part](text), "masked": mask(text)}


def person_key(values: Mapping[str, Any]) -> str:
    """Who a row is about, as far as the file says: by number, else by name, employer and phone."""
    if not values.get("_name_key"):
        return ""
    number = (values.get("_id") or {}).get("index")
    said = (values["_name_key"], name_key(str(values.get("unit") or "")), (values.get("_phone") or {}).get("index"))
    return str(number or "|".join(str(x) for x in said))


def prepare_certificate(row: StagedRow, kind: StatedKind | None = None) -> None:
    """The certificate a row names; its number may say the kind. ``_cert`` is absent when nothing is said."""
    values = row.values
    number = str(values.get("cert_no") or "")
    chosen = kind or values.get("cert_kind") or _kind_by(number)
    if not number and not values.get("cert_kind"):
        return
    values["_cert"] = StatedKind(chosen).value
    values["_cert_key"] = certificate_key(number)


def certificate_key(number: str) -> str:
    """Key under which spellings of one number meet: kinds of brackets, width, spaces, a closing 号."""
    return NUMBER_SIGN.sub("", name_key(clean_code(number))).upper()


def _kind_by(number: str) -> StatedKind:
    found = SAFETY_NUMBER.search(number.upper())
    return StatedKind(found[1]) if found else StatedKind.OTHER


def _doubt(row: StagedRow) -> None:
    doubts: list[str] = []
    for column, judge in (("id_no", id_number_doubts), ("phone", phone_doubts)):
        for doubt in judge(str(row.values.get(column) or "")):
            row.warn(column, f"存疑：{doubt}")
            doubts.append(doubt)
    if doubts:
        row.values["_doubts"] = doubts
