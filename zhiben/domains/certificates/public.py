"""The front door: all that other packages may call."""

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.numbers import check_character, licence_doubts, licence_id, number_doubts, number_key
from zhiben.domains.certificates.queries import (
    CertificateView,
    certificate_for,
    certificates,
    certificates_of,
    good_on,
    standing_of,
)
from zhiben.domains.certificates.services.bulk import CertificateRow, Ensured, ensure_certificates
from zhiben.domains.certificates.services.issuing import (
    CertificateFacts,
    change_certificate,
    extend_certificate,
    issue_certificate,
)

__all__ = [
    "Certificate", "CertificateFacts", "CertificateRow", "CertificateView", "Ensured", "certificate_for", "certificates",
    "certificates_of", "change_certificate", "check_character", "ensure_certificates", "extend_certificate", "good_on",
    "issue_certificate", "licence_doubts", "licence_id", "number_doubts", "number_key", "standing_of",
]  # fmt: skip
