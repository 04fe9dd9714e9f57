"""Writing the ledger: firms, machines, stands, who has to do with them and who works them, each by set."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.events.outbox import publish_many
from zhiben.kernel.papers.ledger import Run
from zhiben.registry.enterprises.public import ensure_named
from zhiben.registry.equipment.events import EquipmentChanged, StandChanged
from zhiben.registry.equipment.ledgers.links import write_operators, write_parties
from zhiben.registry.equipment.ledgers.machines import write_machines
from zhiben.registry.equipment.ledgers.reading import UNITS
from zhiben.registry.equipment.ledgers.stands import write_stands

SET_STATUS: Final = """
update papers_stagingrow s set status = w.status, target_id = w.machine
  from unnest(%(rows)s::int[], %(statuses)s::text[], %(machines)s::uuid[]) w(row_no, status, machine)
 where s.batch_id = %(batch)s and s.row_no = w.row_no
"""
GOOD: Final = "select row_no, parsed from papers_stagingrow where batch_id = %s and status = 'good' order by row_no"


def apply(run: Run) -> None:
    with connection.cursor() as cursor:
        cursor.execute(GOOD, [run.batch_id])
        rows = [(row_no, json.loads(parsed)) for row_no, parsed in cursor.fetchall()]
    said = [{**_with_days(parsed), "_row": row_no} for row_no, parsed in rows]
    firms = _firms(run, said)
    machines, made, changed = write_machines(run, said, firms)
    stands, moved = write_stands(run, said, machines, firms)
    moved |= write_parties(run, said, machines, stands, firms, day_of(run.at))
    moved |= write_operators(run, said, machines, stands, firms, day_of(run.at))
    statuses = [
        "created" if m.pk in made else "updated" if m.pk in changed or place in moved else "unchanged"
        for place, m in enumerate(machines)
    ]
    with connection.cursor() as cursor:
        cursor.execute(SET_STATUS, {
            "batch": run.batch_id, "rows": [row_no for row_no, _ in rows], "statuses": statuses,
            "machines": [m.pk for m in machines],
        })  # fmt: skip
    _announce(run, machines, stands, made | changed, moved)


def _with_days(parsed: Mapping[str, Any]) -> dict[str, Any]:
    return {name: date.fromisoformat(value) if name in DAYS and value else value for name, value in parsed.items()}


def _firms(run: Run, said: Sequence[Mapping[str, Any]]) -> dict[str, UUID]:
    wanted: dict[str, set[str]] = {}
    for row in said:
        for unit, kind in UNITS.items():
            if row.get(f"_{unit}"):
                wanted.setdefault(row[unit], set()).add(kind)
    return ensure_named(run, wanted)


def _announce(
    run: Run, machines: Sequence[Any], stands: Sequence[Any], touched: set[UUID], moved: set[int]
) -> None:  # fmt: skip
    ids = touched | {machines[place].pk for place in moved}
    told: list[Any] = [EquipmentChanged(equipment_id=str(pk)) for pk in sorted(ids)]
    sites = {(s.equipment_id, s.project_id) for place, s in enumerate(stands) if s is not None and place in moved}
    told += [StandChanged(equipment_id=str(e), project_id=str(p)) for e, p in sorted(sites)]
    if told:
        publish_many(told, at=run.at)


DAYS: Final = frozenset({
    "made", "filing_on", "since", "reg_date", "notify_date", "install_date", "inspect_date", "inspect_due",
    "accept_date", "safety_dev_due", "maint_on", "plan_off", "off", "scrapped_on",
})  # fmt: skip
