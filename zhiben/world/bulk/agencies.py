"""Authorities and stations of every division, their officers, and accounts for measuring with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any, Final

from django.contrib.auth.hashers import make_password

from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import start_of_day
from zhiben.kernel.base.text import name_key
from zhiben.registry.agencies.models import Agency, Department, Division, Officer
from zhiben.registry.agencies.terms import Level
from zhiben.world.accounts import ADMINISTRATORS, OFFICERS, PASSWORD
from zhiben.world.bulk.days import minutes_of, uid
from zhiben.world.names import FAMILY, GIVEN
from zhiben.world.registers import BEGINNING, CITY, COUNTY, PROVINCE

BORN: Final = minutes_of(start_of_day(BEGINNING))
ACCOUNTS: Final = {name: role for name, role, _ in OFFICERS}
ABOVE: Final = {"lingdao": Role.LEADER, "jiandu": Role.INSPECTOR}
STRANGERS: Final = 3  # officers without an account, in every agency
# The places that the demo region has keep the names they have there.
KNOWN: Final = {(CITY, "lingdao"): "shiju", (CITY, "jiandu"): "shijiandu", (PROVINCE, "lingdao"): "shengting"}
WORDS: Final = {
    Level.NATION: ("住房和城乡建设部", "建监"), Level.PROVINCE: ("住房和城乡建设厅", "建示"),
    Level.CITY: ("住房和城乡建设局", "住建示"), Level.COUNTY: ("住房和城乡建设局", "住建示"), Level.ZONE: ("建设局", "建示"),
}  # fmt: skip
STATION: Final = ("建设工程质量安全监督站", "监示")


@dataclass(frozen=True)
class Inspector:
    """What a notice says of an officer."""

    id: str
    name: str
    certificate: str
    user: str = ""


@dataclass
class Office:
    """One agency with its people. The first officer leads, the next four have accounts."""

    id: str
    name: str
    short: str
    prefix: str
    division: Division
    level: str
    station: bool
    officers: list[Inspector] = field(default_factory=list)
    parent: str | None = None

    @property
    def key(self) -> str:
        return f"{self.division.code}{'z' if self.station else ''}"


class Offices:
    """All agencies of a world, as rows. Every county has an authority and a station, every division above an authority."""

    def __init__(self, divisions: Sequence[Division], seed: int) -> None:
        self._chance = Random(f"{seed}/agencies")  # noqa: S311
        self.all: list[Office] = []
        self.authorities: dict[str, Office] = {}
        self.rows: dict[type[Any], list[dict[str, Any]]] = {m: [] for m in (Agency, Department, Officer, User, Grant)}
        self._password = make_password(PASSWORD)
        for division in sorted(divisions, key=lambda d: (len(d.path), d.code)):
            authority = self._open(division, station=False)
            self.authorities[division.code] = authority
            if division.level in (Level.COUNTY, Level.ZONE):
                self._open(division, station=True).parent = authority.id
        self._administrators()

    @property
    def supervising(self) -> list[Office]:
        """Those that visit sites."""
        return [o for o in self.all if o.division.level in (Level.COUNTY, Level.ZONE)]

    def _open(self, division: Division, *, station: bool) -> Office:
        words, short = STATION if station else WORDS[Level(division.level)]
        own = "" if division.level == Level.NATION else division.name
        office = Office(
            id=uid(self._chance, BORN), name=f"{own}{words}（演示）", short=f"{own}{'监督站' if station else '住建部门'}",
            prefix=f"{own[:2]}{short}", division=division, level=division.level, station=station,
        )  # fmt: skip
        above = self.authorities.get(division.parent_id or "")
        office.parent = above.id if above else None
        self.all.append(office)
        self._write(office)
        self._staff(office)
        return office

    def _write(self, office: Office) -> None:
        division = office.division
        self.rows[Agency].append({
            "id": office.id, "name": office.name, "name_key": name_key(office.name), "short_name": office.short,
            "division": division.code, "path": division.path, "level": division.level,
            "kind": "station" if office.station else "authority", "parent": office.parent, "doc_prefix": office.prefix,
            "may_penalise": not office.station, "valid_from": BEGINNING,
        })  # fmt: skip

    def _staff(self, office: Office) -> None:
        room = uid(self._chance, BORN)
        self.rows[Department].append({"id": room, "agency": office.id, "name": "质量安全科", "position": 1})
        visiting = office.division.level in (Level.COUNTY, Level.ZONE)
        named = list((ACCOUNTS if visiting else ABOVE).items())
        named += [("", Role.INSPECTOR)] * (STRANGERS if visiting else 0)
        for number, (account, role) in enumerate(named, 1):
            person = Inspector(
                id=uid(self._chance, BORN), name=self._chance.choice(FAMILY) + self._chance.choice(GIVEN),
                certificate=f"示{office.key.upper()}{number:03d}", user=uid(self._chance, BORN) if account else "",
            )  # fmt: skip
            office.officers.append(person)
            self.rows[Officer].append({
                "id": person.id, "agency": office.id, "department": room, "name": person.name,
                "certificate_no": person.certificate, "valid_from": BEGINNING, "user_id": person.user or None,
                "position": "科长" if number == 1 else "监督员",
            })  # fmt: skip
            if account:
                self._account(person.user, account_name(office, account), person.name)
                self._grant(person.user, role, office)

    def _account(self, pk: str, username: str, name: str) -> None:
        self.rows[User].append({
            "id": pk, "username": username, "name": name, "password": self._password,
            "created_at": start_of_day(BEGINNING),
        })  # fmt: skip

    def _grant(self, user: str, role: Role, office: Office) -> None:
        self.rows[Grant].append({
            "id": uid(self._chance, BORN), "user": user, "role": role.value, "reach": ReachKind.AGENCY.value,
            "reach_id": office.id, "reach_name": office.name, "path": office.division.path, "level": office.level,
            "valid_from": start_of_day(BEGINNING),
        })  # fmt: skip

    def _administrators(self) -> None:
        home = self.authorities.get(COUNTY) or self.all[-1]
        for username, role, name in ADMINISTRATORS:
            pk = uid(self._chance, BORN)
            self._account(pk, username, name)
            self._grant(pk, role, home)


def account_name(office: Office, account: str) -> str:
    """The demo region's own names in the demo region; elsewhere the same with the code of the division."""
    if office.division.code == COUNTY and not office.station:
        return account
    known = KNOWN.get((office.division.code, account))
    if known:
        return known
    high = {Level.NATION: "bu", Level.PROVINCE: "sheng", Level.CITY: "shi"}.get(Level(office.level), "")
    return f"{high}{account}{office.key}"


def divisions_of(code: str, on: date) -> list[Division]:
    """The place and all below it, with those above it."""
    rows = Division.objects.on(on)
    if not code:
        return list(rows)
    top = Division.objects.get(pk=code)
    above = list(_above(top))
    return [*above, *rows.within(top.path)]


def _above(division: Division) -> Iterator[Division]:
    parent = division.parent
    while parent is not None:
        if parent.level != Level.NATION:
            yield parent
        parent = parent.parent
