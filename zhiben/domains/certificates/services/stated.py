"""Certificates that ledgers of people state become certificates of the register, marked with what is doubtful."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from zhiben.domains.certificates.services.bulk import ensure_certificates
from zhiben.domains.certificates.services.bulk_rows import CertificateRow
from zhiben.domains.certificates.terms import CertificateKind
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.events.outbox import publish
from zhiben.registry.people.events import CertificatesStated
from zhiben.registry.people.public import StatedCertificate, link_stated
from zhiben.registry.people.terms import StatedKind

AT_ONCE: Final = 5_000
# What is issued or recorded here, by what a ledger calls it; other certificates stay as stated.
KINDS: Final = {
    **dict.fromkeys(
        (StatedKind.A, StatedKind.B, StatedKind.C1, StatedKind.C2, StatedKind.C3), CertificateKind.SAFETY_MANAGER
    ),
    StatedKind.SPECIAL: CertificateKind.SPECIAL_WORKER, StatedKind.BUILDER: CertificateKind.CONSTRUCTOR,
}  # fmt: skip


@transaction.atomic
def take_stated(*, batch_id: UUID, at: datetime) -> int:
    """The next of those stated and not yet linked; says so again while there are more. Returns how many."""
    waiting = StatedCertificate.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        linked=False, kind__in=KINDS
    )
    rows = list(waiting.exclude(number="").select_related("person").order_by("id")[:AT_ONCE])
    if not rows:
        return 0
    ensure_certificates([_row(one) for one in rows], actor=system_actor(), at=at, batch=batch_id)
    link_stated([one.pk for one in rows])
    if len(rows) == AT_ONCE:
        publish(CertificatesStated(batch_id=str(batch_id)), at=at)
    return len(rows)


def _row(stated: StatedCertificate) -> CertificateRow:
    kind = StatedKind(stated.kind)
    manages = KINDS[kind] == CertificateKind.SAFETY_MANAGER
    return CertificateRow(
        kind=KINDS[kind], number=stated.number, holder_name=stated.person.name, person_id=stated.person_id,
        class_code=kind.value if manages else stated.class_code, class_name=stated.class_name,
        employer_id=stated.person.employer_id, employer_name=stated.employer_name, issuer_name=stated.issuer,
        first_issued_on=stated.first_issued_on, valid_to=stated.valid_to,
        doubts=tuple(dict.fromkeys([*stated.doubts, *stated.person.doubts])),
    )  # fmt: skip
