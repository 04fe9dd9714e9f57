"""Whose a machine is, who maintains, uses and puts it up, who works it: as the ledger says, from and to."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from zhiben.kernel.base.text import name_key
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.ledger import Run
from zhiben.registry.equipment.models import Equipment, EquipmentOperator, EquipmentParty, EquipmentStand
from zhiben.registry.equipment.terms import EquipmentRole
from zhiben.registry.people.public import Named, ensure_people

PARTIES: Final = EquipmentParty._meta.db_table
OPERATORS: Final = EquipmentOperator._meta.db_table
ROLES: Final = (
    ("_owner_unit", EquipmentRole.OWNER, False), ("_maint", EquipmentRole.MAINTAINER, False),
    ("_user_unit", EquipmentRole.USER, True), ("_installer", EquipmentRole.INSTALLER, True),
)  # fmt: skip
Said = Mapping[str, Any]
Pair = tuple[str, str]
Stands = Sequence[EquipmentStand | None]


def write_parties(
    run: Run, said: Sequence[Said], machines: Sequence[Equipment], stands: Stands, firms: Mapping[str, UUID], today: date
) -> set[int]:  # fmt: skip
    """One firm a role (and stand): a new one takes over from the old today. Returns places of rows that changed any."""
    present = {
        (row.equipment_id, row.role, row.stand_id): row
        for row in EquipmentParty.objects.filter(equipment_id__in={m.pk for m in machines}, valid_to=None)
    }
    new: list[EquipmentParty] = []
    ended: dict[UUID, EquipmentParty] = {}
    touched: set[int] = set()
    for place, (row, machine, stand) in enumerate(zip(said, machines, stands, strict=True)):
        for name, role, of_stand in ROLES:
            firm = firms.get(row.get(name) or "")
            if firm is None or (of_stand and stand is None):
                continue
            on = stand if of_stand else None
            held = present.get((machine.pk, role, on.pk if on else None))
            if held is not None and held.enterprise_id == firm:
                continue
            if held is not None:
                ended[held.pk] = held
            taken = _taken(machine, on, firm, role, today, first=held is None)
            present[machine.pk, role, taken.stand_id] = taken
            new.append(taken)
            touched.add(place)
    return _close(run, stands, new, ended, today) | touched


def _taken(
    machine: Equipment, stand: EquipmentStand | None, firm: UUID, role: EquipmentRole, today: date, *, first: bool
) -> EquipmentParty:
    """The first to be named counts from the machine's coming; whoever takes over, from today."""
    since = stand.valid_from if stand is not None and first else today
    until = stand.valid_to if stand is not None else None
    return EquipmentParty(
        equipment_id=machine.pk, stand_id=stand.pk if stand else None, enterprise_id=firm, role=role,
        valid_from=min(since, until) if until else since, valid_to=until,
    )  # fmt: skip


def _close(
    run: Run, stands: Stands, new: list[EquipmentParty], ended: dict[UUID, EquipmentParty], today: date
) -> set[int]:
    """Who was relieved leaves today, who belongs to a stand that has ended leaves with it."""
    kept = {row.pk: row for row in new}
    leaving = {pk: row for pk, row in ended.items() if pk not in kept}
    for row in leaving.values():
        row.valid_to = max(today, row.valid_from)
    over = {s.pk: s for s in stands if s is not None and s.valid_to is not None}
    for row in EquipmentParty.objects.filter(stand_id__in=over, valid_to=None).exclude(pk__in=leaving):
        until = over[row.stand_id].valid_to  # type: ignore[index]
        row.valid_to = max(until, row.valid_from) if until else None
        leaving[row.pk] = row
    for row in [kept[pk] for pk in ended if pk in kept]:
        new.remove(row)
    effects.note_before(run, PARTIES, "select unnest(%(ids)s::uuid[])", {"ids": list(leaving)})
    EquipmentParty.objects.bulk_update(leaving.values(), ["valid_to"], batch_size=1000)
    effects.note_after(run, PARTIES)
    EquipmentParty.objects.bulk_create(new, batch_size=1000)
    effects.note_created(run, PARTIES, "select unnest(%(ids)s::uuid[])", {"ids": [row.pk for row in new]})
    gone = {row.stand_id for row in leaving.values() if row.stand_id}
    return {place for place, s in enumerate(stands) if s is not None and s.pk in gone}


