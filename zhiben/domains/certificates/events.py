"""What this package tells the rest of the platform. Plain values only, so anyone may import it."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class CertificateMoved:
    """A certificate was issued or took one step. ``action`` and ``state`` are the codes of the flow."""

    name: ClassVar[str] = "certificates.moved"
    certificate_id: str
    kind: str
    agency_id: str
    action: str
    state: str
    seq: int
    enterprise_id: str = ""
    employer_id: str = ""
    person_id: str = ""
    equipment_id: str = ""
    because_of_accident: bool = False
