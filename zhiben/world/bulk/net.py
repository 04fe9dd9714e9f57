"""What a piece of work on the one net needs to know: authorities, firms, how numbers begin. Plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from zhiben.registry.agencies.models import Division
from zhiben.registry.agencies.terms import Level
from zhiben.world.bulk.agencies import Office, Offices
from zhiben.world.bulk.days import DAY, Days
from zhiben.world.bulk.enterprises import Firm, Firms
from zhiben.world.bulk.projects import Plot

# How numbers of certificates begin, by province.
SHORT: Final = {
    "11": "京", "12": "津", "13": "冀", "14": "晋", "15": "蒙", "21": "辽", "22": "吉", "23": "黑", "31": "沪", "32": "苏",
    "33": "浙", "34": "皖", "35": "闽", "36": "赣", "37": "鲁", "41": "豫", "42": "鄂", "43": "湘", "44": "粤", "45": "桂",
    "46": "琼", "50": "渝", "51": "川", "52": "贵", "53": "云", "54": "藏", "61": "陕", "62": "甘", "63": "青", "64": "宁",
    "65": "新", "71": "台", "81": "港", "82": "澳",
}  # fmt: skip
LAST_LETTER: Final = 26
SIX_DIGITS: Final = 1_000_000


def short_of(code: str) -> str:
    """Province and city as certificate numbers have them: 320400 → 苏D."""
    return SHORT[code[:2]] + chr(64 + max(1, min(int(code[2:4]), LAST_LETTER)))


@dataclass(frozen=True)
class Authority:
    """Who issues: as the certificate names it, and who acts for it."""

    id: str
    name: str
    path: str
    prefix: str
    by: str


@dataclass(frozen=True)
class Place:
    path: str
    province: str
    city: str
    county: str


@dataclass(frozen=True)
class Net:
    """The same for all pieces of work. ``seats``: places by division code; ``issuers``: authorities by division code."""

    seed: int
    now: int
    at: datetime
    days: Days
    firms: Sequence[Firm]  # those that employ: person n works for the one at n modulo their count
    seats: Mapping[str, Place]
    issuers: Mapping[str, Authority]
    batch: str
    first_code: int

    @property
    def today(self) -> int:
        return self.now // DAY

    @cached_property
    def names(self) -> dict[str, Firm]:
        return {firm.id: firm for firm in self.firms}

    def employer(self, person: int) -> Firm:
        return self.firms[person % len(self.firms)]

    def above(self, code: str) -> Authority:
        """The province's authority, or whoever is highest where the world ends below it."""
        return self.issuers.get(f"{code[:2]}0000") or next(iter(self.issuers.values()))

    def city(self, code: str) -> Authority:
        return self.issuers.get(f"{code[:4]}00") or self.above(code)

    def numbers(self, kind: str, home: str, code: str, number: int) -> str:
        """As certificates of the kind are numbered, but for the year; ``number`` is the place in the whole world."""
        short = SHORT[home[:2]]
        if kind == "enterprise_license":
            return f"（{short}）JZ安许证字〔{{year}}〕{number + 1:06d}"
        if kind == "safety_manager":
            return f"{short}建安{code}（{{year}}）{number + 1:07d}"
        if kind == "special_worker":
            return _worker_number(short_of(home), code, number)
        return f"{short}{'监证' if kind == 'supervisor_staff' else '建造'}{number + 1:08d}"


def _worker_number(short: str, code: str, number: int) -> str:
    """Fourteen places as long as six digits are enough; then as electronic certificates have them."""
    if number >= SIX_DIGITS:
        return f"{short[0]}特{{year}}{number + 1:010d}"
    return f"{short}{code if code.isdigit() else '90'}{{year}}{number:06d}"


@dataclass(frozen=True)
class NetTask:
    """The machines, workers and certificates of the sites of one office. ``first``: the first number of its papers."""

    key: str
    code: str
    plots: list[Plot]
    lessors: list[Firm]
    crew: list[int]  # people for its machines
    machines: range
    twin: bool
    first: int


def net_of(
    offices: Offices, divisions: Sequence[Division], firms: Firms, days: Days, *, seed: int, at: datetime, now: int,
    batch: str, first_code: int,
) -> Net:  # fmt: skip
    seats = {d.code: Place(d.path, d.province, d.city, d.county) for d in divisions}
    issuers = {code: _authority(office) for code, office in offices.authorities.items()}
    ordered = dict(sorted(issuers.items(), key=lambda one: (len(one[1].path), one[0])))
    return Net(seed, now, at, days, firms.employing, seats, ordered, batch, first_code)


def _authority(office: Office) -> Authority:
    nation = office.level == Level.NATION
    return Authority(
        office.id, office.name, "" if nation else office.division.path, office.prefix, office.officers[0].name
    )
