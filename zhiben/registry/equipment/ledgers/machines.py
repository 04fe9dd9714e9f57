"""Which machine a row means, and what it says about it. Two machines under one number are kept, both marked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.text import clean_code, name_key, plain_text
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.holding import Keeps
from zhiben.kernel.papers.ledger import Run
from zhiben.kernel.papers.models import HeldCell
from zhiben.kernel.records.public import kept_by_ledgers, record_kind
from zhiben.registry.equipment.codes import CLONED, SAME_FILING, equipment_doubts, serial_key
from zhiben.registry.equipment.ledgers.reading import LABELS, UNREAD
from zhiben.registry.equipment.models import Equipment, EquipmentStand
from zhiben.registry.equipment.terms import EquipmentKind

TABLE: Final = Equipment._meta.db_table
Said = Mapping[str, Any]


def _text(value: Any) -> str:
    return plain_text(str(value or ""))


def _number(value: Any) -> Decimal | None:
    return Decimal(str(value)).quantize(Decimal("0.01")) if value else None


# What a cell says, where it is kept, and how.
SAID: Final[tuple[tuple[str, str, Callable[[Any], Any]], ...]] = (
    ("model", "model", _text), ("serial", "serial", _text), ("serial", "serial_key", lambda v: serial_key(v or "")),
    ("maker", "maker", _text), ("maker", "maker_key", lambda v: name_key(v or "")), ("iot_no", "iot_no", _text),
    ("remark", "remark", _text), ("filing_no", "filing_no", lambda v: clean_code(v or "")),
    ("filing_agency", "filing_agency_name", _text), ("made", "made_on", lambda v: v or None),
    ("filing_on", "filing_on", lambda v: v or None), ("scrapped_on", "scrapped_on", lambda v: v or None),
    ("moment", "rated_moment", _number), ("online", "iot_online", lambda v: {"yes": True, "no": False}.get(v or "")),
)  # fmt: skip
FIELDS: Final = (
    "kind", "model", "serial", "serial_key", "maker", "maker_key", "made_on", "rated_moment", "owner_id", "filing_no",
    "filing_agency_name", "filing_on", "iot_no", "iot_online", "scrapped_on", "remark", "doubtful", "doubts",
)  # fmt: skip


class KnownMachines:
    """Those registered and those made by this import, by their numbers; unnumbered ones by site, kind and model."""

    def __init__(self, machines: Iterable[Equipment]) -> None:
        self.by_filing: dict[str, list[Equipment]] = {}
        self.by_serial: dict[tuple[str, str], list[Equipment]] = {}
        self.unnumbered: dict[tuple[str, str, str], list[Equipment]] = {}
        self.all: dict[UUID, Equipment] = {}
        self.survivors: dict[UUID, Equipment] = {}
        for machine in machines:
            self.add(machine)

    @classmethod
    def read(cls, said: Sequence[Said]) -> "KnownMachines":
        filings = {s["_filing"] for s in said if s["_filing"]}
        serials = {s["_serial"] for s in said if s["_serial"]}
        rows = Equipment.objects.filter(Q(filing_no__in=filings) | Q(serial_key__in=serials))
        found = list(rows.order_by("id"))
        known = cls(machine for machine in found if machine.merged_into is None)
        known._read_merged([machine for machine in found if machine.merged_into])
        sites = {s["_project"] for s in said if s.get("_project") and not s["_filing"] and not s["_serial"]}
        stands = EquipmentStand.objects.filter(
            project_id__in=sites, equipment__filing_no="", equipment__serial_key=""
        ).select_related("equipment")
        for stand in stands.order_by("equipment_id"):
            machine = stand.equipment
            known.all[machine.pk] = machine
            known.unnumbered.setdefault((str(stand.project_id), machine.kind, machine.model), []).append(machine)
        return known

    def _read_merged(self, gone: Sequence[Equipment]) -> None:
        """A number of a machine that was merged into another means the other."""
        missing = {m.merged_into for m in gone if m.merged_into} - self.all.keys()
        others = Equipment.objects.filter(pk__in=missing, merged_into=None)
        for machine in others if gone else ():
            self.add(machine)
        for machine in gone:
            self.add(machine)
            del self.all[machine.pk]
            if machine.merged_into in self.all:
                self.survivors[machine.pk] = self.all[machine.merged_into]

    def add(self, machine: Equipment) -> None:
        self.all[machine.pk] = machine
        if machine.filing_no:
            self.by_filing.setdefault(machine.filing_no, []).append(machine)
        if machine.serial_key:
            self.by_serial.setdefault((machine.serial_key, machine.maker_key), []).append(machine)

    def meant(self, said: Said) -> Equipment | None:
        """By filing number unless the serial contradicts; else by maker and serial unless the number contradicts."""
        for machine in self.by_filing.get(said["_filing"], ()) if said["_filing"] else ():
            if _same(machine.filing_agency_name, said["_filing_agency"]) and _same(machine.serial_key, said["_serial"]):
                return self.survivors.get(machine.pk, machine)
        if said["_serial"] and said["_maker"]:
            for machine in self.by_serial.get((said["_serial"], said["_maker"]), ()):
                if _same(machine.filing_no, said["_filing"]):
                    return self.survivors.get(machine.pk, machine)
        if said["_serial"] or said["_filing"]:
            return None
        there = self.unnumbered.get((said.get("_project") or "", said.get("type") or "", said.get("model") or ""), [])
        return there.pop(0) if there else None

    def alike(self, machine: Equipment) -> list[Equipment]:
        """Others under one of its numbers."""
        same = list(self.by_serial.get((machine.serial_key, machine.maker_key), ())) if machine.maker_key else []
        filed = self.by_filing.get(machine.filing_no, ()) if machine.filing_no else ()
        same += [m for m in filed if m.filing_agency_name == machine.filing_agency_name]
        return [m for m in same if m.pk != machine.pk and m.merged_into is None]


def write_machines(
    run: Run, said: Sequence[Said], firms: Mapping[str, UUID]
) -> tuple[list[Equipment], set[UUID], set[UUID]]:
    """The machine of every row, in their order; then the ids of the new and of the changed."""
    known = KnownMachines.read(said)
    keeps = kept_by_ledgers(
        record_kind("equipment"),
        path=run.path,
        on=day_of(run.at),
        follows={"serial_key": "serial", "maker_key": "maker"},
    )
    held: list[HeldCell] = []
    before = {pk: _state(machine) for pk, machine in known.all.items()}
    meant: list[Equipment] = []
    extra: dict[UUID, list[str]] = {}
    for row in said:
        machine = known.meant(row)
        fresh = machine is None
        machine = machine or Equipment(created_at=run.at)
        held += _fill(machine, row, firms, run, keeps)
        if fresh:
            known.add(machine)
        meant.append(machine)
        # What could not be read comes first, as it was first told: an export brought back changes nothing.
        extra.setdefault(machine.pk, []).extend([*(d for d in machine.doubts if _still(d, row)), *row["_doubts"]])
    _doubt(known, meant, extra)
    made = {m.pk: m for m in meant if m.pk not in before}
    changed = {pk: m for pk, m in known.all.items() if pk in before and _state(m) != before[pk]}
    HeldCell.objects.bulk_create(held, batch_size=1000, ignore_conflicts=True)
    _save(run, list(made.values()), list(changed.values()))
    return meant, set(made), set(changed)


def _fill(machine: Equipment, said: Said, firms: Mapping[str, UUID], run: Run, keeps: Keeps) -> list[HeldCell]:
    """Sets what the row says; returns what it says of fields that stay as they are registered."""
    held = []
    before = {field: getattr(machine, field) for _, field, _ in SAID}
    for name, field, read in SAID:
        if name in said and keeps.governs(field) and before[field]:
            told = keeps.told_by(field)
            other = next(told_read(said[name]) for said_name, to, told_read in SAID if (said_name, to) == (name, told))
            if field in keeps.labels and other and other != before[told]:
                held.append(_held(run, keeps, machine, (name, field), (before[field], read(said[name]), said["_row"])))
        elif name in said:
            setattr(machine, field, read(said[name]))
    machine.kind = said.get("type") or machine.kind or EquipmentKind.OTHER
    if said.get("_owner_unit"):
        machine.owner_id = firms[said["_owner_unit"]]
    if said.get("status") == "scrapped" and machine.scrapped_on is None:
        machine.scrapped_on = said.get("off") or day_of(run.at)
    return held


def _held(run: Run, keeps: Keeps, machine: Equipment, names: tuple[str, str], values: tuple[Any, Any, int]) -> HeldCell:
    (column, field), (before, said, row_no) = names, values
    return HeldCell(
        batch_id=run.batch_id, row_no=row_no, kind=keeps.kind, object_id=machine.pk, field=field, column=column,
        label=keeps.labels[field], held=str(before)[:500], said=str(said)[:500],
    )  # fmt: skip


def _doubt(known: KnownMachines, meant: Sequence[Equipment], extra: Mapping[UUID, list[str]]) -> None:
    """What is odd about each by itself, by its rows, and beside the others; a twin outside the file is marked too."""
    for machine in {m.pk: m for m in meant}.values():
        own = equipment_doubts(
            serial=machine.serial, filing_no=machine.filing_no, made_on=machine.made_on, filing_on=machine.filing_on
        )
        others = known.alike(machine)
        beside = _beside(machine, others)
        machine.doubts = list(dict.fromkeys([*own, *beside, *extra.get(machine.pk, ())]))
        machine.doubtful = bool(machine.doubts)
        for other in others:
            more = [d for d in _beside(other, [machine]) if d not in other.doubts]
            other.doubts, other.doubtful = [*other.doubts, *more], True


def _beside(machine: Equipment, others: Sequence[Equipment]) -> list[str]:
    cloned = any(o.serial_key == machine.serial_key and o.maker_key == machine.maker_key for o in others)
    filed = any(o.filing_no == machine.filing_no for o in others) and bool(machine.filing_no)
    return [*([CLONED] if cloned and machine.serial_key else []), *([SAME_FILING] if filed else [])]


def _save(run: Run, made: list[Equipment], changed: list[Equipment]) -> None:
    ids = {"ids": [m.pk for m in changed]}
    effects.note_before(run, TABLE, "select unnest(%(ids)s::uuid[])", ids)
    if changed:
        Equipment.objects.bulk_update(changed, FIELDS, batch_size=500)
    effects.note_after(run, TABLE)
    Equipment.objects.bulk_create(made, batch_size=1000)
    effects.note_created(run, TABLE, "select unnest(%(ids)s::uuid[])", {"ids": [m.pk for m in made]})


def _state(machine: Equipment) -> tuple[Any, ...]:
    return tuple(tuple(v) if isinstance(v := getattr(machine, name), list) else v for name in FIELDS)


def _still(doubt: str, said: Said) -> bool:
    """A cell that could not be read once, and is not given now."""
    return doubt.endswith(UNREAD) and any(
        doubt.startswith(label) and not said.get(name) for name, label in LABELS.items()
    )


def _same(held: str, said: str) -> bool:
    """Neither contradicts the other."""
    return not held or not said or held == said
