"""The proof a certificate carries: a signed code for its QR, and its place in the published status lists."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from zhiben.domains.certificates.models.proof import Proof


def prove(*, certificate: Any, at: datetime) -> "Proof | None":
    """Sign what the certificate says now and take it into use; the code it carried before is superseded.

    Called inside the transaction that issued, extended or changed it.
    """
    return None


def update_status(*, certificate: Any, at: datetime) -> None:
    """Take over the state of one certificate into the status lists. Called after every change of state."""
    update_statuses(certificate_ids=[certificate.id], at=at)


def update_statuses(*, certificate_ids: Collection[UUID], at: datetime) -> None:
    """The same for very many at once, in one statement."""
