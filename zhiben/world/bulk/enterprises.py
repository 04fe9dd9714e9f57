"""Enterprises with their heads, all names different, all credit codes with right check digits."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any, Final

from zhiben.kernel.base.clock import start_of_day
from zhiben.kernel.base.text import name_key
from zhiben.kernel.crypto import blind_index, mask_phone, sealer
from zhiben.registry.agencies.models import Division
from zhiben.registry.agencies.terms import Level
from zhiben.registry.enterprises.models import Enterprise, EnterprisePost
from zhiben.registry.enterprises.services.posts import PURPOSE
from zhiben.registry.enterprises.terms import HeadPost
from zhiben.world.bulk.agencies import BORN
from zhiben.world.bulk.days import uid
from zhiben.world.names import ENTERPRISE_WORDS, FAMILY, GIVEN, KIND_WORDS, PLACE_WORDS, phone_number, uscc
from zhiben.world.registers import BEGINNING, SHARES

ORDINALS: Final = ("", "第二", "第三", "第四", "第五", "第六", "第七", "第八", "第九", "第十")
LESSORS: Final = ("lessor", 0.02)
EMPLOYERS: Final = ("contractor", "consultant", "labour", "subcontractor")

Heads = tuple[tuple[HeadPost, str, str, str], ...]  # post, name, phone masked, phone sealed as hex
# Of every so many contractors these are barred: the first one's head heads the next one too, the second one's has a
# namesake there, the third one's bar has ended. True: in force.
EVERY: Final = 20
NAMESAKE: Final = 13
BARRED: Final = {6: True, NAMESAKE: True, 17: False}


@dataclass(frozen=True)
class Firm:
    id: str
    name: str
    uscc: str
    legal_person: str
    home: str = ""  # code of the division it is registered in
    heads: Heads = ()


@dataclass
class Firms:
    """Enterprises by kind, and their rows."""

    by_kind: dict[str, list[Firm]] = field(default_factory=lambda: defaultdict(list))
    rows: dict[type[Any], list[dict[str, Any]]] = field(default_factory=lambda: {Enterprise: [], EnterprisePost: []})
    barred: list[tuple[Firm, bool]] = field(default_factory=list)

    @cached_property
    def employers(self) -> list[str]:
        """Person number n works for the employer at n modulo their count."""
        return [firm.id for kind in EMPLOYERS for firm in self.by_kind[kind]]

    @cached_property
    def employing(self) -> list[Firm]:
        return [firm for kind in EMPLOYERS for firm in self.by_kind[kind]]


def found_firms(divisions: Sequence[Division], count: int, first_phone: int, seed: int) -> Firms:
    chance, seal, firms = Random(f"{seed}/enterprises"), sealer(), Firms()  # noqa: S311
    homes = [d for d in divisions if d.level == Level.CITY] or list(divisions)
    serial = 0
    for kind, share in (*SHARES, LESSORS):
        for number in range(max(2, round(count * share))):
            firms.by_kind[kind].append(_firm(chance, seal, firms, kind, number, homes, serial, first_phone))
            serial += 1
    return firms


def _firm(
    chance: Random, seal: Any, firms: Firms, kind: str, number: int, homes: Sequence[Division], serial: int, phone: int
) -> Firm:
    home = homes[number % len(homes)]
    name = _name(kind, number, home.name.removesuffix("市"), len(homes))
    code = uscc(serial)
    pk, legal = uid(chance, BORN), chance.choice(FAMILY) + chance.choice(GIVEN)
    case = number % EVERY if kind == "contractor" else -1
    if case in BARRED:
        legal = f"查{chance.choice(GIVEN)}"  # a family name nobody else has: namesakes are those planted
    firms.rows[Enterprise].append({
        "id": pk, "name": name, "name_key": name_key(name), "uscc": code, "kinds": [kind],
        "division_code": home.code, "legal_person": legal, "created_at": start_of_day(BEGINNING),
    })  # fmt: skip
    if kind != "contractor":
        return Firm(pk, name, code, legal, home.code)
    firm = Firm(pk, name, code, legal, home.code, _heads(chance, seal, firms, pk, legal, number, phone))
    if case in BARRED:
        firms.barred.append((firm, BARRED[case]))
    return firm


def _heads(chance: Random, seal: Any, firms: Firms, firm: str, legal: str, number: int, phone: int) -> Heads:
    """主要负责人 and 实际控制人, sometimes one person; after a barred firm its head again, or somebody of that name."""
    other = chance.choice(FAMILY) + chance.choice(GIVEN) if number % 3 else legal
    phones = [phone + 2 * number, phone + 2 * number + (other != legal)]
    case, before = number % EVERY, firms.by_kind["contractor"][-1] if number else None
    if case - 1 in BARRED and before:
        other, phones[1] = (
            before.legal_person,
            phone + 2 * number - 2 if case - 1 != NAMESAKE else phone + 2 * number + 1,
        )
    elif case in BARRED:
        other, phones[1] = legal, phones[0]
    found = []
    for post, who, serial in zip((HeadPost.PRINCIPAL, HeadPost.CONTROLLER), (legal, other), phones, strict=True):
        number_of = phone_number(serial)
        cipher, masked = seal(number_of), mask_phone(number_of)
        found.append((post, who, masked, cipher.hex()))
        firms.rows[EnterprisePost].append({
            "id": uid(chance, BORN), "enterprise": firm, "post": post.value, "name": who, "phone_cipher": cipher,
            "phone_masked": masked, "phone_index": blind_index(number_of, purpose=PURPOSE), "valid_from": BEGINNING,
        })  # fmt: skip
    return tuple(found)


def _name(kind: str, number: int, place: str, places: int) -> str:
    """Place, two words and the kind: the words count up once all places have had theirs."""
    turn, word = divmod(number // places, len(ENTERPRISE_WORDS))
    more, second = divmod(turn, len(PLACE_WORDS))
    return f"{place}{ENTERPRISE_WORDS[word]}{PLACE_WORDS[(second * 7) % 20]}{ORDINALS[more % 10]}{KIND_WORDS[kind]}"