def write_operators(
    run: Run, said: Sequence[Said], machines: Sequence[Equipment], stands: Stands, firms: Mapping[str, UUID], today: date
) -> set[int]:  # fmt: skip
    """Whom the cell names works the machine; who did and is no longer named leaves today."""
    crews = [(place, row, stand) for place, (row, stand) in enumerate(zip(said, stands, strict=True))
             if stand is not None and "_workers" in row]  # fmt: skip
    held: dict[Any, dict[Pair, EquipmentOperator]] = {}
    rows = EquipmentOperator.objects.filter(stand_id__in={s.pk for _, _, s in crews}).select_related("person", "stand")
    for one in rows.order_by("valid_from", "id"):
        if one.stand and one.valid_to in (None, one.stand.valid_to):
            held.setdefault(one.stand_id, {})[one.job, one.person.name_key] = one
    wanted = {
        place: {(job, name_key(name)): Named(name=name, employer_id=firms.get(row.get("_user_unit") or ""))
                for job, name, _ in row["_workers"] if (job, name_key(name)) not in held.get(stand.pk, {})}
        for place, row, stand in crews
    }  # fmt: skip
    people = ensure_people(run, [named for new in wanted.values() for named in new.values()])
    crew = Crew(today)
    for place, row, stand in crews:
        certs = {(job, name_key(name)): cert for job, name, cert in row["_workers"]}
        who = {pair: people[named.key] for pair, named in wanted[place].items()}
        crew.settle(place, stand, held.setdefault(stand.pk, {}), certs, who)
    _save_operators(run, crew.new, [one for one in crew.changed.values() if one not in crew.new])
    return crew.touched


class Crew:
    """What becomes of who works machines: taken on, given another certificate, relieved."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.new: list[EquipmentOperator] = []
        self.changed: dict[UUID, EquipmentOperator] = {}
        self.touched: set[int] = set()

    def settle(
        self, place: int, stand: EquipmentStand, current: dict[Pair, EquipmentOperator],
        named: Mapping[Pair, str], who: Mapping[Pair, UUID],
    ) -> None:  # fmt: skip
        """The first crew counts from the machine's coming; whoever comes later, from today."""
        since = max(self.today, stand.valid_from) if current else stand.valid_from
        for pair, cert in named.items():
            held = current.get(pair)
            if held is None:
                current[pair] = self._take(stand, who[pair], pair[0], cert, since)
                self.touched.add(place)
            elif cert and held.cert_no != cert:
                held.cert_no = cert
                self._change(place, held)
        for pair, one in current.items():
            if one.valid_to is None and (pair not in named or stand.valid_to is not None):
                one.valid_to = max(stand.valid_to or self.today, one.valid_from)
                self._change(place, one)

    def _take(self, stand: EquipmentStand, person: UUID, job: str, cert: str, since: date) -> EquipmentOperator:
        one = EquipmentOperator(
            equipment_id=stand.equipment_id, stand_id=stand.pk, person_id=person, job=job, cert_no=cert,
            valid_from=min(since, stand.valid_to) if stand.valid_to else since, valid_to=stand.valid_to,
        )  # fmt: skip
        self.new.append(one)
        return one

    def _change(self, place: int, one: EquipmentOperator) -> None:
        self.changed[one.pk] = one
        self.touched.add(place)


def _save_operators(run: Run, new: list[EquipmentOperator], changed: list[EquipmentOperator]) -> None:
    effects.note_before(run, OPERATORS, "select unnest(%(ids)s::uuid[])", {"ids": [one.pk for one in changed]})
    EquipmentOperator.objects.bulk_update(changed, ["valid_to", "cert_no"], batch_size=1000)
    effects.note_after(run, OPERATORS)
    EquipmentOperator.objects.bulk_create(new, batch_size=1000)
    effects.note_created(run, OPERATORS, "select unnest(%(ids)s::uuid[])", {"ids": [one.pk for one in new]})
