"""What a row of a ledger says, what becomes of it, and the columns of a certificate that follow."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhiben.domains.certificates.classes import class_name
from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.numbers import number_key
from zhiben.domains.certificates.services.facts import title_of
from zhiben.domains.certificates.services.holders import place_columns
from zhiben.domains.certificates.terms import FINAL, CertificateState
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.base.clock import end_of_day, start_of_day
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.base.text import name_key
from zhiben.registry.agencies.public import agencies_named, agencies_on, agency, paths_by_code
from zhiben.registry.enterprises.public import enterprises

COPIED = (
    "kind", "class_code", "licence_id", "electronic", "enterprise_id", "person_id", "officer_id", "equipment_id",
    "project_id", "employer_id", "employer_name", "scope_text", "issuer_name", "issued_on", "first_issued_on",
    "valid_from", "valid_to", "suspended_from", "suspended_to", "decision_no", "remark", "holder_name",
)  # fmt: skip
HOLDERS = ("enterprise_id", "person_id", "officer_id", "equipment_id")


@dataclass(frozen=True, kw_only=True)
class CertificateRow:
    """One row of a ledger. ``holder_name`` is always there; ids where the holder was found.

    ``division`` is the code of the holder's place, blank for the employer's or the actor's own. ``doubts`` are those
    the reader of the ledger has already (a wrong check digit, a date that cannot be read).
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

    @property
    def holder_id(self) -> UUID | None:
        return holder_id(self)


@dataclass(frozen=True, kw_only=True)
class Ensured:
    """What became of one row: ``outcome`` created, updated or unchanged; the doubts that stand beside it now."""

    certificate_id: UUID
    outcome: str
    doubts: tuple[str, ...] = ()
    unmatched: bool = False


@dataclass(frozen=True, kw_only=True)
class Places:
    """What the rows name, looked up by set: issuing agencies by name key, homes of enterprises, paths of divisions."""

    issuers: dict[str, list[Any]]
    homes: dict[UUID, str]
    paths: dict[str, str]
    fallback: Any

    def issuer(self, name: str) -> Any | None:
        found = self.issuers.get(name_key(name), []) if name else []
        return found[0] if len(found) == 1 else None

    def place(self, row: CertificateRow) -> str:
        code = row.division or next(
            (self.homes[pk] for pk in (row.enterprise_id, row.employer_id) if pk and self.homes.get(pk)), ""
        )
        return self.paths.get(code) or str(self.fallback.path)


def holder_id(one: Any) -> UUID | None:
    """Of a row or a certificate: the first id that is there. None: known by name only."""
    return next((value for name in HOLDERS if (value := getattr(one, name)) is not None), None)


def places_of(rows: Sequence[CertificateRow], actor: Actor) -> Places:
    """Four queries for any number of rows."""
    units = {pk for row in rows for pk in (row.enterprise_id, row.employer_id) if pk}
    homes = dict(enterprises(system_actor()).filter(pk__in=units).values_list("pk", "division_code"))
    codes = {row.division for row in rows if row.division} | set(homes.values())
    own = agency(actor.reach_id) if actor.reach_id and actor.is_regulator else None
    fallback = own or agencies_on(date.max).order_by("path", "id").first()
    if fallback is None:
        raise WrongState("还没有登记监管机构，证照没有机关保管：请先添加机构，再导入证照")
    return Places(
        issuers=agencies_named({row.issuer_name for row in rows if row.issuer_name}), homes=homes,
        paths=paths_by_code(codes), fallback=fallback,
    )  # fmt: skip


def new_values(row: CertificateRow, places: Places, at: datetime) -> dict[str, Any]:
    """All columns but those of the case itself. An unknown issuer's certificates are kept by the importing agency."""
    office = places.issuer(row.issuer_name) or places.fallback
    values = {name: getattr(row, name) for name in COPIED}
    values |= {
        "number": row.number.strip()[:80], "number_key": number_key(row.number), "agency_id": office.pk,
        "scope": office.path, "class_name": row.class_name or class_name(row.kind, row.class_code),
        "unmatched": row.holder_id is None, "where_name": row.employer_name or row.holder_name, "state": str(row.state),
        "opened_at": start_of_day(row.issued_on) if row.issued_on and row.issued_on <= at.date() else at,
        "closed_at": at if row.state in FINAL else None, **place_columns(places.place(row)),
        "due_at": end_of_day(row.suspended_to) if row.state == CertificateState.SUSPENDED and row.suspended_to else None,
    }  # fmt: skip
    values["title"] = title_of(Certificate(**{n: values[n] for n in ("kind", "class_name", "holder_name")}))
    return values
