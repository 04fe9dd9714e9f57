"""Which coming of a machine to a site a row means, and what it says about it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.text import clean_code, plain_text
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.ledger import Run
from zhiben.registry.equipment.models import Equipment, EquipmentStand
from zhiben.registry.equipment.terms import StandStatus

TABLE: Final = EquipmentStand._meta.db_table
Said = Mapping[str, Any]


def _text(value: Any) -> str:
    return plain_text(str(value or ""))


def _code(value: Any) -> str:
    return clean_code(str(value or ""))


def _number(value: Any) -> Decimal | None:
    return Decimal(str(value)).quantize(Decimal("0.01")) if value else None


def _plain(value: Any) -> Any:
    return None if value == "" else value


# What a cell says, where it is kept, and how.
SAID: Final[tuple[tuple[str, str, Callable[[Any], Any]], ...]] = (
    ("installer_grade", "installer_grade", _text), ("inspect_org", "inspect_org", _text), ("reg_no", "reg_no", _code),
    ("inspect_no", "inspect_no", _code), ("safety_dev_no", "safety_device_no", _code), ("ties", "ties", _plain),
    ("notify_date", "notified_on", _plain), ("install_date", "installed_on", _plain), ("height", "height_m", _number),
    ("inspect_date", "inspected_on", _plain), ("inspect_due", "inspect_due_on", _plain),
    ("accept_date", "accepted_on", _plain), ("reg_date", "registered_on", _plain),
    ("safety_dev_due", "safety_device_due_on", _plain), ("maint_on", "maintained_on", _plain),
    ("plan_off", "plan_dismantle_on", _plain),
)  # fmt: skip
UNITS: Final = {"_user_unit": "user_unit_id", "_installer": "installer_id"}
FIELDS: Final = (
    "valid_from", "valid_to", "status", "dismantled_on", *(field for _, field, _ in SAID), *UNITS.values(),
)  # fmt: skip
ARRIVALS: Final = ("notify_date", "install_date", "inspect_date", "accept_date", "reg_date")
STORED: Final = ("stored", "scrapped")


def write_stands(
    run: Run, said: Sequence[Said], machines: Sequence[Equipment], firms: Mapping[str, UUID]
) -> tuple[list[EquipmentStand | None], set[int]]:
    """The stand of every row (None: the row names no site we know), and the places of rows that changed one."""
    known = _known({m.pk for m, s in zip(machines, said, strict=True) if s.get("_project")})
    before = {stand.pk: _state(stand) for rows in known.values() for stand in rows}
    found: list[EquipmentStand | None] = []
    for row, machine in zip(said, machines, strict=True):
        if not row.get("_project"):
            found.append(None)
            continue
        there = known.setdefault((machine.pk, UUID(row["_project"])), [])
        stand = _meant(there, row)
        if stand is None:
            stand = EquipmentStand(
                equipment_id=machine.pk, project_id=UUID(row["_project"]), valid_from=_since(row, run)
            )
            there.append(stand)
        _fill(stand, row, firms, run)
        found.append(stand)
    _save(run, [s for s in found if s is not None], before)
    touched = {place for place, s in enumerate(found) if s is not None and before.get(s.pk) != _state(s)}
    return found, touched


def _known(machine_ids: set[UUID]) -> dict[tuple[UUID, UUID], list[EquipmentStand]]:
    found: dict[tuple[UUID, UUID], list[EquipmentStand]] = {}
    for stand in EquipmentStand.objects.filter(equipment_id__in=machine_ids).order_by("valid_from", "id"):
        found.setdefault((stand.equipment_id, stand.project_id), []).append(stand)
    return found


def _meant(there: Sequence[EquipmentStand], said: Said) -> EquipmentStand | None:
    """One that ended on the day the row gives; else the one that has not ended."""
    off = said.get("off")
    ended = next((s for s in there if off and s.valid_to == off), None)
    return ended or next((s for s in reversed(there) if s.valid_to is None), None)


def _since(said: Said, run: Run) -> date:
    days = [said[name] for name in ARRIVALS if said.get(name)]
    first = said.get("since") or (min(days) if days else said.get("off") or day_of(run.at))
    return min(first, said["off"]) if said.get("off") else first


def _fill(stand: EquipmentStand, said: Said, firms: Mapping[str, UUID], run: Run) -> None:
    for name, field, read in SAID:
        if name in said:
            setattr(stand, field, read(said[name]))
    for name, field in UNITS.items():
        if said.get(name):
            setattr(stand, field, firms[said[name]])
    if said.get("since"):
        stand.valid_from = said["since"]
    _step(stand, said, run)


def _step(stand: EquipmentStand, said: Said, run: Run) -> None:
    """Where it has come to: as the row says, else as far as the days it has show."""
    status = said.get("status") or ""
    if said.get("off") or status in (StandStatus.DISMANTLED, *STORED):
        stand.status = StandStatus.DISMANTLED
        stand.valid_to = stand.dismantled_on = said.get("off") or stand.valid_to or day_of(run.at)
        stand.valid_from = min(stand.valid_from, stand.valid_to)
    elif status:
        stand.status = status
    elif stand._state.adding:
        stand.status = _reached(stand)


def _reached(stand: EquipmentStand) -> StandStatus:
    steps = (
        (stand.registered_on or stand.reg_no, StandStatus.REGISTERED), (stand.accepted_on, StandStatus.ACCEPTED),
        (stand.inspected_on, StandStatus.TO_ACCEPT), (stand.installed_on, StandStatus.TO_INSPECT),
    )  # fmt: skip
    return next((status for there, status in steps if there), StandStatus.NOTIFIED)


def _save(run: Run, stands: Sequence[EquipmentStand], before: Mapping[UUID, tuple[Any, ...]]) -> None:
    unique = {s.pk: s for s in stands}
    made = [s for pk, s in unique.items() if pk not in before]
    changed = [s for pk, s in unique.items() if pk in before and _state(s) != before[pk]]
    effects.note_before(run, TABLE, "select unnest(%(ids)s::uuid[])", {"ids": [s.pk for s in changed]})
    if changed:
        EquipmentStand.objects.bulk_update(changed, FIELDS, batch_size=500)
    effects.note_after(run, TABLE)
    EquipmentStand.objects.bulk_create(made, batch_size=1000)
    effects.note_created(run, TABLE, "select unnest(%(ids)s::uuid[])", {"ids": [s.pk for s in made]})


def _state(stand: EquipmentStand) -> tuple[Any, ...]:
    return tuple(getattr(stand, name) for name in FIELDS)
