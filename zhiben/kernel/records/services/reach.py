"""Whom a wrong value had reached: who looked at the record or took it away while the value stood there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from zhiben.kernel.audit.models import ExportReceipt, ReadReceipt
from zhiben.kernel.records.kinds import RecordField
from zhiben.kernel.records.models import Correction
from zhiben.kernel.records.terms import Way


@dataclass(kw_only=True)
class Reached:
    """One person, under the grant they last read it with."""

    user_id: UUID
    name: str
    reach: str
    reach_id: UUID | None
    reach_name: str
    path: str
    first_at: datetime
    last_at: datetime
    ways: set[str] = field(default_factory=set)
    exports: int = 0


def reached_by(correction: Correction, one: RecordField, *, since: datetime | None, until: datetime) -> list[Reached]:
    """Everybody who may hold the value that stood from ``since`` until ``until``. Two queries, whatever their number.

    It errs on the side of telling: a whole day's looks are one receipt, and an exported file whose columns are not
    known counts.
    """
    found: dict[UUID, Reached] = {}
    for row in _reads(correction, since, until):
        if _told_by(row.way, correction, one):
            _add(found, row, row.way.partition(".")[0], row.first_at, row.last_at)
    for export in _exports(correction, one, since, until):
        _add(found, export, Way.EXPORT.value, export.at, export.at)
        found[export.user_id].exports += 1
    return sorted(found.values(), key=lambda r: (r.first_at, str(r.user_id)))


def _reads(correction: Correction, since: datetime | None, until: datetime) -> Iterable[ReadReceipt]:
    rows = ReadReceipt.objects.filter(subject_id=correction.record_id, subject_kind=correction.kind, first_at__lt=until)
    return rows.filter(last_at__gte=since) if since else rows


def _exports(
    correction: Correction, one: RecordField, since: datetime | None, until: datetime
) -> Iterable[ExportReceipt]:
    codes = {code for code in (correction.province, correction.city, correction.county) if code}
    whole = Q(subject_ids=None, division__in=["", *codes])
    rows = ExportReceipt.objects.filter(subject_kind=correction.kind, at__lt=until).filter(
        whole | Q(subject_ids__contains=[correction.record_id])
    )
    if since:
        rows = rows.filter(at__gte=since)
    columns = one.columns - {one.masked} if _mask_holds(correction, one) else one.columns
    return [row for row in rows.defer("subject_ids") if _held(row, columns) and _could_see(row, correction)]


def _told_by(way: str, correction: Correction, one: RecordField) -> bool:
    """Whether this look showed the wrong value: pages show the mask of a number, unmasking shows one number of many."""
    kind, _, field = way.partition(".")
    if kind == Way.UNMASK:
        return bool(one.cipher) and field in ("", Way.unmasking(one.name).partition(".")[2])
    return not _mask_holds(correction, one)


def _mask_holds(correction: Correction, one: RecordField) -> bool:
    """What everybody saw of a number is still true of the right one."""
    return bool(one.cipher) and correction.old_text == correction.new_text


def _held(row: ExportReceipt, columns: frozenset[str]) -> bool:
    keys = {key for name in row.columns for key in (name, name.split("__")[0])}
    return not keys or bool(keys & columns)


def _could_see(row: ExportReceipt, correction: Correction) -> bool:
    """A whole ledger of a scoped register holds only what stands in its reader's division."""
    return correction.open_register or row.reach != "agency" or correction.place.startswith(row.path)


def _add(found: dict[UUID, Reached], row: Any, way: str, first: datetime, last: datetime) -> None:
    one = found.get(row.user_id)
    if one is None:
        one = found[row.user_id] = Reached(
            user_id=row.user_id, name=row.actor_name, reach=row.reach, reach_id=row.reach_id,
            reach_name=row.reach_name, path=row.path, first_at=first, last_at=last,
        )  # fmt: skip
    one.first_at, one.last_at = min(one.first_at, first), max(one.last_at, last)
    one.ways.add(way)
