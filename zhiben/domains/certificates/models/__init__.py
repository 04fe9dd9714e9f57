"""Tables of certificates."""

from zhiben.domains.certificates.models.batch import RenewalBatch, RenewalItem
from zhiben.domains.certificates.models.certificate import Certificate, CertificateQuerySet
from zhiben.domains.certificates.models.decision import CertificateRequest, Decision
from zhiben.domains.certificates.models.proof import Proof

__all__ = [
    "Certificate",
    "CertificateQuerySet",
    "CertificateRequest",
    "Decision",
    "Proof",
    "RenewalBatch",
    "RenewalItem",
]
