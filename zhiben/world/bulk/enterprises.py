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
EMPLOYERS: Final = ("contractor", "consultant", "labour", "subcontractor")


@dataclass(frozen=True)
class Firm:
    id: str
    name: str
    uscc: str
    legal_person: str
    heads: tuple[tuple[HeadPost, str, str, str], ...] = ()  # post, name, phone masked, phone sealed as hex


@dataclass
class Firms:
    """Enterprises by kind, and their rows."""

    by_kind: dict[str, list[Firm]] = field(default_factory=lambda: defaultdict(list))
    rows: dict[type[Any], list[dict[str, Any]]] = field(default_factory=lambda: {Enterprise: [], EnterprisePost: []})

    @cached_property
    def employers(self) -> list[str]:
        """Person number n works for the employer at n modulo their count."""
        return [firm.id for kind in EMPLOYERS for firm in self.by_kind[kind]]

    @cached_property
    def _place(self) -> dict[str, int]:
        return {pk: place for place, pk in enumerate(self.employers)}

    def one_of(self, firm: Firm, chance: Random, people: int) -> int:
        """The number of somebody who works there; of somebody anywhere for firms that employ nobody in the register."""
        place = self._place.get(firm.id)
        if place is None or place >= people:
            return chance.randrange(people)
        return place + len(self.employers) * chance.randrange((people - place - 1) // len(self.employers) + 1)


def found_firms(divisions: Sequence[Division], count: int, first_phone: int, seed: int) -> Firms:
    chance, seal, firms = Random(f"{seed}/enterprises"), sealer(), Firms()  # noqa: S311
    homes = [d for d in divisions if d.level == Level.CITY] or list(divisions)
    serial = 0
    for kind, share in SHARES:
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
    firms.rows[Enterprise].append({
        "id": pk, "name": name, "name_key": name_key(name), "uscc": code, "kinds": [kind],
        "division_code": home.code, "legal_person": legal, "created_at": start_of_day(BEGINNING),
    })  # fmt: skip
    if kind != "contractor":
        return Firm(pk, name, code, legal)
    other = chance.choice(FAMILY) + chance.choice(GIVEN) if number % 3 else legal
    heads = []
    for place, (post, who) in enumerate(((HeadPost.PRINCIPAL, legal), (HeadPost.CONTROLLER, other))):
        number_of = phone_number(phone + 2 * number + (place if other != legal else 0))
        cipher, masked = seal(number_of), mask_phone(number_of)
        heads.append((post, who, masked, cipher.hex()))
        firms.rows[EnterprisePost].append({
            "id": uid(chance, BORN), "enterprise": pk, "post": post.value, "name": who, "phone_cipher": cipher,
            "phone_masked": masked, "phone_index": blind_index(number_of, purpose=PURPOSE), "valid_from": BEGINNING,
        })  # fmt: skip
    return Firm(pk, name, code, legal, tuple(heads))


def _name(kind: str, number: int, place: str, places: int) -> str:
    """Place, two words and the kind: the words count up once all places have had theirs."""
    turn, word = divmod(number // places, len(ENTERPRISE_WORDS))
    more, second = divmod(turn, len(PLACE_WORDS))
    return f"{place}{ENTERPRISE_WORDS[word]}{PLACE_WORDS[(second * 7) % 20]}{ORDINALS[more % 10]}{KIND_WORDS[kind]}"
