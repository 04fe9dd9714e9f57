"""What the database holds, compared with what was acknowledged. Every query names rows that contradict each other."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import psycopg

from tests.faults.officers import STATES, STEPS

PATIENCE: Final = 15.0
CONTRADICTIONS: Final[Mapping[str, str]] = {
    "a hazard's steps are not its history": """
        select h.id, h.seq, h.state, count(m.id), max(m.seq) from hazards_hazard h
          left join workflow_casemove m on m.case_id = h.id and m.flow = 'hazard'
         group by h.id, h.seq, h.state
        having h.seq <> count(m.id) or h.seq <> coalesce(max(m.seq), 0)
            or h.state is distinct from (array_agg(m.target order by m.seq desc))[1]""",
    "a history without its case": """
        select m.case_id from workflow_casemove m
         where m.flow = 'hazard' and not exists (select 1 from hazards_hazard h where h.id = m.case_id)""",
    "a step that does not begin where the last one ended": """
        select m.case_id, m.seq from (select case_id, seq, source,
                 lag(target) over (partition by case_id order by seq) as before from workflow_casemove
                 where flow = 'hazard') m where m.seq > 1 and m.source <> m.before""",
    "a step without its act, or the other way round": """
        select m.case_id, m.seq from workflow_casemove m
         full join (select object_id, (detail ->> 'seq')::int as seq from audit_act
                     where verb = 'case.move' and object_kind = 'hazard') a
           on a.object_id = m.case_id::text and a.seq = m.seq
         where (m.id is null or a.object_id is null) and coalesce(m.flow, 'hazard') = 'hazard'
           and coalesce(m.action, '') <> 'backfill'""",
    "to-dos that do not fit the state": """
        select h.id, h.state, count(t.id) from hazards_hazard h
          left join workflow_todo t on t.case_id = h.id and t.closed_at is null
         where h.notice_id is null and not h.silent group by h.id, h.state
        having (count(t.id) = 0) <> (h.state in ('CLOSED', 'VOIDED', 'RECORDED'))
            or (h.state in ('CONFIRMED', 'SUBMITTED') and count(t.id) <> 1)""",
    "a step that was not announced once": """
        select m.case_id, m.seq, count(e.id) from workflow_casemove m
          left join events_outboxevent e on e.name = 'hazards.moved' and e.payload ->> 'hazard_id' = m.case_id::text
               and (e.payload ->> 'seq')::int = m.seq
         where m.flow = 'hazard' and m.action not in ('open', 'backfill') group by m.case_id, m.seq having count(e.id) <> 1""",
    "a photo handed in that hangs nowhere": """
        select m.case_id, p.id from workflow_casemove m,
               lateral jsonb_array_elements_text(m.inputs -> 'after_photos') p(id)
         where m.flow = 'hazard' and m.action = 'submit' and not exists (
               select 1 from evidence_attachment a where a.file_id = p.id::uuid and a.owner_id = m.case_id)""",
    "a key that was claimed and never answered": "select key from api_keyedwrite where status = 0",
    "an import that wrote only a part": """
        select b.id, b.created, count(s.id) filter (where s.status = 'created')
          from papers_importbatch b left join papers_stagingrow s on s.batch_id = b.id
         where b.state = 'DONE' group by b.id, b.created
        having b.created <> count(s.id) filter (where s.status = 'created')""",
}  # fmt: skip


class Books:
    """Reads as the superuser: no row is out of sight."""

    def __init__(self, url: str) -> None:
        self.url = url

    def contradictions(self) -> dict[str, list[Any]]:
        """All in one snapshot, while others go on writing."""
        found = self._read(*CONTRADICTIONS.values())
        return {name: rows for name, rows in zip(CONTRADICTIONS, found, strict=True) if rows}

    def states(self) -> dict[str, tuple[str, int]]:
        (rows,) = self._read("select id::text, state, seq from hazards_hazard")
        return {str(row[0]): (row[1], row[2]) for row in rows}

    def missing_files(self, folder: Path, acknowledged: Mapping[str, str]) -> list[str]:
        """Files said to be kept that have no row or no bytes."""
        (rows,) = self._read("select id::text, blob, size from evidence_storedfile")
        kept = {str(i): (folder / blob[:2] / blob[2:4] / blob, size) for i, blob, size in rows}
        return [i for i in acknowledged if i not in kept or not _has(*kept[i])]

    def torn_ledgers(self, acknowledged: Mapping[str, int], rows: int) -> dict[str, int]:
        """Ledgers of which there is only a part, or that were acknowledged and are not there."""
        query = (
            "select split_part(number, '-', 1) || '-', count(*) from hazards_hazard where number like 'K%-%' group by 1"
        )
        there = {str(prefix): int(count) for prefix, count in self._read(query)[0]}
        torn = {prefix: count for prefix, count in there.items() if count != rows}
        return torn | {prefix: 0 for prefix in acknowledged if prefix not in there}

    def one(self, query: str, *values: Any) -> Any:
        (rows,) = self._read(query, values=values)
        return rows[0][0] if rows else None

    def _read(self, *queries: str, values: Sequence[Any] = ()) -> list[list[Any]]:
        """All in one snapshot. The server may be on its way down or up: ask again for a while."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with psycopg.connect(self.url, connect_timeout=2) as connection:
                    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                    return [connection.execute(query.encode(), values or None).fetchall() for query in queries]
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)


def lost(acknowledged: Mapping[str, Sequence[str]], states: Mapping[str, tuple[str, int]]) -> list[str]:
    """Hazards that stand before a step somebody was told is done. Later is allowed: the next answer may be on its way."""
    order = [STATES[step] for step in STEPS]
    wrong = []
    for hazard, steps in acknowledged.items():
        state, seq = states.get(hazard, ("", 0))
        if state not in order or order.index(state) < len(steps) - 1 or seq != order.index(state) + 1:
            wrong.append(f"{hazard}: {steps} acknowledged, found {state or 'nothing'} {seq}")
    return wrong


def _has(path: Path, size: int) -> bool:
    return path.exists() and path.stat().st_size == size
