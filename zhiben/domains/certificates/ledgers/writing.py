"""Writing the ledger of certificates: who holds what is found by set, the keeping itself is the service's."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection

from zhiben.domains.certificates.ledgers.holders import Holders, holder_doubts, holders_of
from zhiben.domains.certificates.ledgers.reading import LABELS, UNREAD
from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.numbers import number_key
from zhiben.domains.certificates.services.bulk import ensure_certificates, known_certificates
from zhiben.domains.certificates.services.bulk_rows import CertificateRow
from zhiben.domains.certificates.terms import HOLDERS, CertificateState, HolderKind
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.ledger import Run
from zhiben.registry.enterprises.public import uscc_doubts

TABLE: Final = Certificate._meta.db_table
GOOD: Final = "select row_no, parsed from papers_stagingrow where batch_id = %s and status = 'good' order by row_no"
SET_STATUS: Final = """
update papers_stagingrow s set status = w.status, target_id = w.certificate
  from unnest(%(rows)s::int[], %(statuses)s::text[], %(certificates)s::uuid[]) w(row_no, status, certificate)
 where s.batch_id = %(batch)s and s.row_no = w.row_no
"""
TEXTS: Final = {"licence_id": "licence_id", "scope": "scope_text", "issuer": "issuer_name", "decision_no": "decision_no",
                "remark": "remark"}  # fmt: skip
DAYS: Final = ("issued_on", "first_issued_on", "valid_from", "valid_to", "suspended_from", "suspended_to")
IDS: Final = ("enterprise_id", "person_id", "officer_id", "equipment_id", "project_id", "employer_id")
TOLD_TWICE: Final = "台账里有几行写的是这张证照，内容不同，以最后一行为准"
OF_FIRM: Final = "持证企业："
Said = Mapping[str, Any]


def apply(run: Run) -> None:
    with connection.cursor() as cursor:
        cursor.execute(GOOD, [run.batch_id])
        read = [(row_no, json.loads(parsed)) for row_no, parsed in cursor.fetchall()]
    said = [row for _, row in read]
    holders = holders_of(run, said)
    rows = [_row(row, one) for row, one in zip(said, holders, strict=True)]
    known = known_certificates(rows)
    held = Certificate.objects.in_bulk([pk for pk in known if pk])
    _as_held(holders, known, held)
    told = Counter(_meant(row, one) for row, one in zip(said, holders, strict=True))
    rows = [
        _kept(row, said[place], holders[place], held.get(pk) if pk else None, [
            *said[place]["_doubts"], *odd,
            *([TOLD_TWICE] if said[place].get("number") and told[_meant(said[place], holders[place])] > 1 else []),
        ])
        for place, (row, pk, odd) in enumerate(zip(rows, known, holder_doubts(said, holders), strict=True))
    ]  # fmt: skip
    effects.note_before(run, TABLE, "select unnest(%(ids)s::uuid[])", {"ids": list(held)})
    done = ensure_certificates(rows, actor=run.actor, at=run.at, batch=run.batch_id, silent=run.silent)
    effects.note_after(run, TABLE)
    seen: set[UUID] = set()
    statuses = []
    for one in done:
        # A second row about a certificate that this import made is no change to what was there before.
        statuses.append("updated" if one.outcome == "created" and one.certificate_id in seen else one.outcome)
        seen.add(one.certificate_id)
    with connection.cursor() as cursor:
        cursor.execute(SET_STATUS, {
            "batch": run.batch_id, "rows": [row_no for row_no, _ in read], "statuses": statuses,
            "certificates": [one.certificate_id for one in done],
        })  # fmt: skip


def _meant(row: Said, one: Holders) -> tuple[Any, ...]:
    return (row["kind"], number_key(str(row.get("number") or "")), one.person_id, one.enterprise_id, one.equipment_id,
            one.officer_id, row["_holder_key"])  # fmt: skip


def _row(row: Said, one: Holders) -> CertificateRow:
    said: dict[str, Any] = {
        **{name: getattr(one, name) for name in IDS},
        **{field: str(row.get(name) or "") for name, field in TEXTS.items()},
        **{name: date.fromisoformat(row[name]) if row.get(name) else None for name in DAYS},
    }
    return CertificateRow(
        kind=row["kind"], number=str(row.get("number") or ""), holder_name=row["holder"],
        class_code=row.get("_class") or "", class_name=row.get("_class_name") or "", electronic=bool(row.get("electronic")),
        employer_name=row.get("employer") or "", state=row.get("state") or CertificateState.VALID,
        **said,
    )  # fmt: skip


def _as_held(holders: Sequence[Holders], known: Sequence[UUID | None], held: Mapping[UUID, Certificate]) -> None:
    """A row without the holder's number, of a certificate known by its own: its holder is who holds it."""
    for one, pk in zip(holders, known, strict=True):
        case = held.get(pk) if pk else None
        if case is not None and not (one.person_id or one.enterprise_id or one.equipment_id or one.officer_id):
            for name in IDS:
                setattr(one, name, getattr(one, name) or getattr(case, name))


def _kept(
    row: CertificateRow, said: Said, one: Holders, case: Certificate | None, doubts: Sequence[str]
) -> CertificateRow:
    """What the row leaves blank stays as it is; doubts about cells that are blank now stay too."""
    more: dict[str, Any] = {name: getattr(one, name) for name in IDS}
    found = [*doubts, *_code_doubts(said, one)]
    if case is not None:
        if not said.get("state"):
            more["state"] = case.state
        if "electronic" not in said:
            more["electronic"] = case.electronic
        for name in ("class_code", "issuer_name", *DAYS):
            more[name] = getattr(row, name) or getattr(case, name)
        kept = [d for d in case.doubts if d == TOLD_TWICE or _still(d, said, one)]
        # In the order in which they were first told, so that nothing seems to have changed.
        found = [*(d for d in kept if d.endswith(UNREAD)), *found, *(d for d in kept if not d.endswith(UNREAD))]
    return replace(row, **more, doubts=tuple(dict.fromkeys(found)))


def _still(doubt: str, said: Said, one: Holders) -> bool:
    """A cell that could not be read once, and is not given now; a code that is nowhere but in the old ledger."""
    if doubt.startswith(OF_FIRM):
        return not said.get("uscc") and one.enterprise_id is None
    blank = {"kind"} if said.get("_guessed") else set()
    return doubt.endswith(UNREAD) and any(
        doubt.startswith(label) and (not said.get(name) or name in blank) for name, label in LABELS.items()
    )


def _code_doubts(said: Said, one: Holders) -> list[str]:
    """A firm nobody has registered has no page for what is wrong with its code."""
    unknown = HOLDERS[said["kind"]] == HolderKind.ENTERPRISE and one.enterprise_id is None
    return [f"{OF_FIRM}{d}" for d in uscc_doubts(said.get("_uscc") or "")] if unknown else []
