"""颁发, 延续, 变更: the issuing authority gives a certificate, prolongs it, or writes down what has changed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from zhiben.domains.certificates.models import Certificate
from zhiben.kernel.access.actors import Actor


@dataclass(frozen=True, kw_only=True)
class CertificateFacts:
    """What a certificate is to say. ``valid_to`` is computed from the kind's years where it is not given.

    The holder is named by exactly one of ``enterprise_id``, ``person_id``, ``officer_id``, ``equipment_id`` (a crane
    registration also has the ``project_id`` it is for and the ``enterprise_id`` that uses the machine).
    """

    kind: str
    number: str
    class_code: str = ""
    enterprise_id: UUID | None = None
    person_id: UUID | None = None
    officer_id: UUID | None = None
    equipment_id: UUID | None = None
    project_id: UUID | None = None
    employer_id: UUID | None = None
    scope_text: str = ""
    issued_on: date | None = None
    first_issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    electronic: bool = True
    replaces_id: UUID | None = None


def issue_certificate(*, actor: Actor, facts: CertificateFacts, at: datetime) -> Certificate:
    """颁发 by a certifier of the issuing authority, with its proof. Raises NotPermitted or InvalidInput."""
    raise NotImplementedError


def extend_certificate(
    *, actor: Actor, certificate_id: UUID, at: datetime, valid_to: date | None = None, reason: str = ""
) -> Certificate:
    """延续: from the day after the old end, so many years as the kind has."""
    raise NotImplementedError


def change_certificate(
    *, actor: Actor, certificate_id: UUID, at: datetime, reason: str, employer_id: UUID | None = None,
    holder_name: str = "", scope_text: str = "",
) -> Certificate:  # fmt: skip
    """变更: employer, name or scope; what it said before stays in the row history and the case history."""
    raise NotImplementedError
