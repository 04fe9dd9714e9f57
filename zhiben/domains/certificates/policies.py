"""Permission questions that a role and a reach cannot answer."""

from typing import Final
from uuid import UUID

from zhiben.domains.certificates.models import Certificate, CertificateRequest
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role

CERTIFIERS: Final = frozenset({Role.CERTIFIER})
# Who may ask the issuing authority for a decision.
ASKERS: Final = frozenset({Role.INSPECTOR, Role.ENFORCER, Role.CLERK, Role.LEADER, Role.CERTIFIER})
REGULATORS: Final = ASKERS
SITE: Final = frozenset({Role.ENTERPRISE_ADMIN, Role.PRINCIPAL, Role.SITE_MANAGER, Role.SAFETY_OFFICER})
READERS: Final = REGULATORS | SITE


def may_see_certificate(actor: Actor, certificate_id: UUID) -> bool:
    """Whoever sees the certificate sees its files."""
    return Certificate.objects.visible_to(actor).filter(pk=certificate_id).exists()


def may_see_request(actor: Actor, request_id: UUID) -> bool:
    return CertificateRequest.objects.visible_to(actor).filter(pk=request_id).exists()
