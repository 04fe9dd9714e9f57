"""非亡人事故 and 重大险情 of a period, as their ledgers tell them: Hainan's report asks for these beside the hazards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from zhiben.domains.hazards.public import Listing
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.indicators.declarations import Question
from zhiben.kernel.papers.exporting import exported_columns, shown_value
from zhiben.kernel.papers.ledger import ExportFilter, Ledger, ledger_of

KINDS: Final = ("non_fatal", "near_miss")


@dataclass(frozen=True, kw_only=True)
class NamedList:
    """One more ledger of the report, with its columns: key and heading."""

    name: str
    columns: Sequence[tuple[str, str]]
    listing: Listing


def incident_lists(asked: Question, *, most: int) -> tuple[NamedList, ...]:
    """What happened in the period, without personal numbers. The caller has asked whether one may see the area."""
    return tuple(_list(ledger_of(kind), asked, most) for kind in KINDS)


def _list(ledger: Ledger, asked: Question, most: int) -> NamedList:
    columns = exported_columns(ledger, personal=False)
    code = "" if asked.area.level == "nation" else asked.area.code
    wanted = ExportFilter(actor=system_actor(), division_code=code, since=asked.since, until=asked.on)
    none = asked.area.agency_id is not None or ledger.rows is None  # an agency's own part is not told apart here
    rows: Any = () if none or ledger.rows is None else ledger.rows(wanted)
    found = list(rows)
    lines = [
        {c.name: _plain(shown_value(c, row.get(c.name), personal=False)) for c in columns}
        for row in islice(found, most)
    ]
    return NamedList(
        name=ledger.title, columns=tuple((c.name, c.heading) for c in columns),
        listing=Listing(lines=lines, total=len(found)),
    )  # fmt: skip


def _plain(value: Any) -> Any:
    """A moment as it is written; what a JSON cannot hold does not come here otherwise."""
    return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else value


def kept_lists(kept: Sequence[Mapping[str, Any]], back: Any) -> tuple[NamedList, ...]:
    """From what a signed report holds; ``back`` reads a listing."""
    return tuple(
        NamedList(name=one["name"], columns=tuple((k, h) for k, h in one["columns"]), listing=back(one["listing"]))
        for one in kept
    )
