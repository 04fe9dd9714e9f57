"""What a decision about a certificate says, frozen when it is made."""

from typing import Any, Final

from zhiben.domains.certificates.models import Certificate, Decision
from zhiben.domains.certificates.terms import CertificateKind
from zhiben.registry.agencies.public import agency

PAPER_KIND: Final = "certificate:decision"
WORDS: Final = {
    "suspend": "暂扣", "return": "发还", "lift": "撤销暂扣", "revoke_penalty": "吊销", "revoke_grant": "撤销",
    "withdraw": "撤回", "cancel": "注销",
}  # fmt: skip


def decision_name(case: Certificate, action: str) -> str:
    """暂扣安全生产许可证决定书."""
    return f"{WORDS[action]}{CertificateKind(case.kind).label}决定书"


def decision_content(case: Certificate, decision: Decision) -> dict[str, Any]:
    office = agency(decision.agency_id)
    return {
        "version": 1, "name": decision.name, "number": decision.number, "action": WORDS[decision.action],
        "agency": {"name": office.name, "phone": office.phone, "address": office.address},
        "certificate": {
            "kind": CertificateKind(case.kind).label, "class": case.class_name, "number": case.number,
            "issuer": case.issuer_name,
        },
        "addressee": case.holder_name, "unit": case.employer_name, "reason": decision.reason, "basis": decision.basis,
        "since": _iso(decision.since), "until": _iso(decision.until), "issued_on": _iso(decision.decided_on),
        "accident": decision.because_of_accident,
    }  # fmt: skip


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""
