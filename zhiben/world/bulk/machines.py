"""Cranes and hoists of a large world: filed, put up, inspected, registered, taken down. None is at two places at once but
those planted."""

from datetime import date, timedelta
from random import Random
from typing import Any, Final

from zhiben.kernel.base.clock import start_of_day
from zhiben.kernel.base.text import name_key
from zhiben.registry.equipment.codes import serial_key
from zhiben.registry.equipment.models import Equipment, EquipmentOperator, EquipmentParty, EquipmentStand
from zhiben.world.bulk.certificates import Drawer, Holder, Paper, Term
from zhiben.world.bulk.days import DAY, day_at, number_of, uid
from zhiben.world.bulk.enterprises import Firm
from zhiben.world.bulk.net import Net, NetTask, short_of
from zhiben.world.bulk.people import person
from zhiben.world.bulk.projects import Plot
from zhiben.world.bulk.sheets import Pile
from zhiben.world.cranes import CODES, JOBS, LETTERS, MAKERS, MODELS, TESTER

WORDS: Final = {"tower": "塔式起重机", "hoist": "施工升降机", "material_hoist": "物料提升机"}
ENDED: Final = 5  # every fifth stood somewhere before
IDLE: Final = 6  # every sixth stands nowhere


class Yard:
    """The machines of one office's sites. ``number`` runs on through its certificates."""

    def __init__(self, net: Net, task: NetTask, pile: Pile, drawer: Drawer) -> None:
        self.net, self.task, self.pile, self.drawer = net, task, pile, drawer
        self.chance = Random(f"{net.seed}/machines/{task.key}")  # noqa: S311
        self.running = [p for p in task.plots if p.running and p.start < net.today - 150]
        self.ended = [p for p in task.plots if not p.running]
        self.crew, self.number, self.short = iter(task.crew), task.first, short_of(task.code)

    def tell(self) -> int:
        """Returns the first number that is free."""
        before: dict[str, Any] | None = None
        for number in self.task.machines:
            twin = self.task.twin and number == self.task.machines[1]
            before = self._tell(number, before if twin else None)
        return self.number

    def _tell(self, number: int, twin_of: dict[str, Any] | None) -> dict[str, Any]:
        owner, place = self.task.lessors[number % len(self.task.lessors)], number - self.task.machines[0]
        machine = self._machine(number, owner, twin_of)
        self.pile.add(Equipment, machine)
        for role in ("owner", "maintainer"):
            self._party(machine, None, owner.id, role, machine["filing_on"], None)
        self._file(machine, owner)
        filed = number_of(machine["filing_on"])
        if number % ENDED == ENDED - 1 and self.ended and place > 1:
            site = self.ended[number // ENDED % len(self.ended)]
            begun, until = max(site.start + 60, filed), site.end - 40
            if until - begun > 90:
                self._stand(machine, site, number, day_at(begun), day_at(until))
                filed = until + 10
        forced, latest = self.task.twin and place < 2, self.net.today - 70
        if self.running and (forced or number % IDLE != IDLE - 1):
            site = self.running[place % len(self.running)]
            begun = max(site.start + 45 + number % 30, filed)
            if forced or begun <= latest:
                self._stand(machine, site, number, day_at(min(begun, latest)), None)
        return machine

    def _machine(self, number: int, owner: Firm, twin_of: dict[str, Any] | None) -> dict[str, Any]:
        chance, today = self.chance, day_at(self.net.today)
        kind = "tower" if number % 3 else ("material_hoist" if number % 15 == 0 else "hoist")
        model, moment = chance.choice(MODELS[kind])
        age = 12 if number % 20 == 1 else chance.randrange(2, 6)
        made = date(today.year - age, 1, 10) + timedelta(days=chance.randrange(320))
        maker, serial = chance.choice(MAKERS), f"{made:%Y}{LETTERS[kind]}{number + 1:06d}"
        filed = max(made, date(2018, 2, 1)) + timedelta(days=chance.randrange(20, 200))
        if twin_of:
            kind, model, moment, made, maker, filed = (
                twin_of[n] for n in ("kind", "model", "rated_moment", "made_on", "maker", "filing_on")
            )
            serial = f"NO.{twin_of['serial'][:5]}-{twin_of['serial'][5:]}"
        return {
            "id": uid(chance, number_of(filed) * DAY + 540), "kind": kind, "model": model, "serial": serial,
            "serial_key": serial_key(serial), "maker": maker, "maker_key": name_key(maker), "made_on": made,
            "rated_moment": moment, "owner": owner.id, "filing_no": f"{self.short}-{LETTERS[kind]}{number + 1:05d}",
            "filing_agency_name": self.net.city(self.task.code).name, "filing_on": filed,
            "iot_no": f"示监测{number + 1:06d}" if kind == "tower" else "",
            "iot_online": number % 9 != 3 if kind == "tower" else None, "created_at": start_of_day(filed),
        }  # fmt: skip

    def _file(self, machine: dict[str, Any], owner: Firm) -> None:
        self._paper("crane_filing", machine, machine["filing_no"], machine["filing_on"], None, {
            "equipment": machine["id"], "enterprise": owner.id,
        }, "")  # fmt: skip

    def _paper(
        self, kind: str, machine: dict[str, Any], number: str, since: date, until: date | None,
        columns: dict[str, str], where: str,
    ) -> None:  # fmt: skip
        code, net = self.task.code, self.net
        issuer = net.city(code) if kind == "crane_filing" else net.issuers[code]
        named = " ".join(filter(None, (WORDS[machine["kind"]], machine["model"], machine["filing_no"])))
        term = Term(number_of(since), None, number_of(until) if until else net.today - 1)
        holder = Holder(named, columns, code, where=where)
        self.drawer.write_plain(self.number, Paper(kind, "", number, holder, issuer), term, gone=until is not None)
        self.number += 1

    def _stand(self, machine: dict[str, Any], site: Plot, number: int, begun: date, until: date | None) -> None:
        chance, today, user = self.chance, day_at(self.net.today), site.blanks["e_contractor"]
        installer = self.task.lessors[(number + 1) % len(self.task.lessors)]
        installed = begun + timedelta(days=5)
        accepted = installed + timedelta(days=9)
        registered = accepted + timedelta(days=chance.randrange(3, 26))
        late, hoist = number % 30 == 7 and until is None, machine["kind"] == "hoist"
        reg_no = "" if late else f"{self.short}示登{registered:%Y}{number + 1:06d}{'A' if until else ''}"
        stand = {
            "id": uid(chance, number_of(begun) * DAY + 540), "equipment": machine["id"], "project": site.id,
            "valid_from": begun, "valid_to": until, "dismantled_on": until, "user_unit": user,
            "installer": installer.id, "installer_grade": "起重设备安装工程专业承包二级",
            "notified_on": begun - timedelta(days=4), "installed_on": installed, "inspect_org": TESTER,
            "inspect_no": f"示检{begun:%Y}{number + 1:06d}", **_inspected(installed + timedelta(days=4), until, today, number),
            "accepted_on": accepted, "height_m": chance.randrange(24, 111), "ties": chance.randrange(6),
            "safety_device_no": f"SAJ40-{number + 1:06d}" if hoist else "",
            "safety_device_due_on": today + timedelta(days=number * 7 % 300 - 10) if hoist else None, "reg_no": reg_no,
            "registered_on": None if late else registered,
            "maintained_on": (until or today) - timedelta(days=number % 28),
            "plan_dismantle_on": None if until else today + timedelta(days=60 + number % 700),
            "status": "dismantled" if until else "accepted" if late else "stopped" if number % 25 == 3 else "registered",
        }  # fmt: skip
        self.pile.add(EquipmentStand, stand)
        for role, firm in (("user", user), ("installer", installer.id)):
            self._party(machine, stand["id"], firm, role, begun, until)
        for job in JOBS[: 2 if machine["kind"] == "tower" else 1]:
            self._operator(machine, stand, job)
        if reg_no:
            columns = {"equipment": machine["id"], "project": site.id, "enterprise": user}
            self._paper("crane_registration", machine, reg_no, registered, until, columns, site.name)

    def _party(
        self, machine: dict[str, Any], stand: str | None, firm: str, role: str, since: date, until: date | None
    ) -> None:
        self.pile.add(EquipmentParty, {
            "id": uid(self.chance, number_of(since) * DAY + 540), "equipment": machine["id"], "stand": stand,
            "enterprise": firm, "role": role, "valid_from": since, "valid_to": until,
        })  # fmt: skip

    def _operator(self, machine: dict[str, Any], stand: dict[str, Any], job: str) -> None:
        """With a certificate of their own, under the number the site gave."""
        serial = next(self.crew, None)
        if serial is None:
            return
        net, trade = self.net, CODES[job].get(machine["kind"], "04")
        pk, name, _ = person(net.seed, serial)
        firm, since = net.employer(serial), stand["valid_from"]
        holder = Holder(name, {"person": pk}, firm.home, firm.name, firm.id)
        number = net.numbers("special_worker", firm.home, trade, self.number)
        paper = Paper("special_worker", trade, number, holder, net.above(firm.home))
        given = self.drawer.write_plain(self.number, paper)
        self.number += 1
        self.pile.add(EquipmentOperator, {
            "id": uid(self.chance, number_of(since) * DAY + 540), "equipment": machine["id"], "stand": stand["id"],
            "person": pk, "job": job, "cert_no": given, "valid_from": since, "valid_to": stand["valid_to"],
        })  # fmt: skip


def _inspected(first: date, until: date | None, today: date, number: int) -> dict[str, date]:
    """Every year anew; of every twentieth machine the year is over."""
    latest, last = first, until or today
    while latest + timedelta(days=365) <= last and not (until is None and number % 20 == 6):
        latest += timedelta(days=360)
    return {"inspected_on": latest, "inspect_due_on": latest + timedelta(days=364)}
