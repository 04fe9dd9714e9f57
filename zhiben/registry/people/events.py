"""What people announce."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class CertificatesStated:
    """A ledger has named certificates of people; those not yet taken over are ``linked`` False."""

    name: ClassVar[str] = "people.certificates_stated"
    batch_id: str
