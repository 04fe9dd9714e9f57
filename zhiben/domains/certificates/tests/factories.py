"""Holders and certificates of an invented region, through the real verbs."""

from datetime import date
from typing import Any
from uuid import UUID

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.public import CertificateFacts, CertificateRow, issue_certificate
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.ids import new_id
from zhiben.registry.projects.tests.conftest import Region


def certifier(region: Region) -> Actor:
    """发证人员 of the province."""
    return region.actor(region.province, Role.CERTIFIER)


def issued(region: Region, kind: str, number: str, **facts: Any) -> Certificate:
    at = facts.pop("at", None) or now()
    given = CertificateFacts(kind=kind, number=number, **facts)
    return issue_certificate(actor=certifier(region), facts=given, at=at)


def licence(
    region: Region, enterprise_id: UUID, number: str = "（闽）JZ安许证字〔2026〕000123", **facts: Any
) -> Certificate:
    return issued(region, "enterprise_license", number, enterprise_id=enterprise_id, **facts)


def manager_b(
    region: Region, person_id: UUID, employer_id: UUID, number: str = "闽建安B（2026）0000001", **facts: Any
) -> Certificate:
    return issued(
        region, "safety_manager", number, class_code="B", person_id=person_id, employer_id=employer_id, **facts
    )


def row(**facts: Any) -> CertificateRow:
    """A good row of a ledger but for what the test says."""
    given: dict[str, Any] = {
        "kind": "special_worker", "number": "闽A012025000001", "holder_name": "林水生", "class_code": "01",
        "issuer_name": "省质安总站", "issued_on": date(2025, 6, 1), "valid_from": date(2025, 6, 1),
        "valid_to": date(2027, 5, 31), "person_id": None,
    }  # fmt: skip
    return CertificateRow(**{**given, **facts})


def batch() -> UUID:
    return new_id()
