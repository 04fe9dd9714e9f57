"""Certificates out, as the ledger has them."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from django.db.models import Q

from zhiben.domains.certificates.ledgers.reading import NO_KIND
from zhiben.domains.certificates.models import Certificate, CertificateQuerySet
from zhiben.kernel.crypto import open_sealed
from zhiben.kernel.papers.ledger import ExportFilter
from zhiben.registry.agencies.public import agency_names
from zhiben.registry.enterprises.public import names_of

CHUNK: Final = 2000
PLAIN: Final = {
    "kind": "kind", "class": "class_code", "number": "number", "licence_id": "licence_id", "holder": "holder_name",
    "employer": "employer_name", "scope": "scope_text", "issuer": "issuer_name", "issued_on": "issued_on",
    "first_issued_on": "first_issued_on", "valid_from": "valid_from", "valid_to": "valid_to", "state": "state",
    "suspended_from": "suspended_from", "suspended_to": "suspended_to", "decision_no": "decision_no",
    "electronic": "electronic", "remark": "remark",
}  # fmt: skip


def chosen(wanted: ExportFilter) -> CertificateQuerySet:
    """``since`` and ``until`` are days of issue; the division is that of the holder."""
    found = Certificate.objects.visible_to(wanted.actor)
    if wanted.division_code:
        code = wanted.division_code
        found = found.filter(Q(county=code) | Q(city=code) | Q(province=code))
    if wanted.since:
        found = found.filter(issued_on__gte=wanted.since)
    if wanted.until:
        found = found.filter(issued_on__lte=wanted.until)
    return found


def listed(wanted: ExportFilter) -> Iterator[Mapping[str, Any]]:
    rows = (
        chosen(wanted)
        .select_related("enterprise", "person", "equipment", "project")
        .order_by("kind", "number_key", "id")
    )
    stream = rows.iterator(chunk_size=CHUNK)
    while part := list(islice(stream, CHUNK)):
        employers = names_of({c.employer_id for c in part if c.employer_id})
        agencies = agency_names({c.agency_id for c in part if not c.issuer_name})
        for case in part:
            yield _line(case, employers, agencies, personal=wanted.personal)


def _line(
    case: Certificate, employers: Mapping[Any, str], agencies: Mapping[Any, str], *, personal: bool
) -> dict[str, Any]:
    person: Any = case.person
    cipher = person.id_number_cipher if person is not None and personal else None
    return {
        **{name: getattr(case, field) for name, field in PLAIN.items()},
        # A guess does not go out as a statement.
        "kind": "" if any(doubt.startswith(NO_KIND) for doubt in case.doubts) else case.kind,
        "employer": case.employer_name or employers.get(case.employer_id, ""),
        "uscc": case.enterprise.uscc if case.enterprise else "",
        "id_no": open_sealed(bytes(cipher)) if cipher else "",
        "filing_no": case.equipment.filing_no if case.equipment else "",
        "serial": case.equipment.serial if case.equipment else "",
        "project_name": case.project.name if case.project else "",
    }  # fmt: skip
