"""Tables of certificates."""

from zhiben.domains.certificates.models.batch import RenewalBatch, RenewalItem
from zhiben.domains.certificates.models.certificate import Certificate, CertificateQuerySet
from zhiben.domains.certificates.models.checks import CertificateCheck, CertificateCheckQuerySet
from zhiben.domains.certificates.models.counts import CarryingDay, PublicCheckDay
from zhiben.domains.certificates.models.decision import CertificateRequest, Decision
from zhiben.domains.certificates.models.faces import FaceConsent, FaceFiling, FaceTemplate, FaceTemplateQuerySet
from zhiben.domains.certificates.models.holders import HolderCode, HolderCodeQuerySet
from zhiben.domains.certificates.models.proof import Proof

__all__ = [
    "CarryingDay", "Certificate", "CertificateCheck", "CertificateCheckQuerySet", "CertificateQuerySet",
    "CertificateRequest", "Decision", "FaceConsent", "FaceFiling", "FaceTemplate", "FaceTemplateQuerySet", "HolderCode",
    "HolderCodeQuerySet", "Proof", "PublicCheckDay", "RenewalBatch", "RenewalItem",
]  # fmt: skip
