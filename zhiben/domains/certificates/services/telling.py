"""Who learns of what was decided about a certificate."""

from datetime import datetime
from typing import Final
from uuid import UUID

from zhiben.domains.certificates.models import Certificate, CertificateRequest, Decision
from zhiben.domains.certificates.terms import CertificateKind
from zhiben.kernel.access.terms import Role
from zhiben.kernel.notifications.services import notify

HEADS: Final = (Role.ENTERPRISE_ADMIN, Role.PRINCIPAL)
SITE: Final = (Role.SITE_MANAGER, Role.SAFETY_OFFICER)


def tell_holder(case: Certificate, decision: Decision, *, at: datetime) -> None:
    """The enterprise that holds it or employs the holder, and the site it is used on."""
    title = f"{case.holder_name} 的{CertificateKind(case.kind).label} {case.number}：{decision.name} {decision.number}"
    holders: list[tuple[str, UUID, tuple[Role, ...]]] = [
        ("enterprise", pk, HEADS) for pk in dict.fromkeys((case.enterprise_id, case.employer_id)) if pk
    ]
    if case.project_id:
        holders.append(("project", case.project_id, SITE))
    for holder in holders:
        notify(
            topic=f"certificates.{decision.action}", title=title[:200], body=decision.reason, holder=holder, at=at,
            link=f"/certificates/{case.pk}/", statutory=True, case_kind="certificate", case_id=case.pk,
        )  # fmt: skip


def tell_asker(request: CertificateRequest, *, at: datetime) -> None:
    """The agency that asked learns the answer."""
    notify(
        topic="certificates.answered", title=f"报请已有答复：{request.title}"[:200], body=request.answer,
        holder=("agency", request.asked_by_agency, (Role.CERTIFIER, Role.LEADER, Role.CLERK, Role.ENFORCER)), at=at,
        link=f"/certificates/requests/{request.pk}/", case_kind="certificate.request", case_id=request.pk,
    )  # fmt: skip
