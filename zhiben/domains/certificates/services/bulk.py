"""Certificates by set, for ledgers: whatever comes is kept; what is odd about it is written beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from zhiben.domains.certificates.terms import CertificateState
from zhiben.kernel.access.actors import Actor


@dataclass(frozen=True, kw_only=True)
class CertificateRow:
    """One row of a ledger. ``holder_name`` is always there; ids where the holder was found.

    ``division`` is the code of the holder's place, blank for the actor's own. ``state`` other than 有效 needs no
    decision number, but lacking one is a doubt. ``doubts`` are those the reader of the ledger has already.
    """

    kind: str
    number: str
    holder_name: str
    class_code: str = ""
    class_name: str = ""
    licence_id: str = ""
    electronic: bool = False
    enterprise_id: UUID | None = None
    person_id: UUID | None = None
    officer_id: UUID | None = None
    equipment_id: UUID | None = None
    project_id: UUID | None = None
    employer_id: UUID | None = None
    employer_name: str = ""
    scope_text: str = ""
    issuer_name: str = ""
    issued_on: date | None = None
    first_issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    state: str = CertificateState.VALID
    suspended_from: date | None = None
    suspended_to: date | None = None
    decision_no: str = ""
    remark: str = ""
    division: str = ""
    doubts: tuple[str, ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class Ensured:
    """What became of one row: ``outcome`` created, updated or unchanged; the doubts that stand beside it now."""

    certificate_id: UUID
    outcome: str
    doubts: tuple[str, ...] = ()
    unmatched: bool = False


def ensure_certificates(
    rows: Sequence[CertificateRow], *, actor: Actor, at: datetime, batch: UUID, silent: bool = True
) -> list[Ensured]:
    """Keep all of them, in their order. A row is the same certificate as one known by (kind, number, holder).

    Odd check digits, a number that another holder has, validity that overlaps another certificate of the same holder
    and class, an unknown issuer are 存疑; a holder known only by name is 待匹配. Nothing is refused. Blank cells change
    nothing; what somebody has decided here is not undone by a ledger.
    """
    raise NotImplementedError
