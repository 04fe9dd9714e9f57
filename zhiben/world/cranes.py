"""Cranes and hoists of the demo region: filed, put up, inspected, registered, taken down, put up again. None is at two
places at once; what is wrong on purpose is told elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from zhiben.kernel.base.clock import start_of_day
from zhiben.kernel.base.text import name_key
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.equipment.codes import serial_key
from zhiben.registry.equipment.models import Equipment, EquipmentOperator, EquipmentParty, EquipmentStand
from zhiben.registry.people.models import Person
from zhiben.registry.projects.models import ProjectPost
from zhiben.world import names
from zhiben.world.copying import copy_rows
from zhiben.world.drawing import Chance
from zhiben.world.registers import BEGINNING, CITY, Registers, Site

LESSORS: Final = ("常州启吊安居机械租赁有限公司", "江苏远臂春江设备租赁有限公司")
MAKERS: Final = ("示范重工（江北）有限公司", "样机起重设备有限公司", "虚构升降机械有限公司")
TESTER: Final = "常州示检机械检测有限公司"
MODELS: Final = {
    "tower": (("QTZ63（5013）", 630), ("QTZ80（6010）", 800), ("QTZ125（6518）", 1250)),
    "hoist": (("SC200/200", None), ("SC200/200BZ", None), ("SS100/100", None)),
    "material_hoist": (("SSD100", None),),
}  # fmt: skip
LETTERS: Final = {"tower": "T", "hoist": "S", "material_hoist": "W"}
CODES: Final = {"driver": {"tower": "05", "hoist": "06", "material_hoist": "07"}, "signaller": {}, "installer": {}}
JOBS: Final = ("driver", "signaller", "installer")


@dataclass
class Yard:
    """What is written, table by table."""

    chance: Chance
    today: date
    lessors: list[tuple[UUID, str]]
    installers: list[tuple[UUID, str]]
    crew: Iterator[UUID]
    machines: list[dict[str, Any]] = field(default_factory=list)
    stands: list[dict[str, Any]] = field(default_factory=list)
    parties: list[dict[str, Any]] = field(default_factory=list)
    operators: list[dict[str, Any]] = field(default_factory=list)


def build_cranes(chance: Chance, registers: Registers, count: int, today: date) -> int:
    """``count`` machines on the sites of the region and in the yards of two lessors. Returns how many."""
    running = [s for s in registers.sites if s.ended_on is None and s.start_on < today - timedelta(days=150)]
    ended = [s for s in registers.sites if s.ended_on is not None]
    held = ProjectPost.objects.values("person")
    free = Person.objects.exclude(pk__in=held).order_by("id").values_list("pk", flat=True)[: 6 * count]
    yard = Yard(chance, today, _lessors(chance), registers.enterprises["subcontractor"], iter(list(free)))
    for number in range(count):
        _tell(yard, number, count, running, ended)
    copy_rows(Equipment, yard.machines)
    copy_rows(EquipmentStand, yard.stands)
    copy_rows(EquipmentParty, yard.parties)
    copy_rows(EquipmentOperator, yard.operators)
    return len(yard.machines)


def _lessors(chance: Chance) -> list[tuple[UUID, str]]:
    rows: list[dict[str, Any]] = [
        {
            "id": chance.id(BEGINNING), "name": name, "name_key": name_key(name), "uscc": names.uscc(9000 + number),
            "kinds": ["lessor"], "division_code": CITY, "legal_person": names.person_name(chance),
            "created_at": start_of_day(BEGINNING),
        }
        for number, name in enumerate(LESSORS)
    ]  # fmt: skip
    copy_rows(Enterprise, rows)
    return [(row["id"], row["name"]) for row in rows]


def _tell(yard: Yard, number: int, count: int, running: list[Site], ended: list[Site]) -> None:
    """One machine: of every fifth also where it stood before; of every sixth nowhere any more."""
    machine = _machine(yard, number)
    yard.machines.append(machine)
    free_from = machine["filing_on"]
    if number % 5 == 4 and ended:
        site = ended[number // 5 % len(ended)]
        begun = max(site.start_on + timedelta(days=60), free_from)
        until = (site.ended_on or yard.today) - timedelta(days=40)
        if until - begun > timedelta(days=90):
            _stand(yard, machine, site, number, begun, until)
            free_from = until + timedelta(days=10)
    if number % 6 != 5:
        site = running[number % len(running)]
        begun = max(site.start_on + timedelta(days=45 + number % 30), free_from)
        if begun < yard.today - timedelta(days=60):
            _stand(yard, machine, site, number, begun, None)


def _machine(yard: Yard, number: int) -> dict[str, Any]:
    kind = "tower" if number % 3 else ("material_hoist" if number % 15 == 0 else "hoist")
    model, moment = yard.chance.pick(MODELS[kind])
    age = 12 if number % 20 == 1 else yard.chance.number(2, 7)
    made = yard.chance.day_between(date(yard.today.year - age, 1, 10), date(yard.today.year - age, 11, 30))
    maker, owner = yard.chance.pick(MAKERS), yard.lessors[number % 2]
    serial = f"{made:%Y}{LETTERS[kind]}{number + 1:04d}"
    filed = made + timedelta(days=yard.chance.number(20, 200))
    machine = {
        "id": yard.chance.id(filed), "kind": kind, "model": model, "serial": serial, "serial_key": serial_key(serial),
        "maker": maker, "maker_key": name_key(maker), "made_on": made, "rated_moment": moment, "owner": owner[0],
        "filing_no": f"苏D-{LETTERS[kind]}{number + 1:05d}", "filing_agency_name": "常州市住房和城乡建设局（演示）",
        "filing_on": filed, "iot_no": f"示监测{number + 1:04d}" if kind == "tower" else "",
        "iot_online": number % 9 != 3 if kind == "tower" else None, "created_at": start_of_day(filed),
    }  # fmt: skip
    for role, firm in (("owner", owner[0]), ("maintainer", owner[0])):
        _party(yard, machine, None, firm, role, filed, None)
    return machine


def _stand(yard: Yard, machine: dict[str, Any], site: Site, number: int, begun: date, until: date | None) -> None:
    installer = yard.installers[number % len(yard.installers)]
    installed = begun + timedelta(days=5)
    accepted = installed + timedelta(days=9)
    registered = accepted + timedelta(days=yard.chance.number(3, 25))
    late = number % 30 == 7 and until is None
    stand = {
        "id": yard.chance.id(begun), "equipment": machine["id"], "project": site.id, "valid_from": begun,
        "valid_to": until, "dismantled_on": until, "user_unit": site.parties["contractor"][0],
        "installer": installer[0], "installer_grade": "起重设备安装工程专业承包二级",
        "notified_on": begun - timedelta(days=4), "installed_on": installed, "inspect_org": TESTER,
        "inspect_no": f"示检{begun:%Y}{number + 1:04d}", **_inspected(yard, installed + timedelta(days=4), until, number),
        "accepted_on": accepted, "height_m": yard.chance.number(24, 110), "ties": yard.chance.number(0, 5),
        "safety_device_no": f"SAJ40-{number + 1:04d}" if machine["kind"] == "hoist" else "",
        "safety_device_due_on": yard.today + timedelta(days=number * 7 % 300 - 10) if machine["kind"] == "hoist" else None,
        "reg_no": "" if late else f"苏D示登{registered:%Y}{number + 1:04d}", "registered_on": None if late else registered,
        "maintained_on": (until or yard.today) - timedelta(days=number % 28),
        "plan_dismantle_on": None if until else yard.today + timedelta(days=60 + number * 3),
        "status": "dismantled" if until else "accepted" if late else "stopped" if number % 25 == 3 else "registered",
    }  # fmt: skip
    yard.stands.append(stand)
    for role, firm in (("user", site.parties["contractor"][0]), ("installer", installer[0])):
        _party(yard, machine, stand["id"], firm, role, begun, until)
    for job in JOBS[: 2 if machine["kind"] == "tower" else 1]:
        _operator(yard, machine, stand, job, len(yard.operators))


def _inspected(yard: Yard, first: date, until: date | None, number: int) -> dict[str, date]:
    """Every year anew; of every twentieth machine the year is over."""
    latest, last = first, until or yard.today
    while latest + timedelta(days=365) <= last and not (until is None and number % 20 == 6):
        latest += timedelta(days=360)
    return {"inspected_on": latest, "inspect_due_on": latest + timedelta(days=364)}


def _party(
    yard: Yard, machine: dict[str, Any], stand: UUID | None, firm: UUID, role: str, since: date, until: date | None
) -> None:
    yard.parties.append({
        "id": yard.chance.id(since), "equipment": machine["id"], "stand": stand, "enterprise": firm, "role": role,
        "valid_from": since, "valid_to": until,
    })  # fmt: skip


def _operator(yard: Yard, machine: dict[str, Any], stand: dict[str, Any], job: str, serial: int) -> None:
    work = CODES[job].get(machine["kind"], "04")
    since = stand["valid_from"]
    yard.operators.append({
        "id": yard.chance.id(since), "equipment": machine["id"], "stand": stand["id"], "person": next(yard.crew),
        "job": job, "cert_no": f"苏D{work}{since.year}{serial + 1:06d}", "valid_from": since,
        "valid_to": stand["valid_to"],
    })  # fmt: skip
