"""Leaving a receipt as an ``Actor``: that a record was looked at, that records were taken away."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.audit.receipts import Reader, keep_export, keep_read

_kinds: dict[str, str] = {}


def watch(what: str, kind: str) -> None:
    """Exports of this leave a receipt for records of ``kind``: rows of a model (``enterprises.Enterprise``), or a whole
    ledger (``ledger:enterprises``)."""
    _kinds[what] = kind


def watched(what: str) -> str:
    """The kind of record, empty when exports of this leave no receipt."""
    return _kinds.get(what, "")


def note_read(actor: Actor, kind: str, *subject_ids: UUID, at: datetime, way: str = "page") -> None:
    """``actor`` has just been shown these records. Who has no account (the platform itself, a notice's QR) leaves none."""
    reader = _reader(actor)
    if reader is not None:
        keep_read(reader=reader, kind=kind, subject_ids=subject_ids, way=way, at=at)


def note_export(
    actor: Actor, kind: str, subject_ids: Sequence[UUID] | None, *, what: str, at: datetime,
    columns: Sequence[str] = (), division: str = "",
) -> None:  # fmt: skip
    """``actor`` takes these records away in a file; ``None``: all there are in ``division`` that they may see."""
    reader = _reader(actor)
    if reader is not None:
        keep_export(
            reader=reader, kind=kind, subject_ids=subject_ids, what=what, columns=columns, division=division, at=at
        )


def _reader(actor: Actor) -> Reader | None:
    if actor.user_id is None:
        return None
    return Reader(
        user_id=actor.user_id, name=actor.name, role=actor.role.value, reach=actor.reach.value,
        reach_id=actor.reach_id, reach_name=actor.reach_name, path=actor.path,
    )  # fmt: skip
