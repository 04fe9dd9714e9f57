"""The proof a certificate carries: a signed code for its QR, and its place in the published status lists."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from zhiben.domains.certificates.models import Certificate, Proof
from zhiben.domains.certificates.proofs.claims import claims_of
from zhiben.domains.certificates.proofs.lists import place_of
from zhiben.domains.certificates.terms import CertificateState, ProofStatus
from zhiben.kernel.crypto.cose import sign_code
from zhiben.kernel.crypto.signing import Signer, current_signer

NEXT: Final = """select nextval(pg_get_serial_sequence('certificates_proof', 'ordinal')) from generate_series(1, %s)"""
TAKE_OVER: Final = """
    update certificates_proof p set status = n.status, changed_at = %(at)s
    from (select id, case when state = 'valid' and closed_at is null then 0 when state = 'suspended' then 1 else 2 end
                 as status from certificates_certificate where id = any(%(ids)s)) n
    where p.certificate_id = n.id and p.status <> 3 and p.status <> n.status
"""


def prove(*, certificate: Certificate, at: datetime) -> Proof:
    """Sign what the certificate says now and take it into use; the code it carried before is superseded.

    Called inside the transaction that issued, extended or changed it.
    """
    return prove_many(certificates=[certificate], at=at)[0]


def prove_many(*, certificates: Sequence[Certificate], at: datetime) -> list[Proof]:
    """The same for a batch: three statements for any number of them."""
    if not certificates:
        return []
    ids = [one.id for one in certificates]
    old = Proof.objects.filter(certificate__in=ids).exclude(status=ProofStatus.REPLACED)
    old.update(status=ProofStatus.REPLACED, changed_at=at)
    signer = current_signer()
    made = [_proof(one, n, signer, at) for one, n in zip(certificates, _ordinals(len(ids)), strict=True)]
    return Proof.objects.bulk_create(made, batch_size=2000)


def update_status(*, certificate: Certificate, at: datetime) -> None:
    """Take over the state of one certificate into the status lists. Called after every change of state."""
    update_statuses(certificate_ids=[certificate.id], at=at)


def update_statuses(*, certificate_ids: Collection[UUID], at: datetime) -> int:
    """The same for very many at once, in one statement; how many entries changed. A replaced code stays replaced."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_OVER, {"ids": list(certificate_ids), "at": at})
        return int(cursor.rowcount)


def proofs_of(certificate_ids: Iterable[UUID]) -> dict[UUID, Proof]:
    """The code each certificate carries now, by certificate; those that carry none are left out."""
    found = Proof.objects.filter(certificate__in=list(certificate_ids)).exclude(status=ProofStatus.REPLACED)
    return {one.certificate_id: one for one in found}


def _ordinals(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [count])
        return [row[0] for row in cursor.fetchall()]


def _proof(certificate: Certificate, ordinal: int, signer: Signer, at: datetime) -> Proof:
    list_no, index = place_of(ordinal)
    return Proof(
        ordinal=ordinal, certificate=certificate, list_no=list_no, index=index, key_id=signer.key_id.hex(), made_at=at,
        code=_code(certificate, list_no, index, signer, at), status=_status(certificate),
    )  # fmt: skip


def _code(certificate: Certificate, list_no: int, index: int, signer: Signer, at: datetime) -> str:
    """A code never ends in a space, which would be lost when somebody pastes it: then it is signed a second later."""
    while True:
        text = sign_code(claims_of(certificate, list_no=list_no, index=index, at=at), signer)
        if not text.endswith(" "):
            return text
        at += timedelta(seconds=1)


def _status(certificate: Certificate) -> ProofStatus:
    if certificate.state == CertificateState.VALID and certificate.closed_at is None:
        return ProofStatus.GOOD
    return ProofStatus.SUSPENDED if certificate.state == CertificateState.SUSPENDED else ProofStatus.ENDED
