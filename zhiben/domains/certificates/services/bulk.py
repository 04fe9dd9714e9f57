"""Certificates by set, for ledgers: whatever comes is kept; what is odd about it is written beside it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.services.bulk_rows import (
    CertificateRow,
    Ensured,
    Places,
    new_values,
    places_of,
)
from zhiben.domains.certificates.services.doubting import Known, doubts_of, known_to
from zhiben.domains.certificates.services.proving import update_statuses
from zhiben.domains.certificates.terms import FINAL
from zhiben.domains.certificates.workflow import CERTIFICATE_FLOW
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.workflow.backfill import carry_on, take_over

CHUNK: Final = 5000
# The engine alone moves a case; a ledger that has moved on is written with its history by ``carry_on``.
TURN: Final = """
update certificates_certificate c set state = n.state, closed_at = n.closed_at
  from unnest(%(ids)s::uuid[], %(states)s::text[], %(moments)s::timestamptz[]) n(id, state, closed_at)
 where c.id = n.id
"""
KEPT: Final = ("id", "state", "seq", "doubtful", "doubts", "unmatched")


@transaction.atomic
def ensure_certificates(
    rows: Sequence[CertificateRow], *, actor: Actor, at: datetime, batch: UUID, silent: bool = True
) -> list[Ensured]:
    """Keep all of them, in their order. A row is the same certificate as one known by (kind, number, holder).

    Odd check digits, a number that another holder has, validity that overlaps another certificate of the same holder
    and class, an unknown issuer are 存疑; a holder known only by name is 待匹配. Nothing is refused. Blank cells change
    nothing; what somebody has decided here is not undone by a ledger. A constant number of statements per 5,000 rows.
    """
    done: list[Ensured] = []
    for start in range(0, len(rows), CHUNK):
        done += _ensure(rows[start : start + CHUNK], actor=actor, at=at, batch=batch, silent=silent)
    return done


def known_certificates(rows: Sequence[CertificateRow]) -> list[UUID | None]:
    """Which certificate each row is, as far as there is one: for a dry run, or to note what is about to change."""
    found: list[UUID | None] = []
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        known = known_to(part)
        found += [one.id if (one := known.same_as(row)) else None for row in part]
    return found


def _ensure(rows: Sequence[CertificateRow], *, actor: Actor, at: datetime, batch: UUID, silent: bool) -> list[Ensured]:
    known, places = known_to(rows, batch=batch), places_of(rows, actor)
    made: list[Certificate] = []
    turned: list[tuple[UUID, str, str, datetime]] = []
    changed: dict[str, list[Certificate]] = {}
    ids = sorted(new_id() for _ in rows)
    done = [
        _one(row, pk, known, places, made, turned, changed, at, batch, silent)
        for row, pk in zip(rows, ids, strict=True)
    ]
    Certificate.objects.bulk_create(made, batch_size=1000)
    take_over(CERTIFICATE_FLOW, [one.pk for one in made], actor=actor, at=at, batch=batch)
    for names, cases in changed.items():
        Certificate.objects.bulk_update(cases, names.split(), batch_size=500)
    _turn(turned, actor, at, batch)
    return done


def _one(
    row: CertificateRow, pk: UUID, known: Known, places: Places, made: list[Certificate],
    turned: list[tuple[UUID, str, str, datetime]], changed: dict[str, list[Certificate]], at: datetime, batch: UUID,
    silent: bool,
) -> Ensured:  # fmt: skip
    values = new_values(row, places, at)
    old = known.same_as(row)
    doubts = doubts_of(row, known, places, old)
    if old is None:
        case = Certificate(
            id=pk, seq=1, flow_version=CERTIFICATE_FLOW.version, backfilled=True, silent=silent, import_id=batch,
            doubts=list(doubts), doubtful=bool(doubts), **values,
        )  # fmt: skip
        made.append(case)
        known.add(case)
        return Ensured(certificate_id=case.pk, outcome="created", doubts=doubts, unmatched=case.unmatched)
    if old.seq > 1:
        return Ensured(certificate_id=old.pk, outcome="unchanged", doubts=tuple(old.doubts), unmatched=old.unmatched)
    values |= {"doubts": list(doubts), "doubtful": bool(doubts), "unmatched": old.unmatched and values["unmatched"]}
    return _update(old, values, turned, changed, at, doubts)


def _update(
    old: Certificate, values: dict[str, Any], turned: list[tuple[UUID, str, str, datetime]],
    changed: dict[str, list[Certificate]], at: datetime, doubts: tuple[str, ...],
) -> Ensured:  # fmt: skip
    state, closed = values.pop("state"), values.pop("closed_at")
    keep = ("opened_at", "place", "province", "city", "county", "scope", "agency_id", "due_at")
    news = {
        name: value for name, value in values.items()
        if name not in keep and value != getattr(old, name) and (value not in (None, "") or name == "doubts")
    }  # fmt: skip
    moved = state != old.state
    if moved:
        turned.append((old.pk, old.state, state, closed or at))
    if news:
        for name, value in news.items():
            setattr(old, name, value)
        changed.setdefault(" ".join(sorted(news)), []).append(old)
    outcome = "updated" if news or moved else "unchanged"
    return Ensured(certificate_id=old.pk, outcome=outcome, doubts=doubts, unmatched=old.unmatched)


def _turn(turned: list[tuple[UUID, str, str, datetime]], actor: Actor, at: datetime, batch: UUID) -> None:
    if not turned:
        return
    ids = [one[0] for one in turned]
    moments = [at if one[2] in FINAL else None for one in turned]
    with connection.cursor() as cursor:
        cursor.execute(TURN, {"ids": ids, "states": [one[2] for one in turned], "moments": moments})
    carried = [(pk, before, moment) for pk, before, _, moment in turned]
    carry_on(CERTIFICATE_FLOW, carried, actor=actor, at=at, batch=batch)
    update_statuses(certificate_ids=ids, at=at)
