"""The front door: all that other packages may call."""

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.numbers import check_character, licence_doubts, licence_id, number_doubts, number_key
from zhiben.domains.certificates.proofs.checking import FIND, Find, Verdict, check_code, row_at
from zhiben.domains.certificates.proofs.claims import genuine_host
from zhiben.domains.certificates.proofs.lists import Published, published_keys, status_list
from zhiben.domains.certificates.queries import (
    CertificateView,
    certificate_for,
    certificates,
    certificates_of,
    good_on,
    standing_of,
)
from zhiben.domains.certificates.services.barring import Limit, limits_of
from zhiben.domains.certificates.services.bulk import ensure_certificates, known_certificates
from zhiben.domains.certificates.services.bulk_rows import CertificateRow, Ensured
from zhiben.domains.certificates.services.deciding import decide, settle_doubts
from zhiben.domains.certificates.services.extending import change_certificate, extend_certificate
from zhiben.domains.certificates.services.issuing import CertificateFacts, issue_certificate
from zhiben.domains.certificates.services.proving import proofs_of
from zhiben.domains.certificates.services.public_checks import keep_public_checks
from zhiben.domains.certificates.services.requests import ask_for_decision
from zhiben.domains.certificates.services.signing_keys import (
    SigningKey,
    rotate_signing_key,
    signing_key_list,
    withdraw_key,
)
from zhiben.domains.certificates.services.usage import register_usage
from zhiben.domains.certificates.services.visits import Visit, checked_on_visit, register_visit

__all__ = [
    "FIND",
    "Certificate",
    "CertificateFacts",
    "CertificateRow",
    "CertificateView",
    "Ensured",
    "Find",
    "Limit",
    "Published",
    "SigningKey",
    "Verdict",
    "Visit",
    "ask_for_decision",
    "certificate_for",
    "certificates",
    "certificates_of",
    "change_certificate",
    "check_character",
    "check_code",
    "checked_on_visit",
    "decide",
    "ensure_certificates",
    "extend_certificate",
    "genuine_host",
    "good_on",
    "issue_certificate",
    "keep_public_checks",
    "known_certificates",
    "licence_doubts",
    "licence_id",
    "limits_of",
    "number_doubts",
    "number_key",
    "proofs_of",
    "published_keys",
    "register_usage",
    "register_visit",
    "rotate_signing_key",
    "row_at",
    "settle_doubts",
    "signing_key_list",
    "standing_of",
    "status_list",
    "withdraw_key",
]  # fmt: skip
