"""What every step asks of a certificate: the row itself, held; what it is called; how long its kind lasts."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.terms import CertificateKind
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.parameters.queries import value_of

WITH_TERM: Final = (
    CertificateKind.ENTERPRISE_LICENSE, CertificateKind.SAFETY_MANAGER, CertificateKind.SPECIAL_WORKER,
    CertificateKind.SUPERVISOR_STAFF,
)  # fmt: skip


def locked(actor: Actor, certificate_id: UUID) -> Certificate:
    """The certificate, held until the transaction ends. Raises NotVisible."""
    rows = Certificate.objects.visible_to(actor).select_for_update(of=("self",))
    found = rows.filter(pk=certificate_id).first()
    if found is None:
        raise NotVisible("没有这张证照，或者不在您的权限范围内")
    return found


def title_of(case: Certificate) -> str:
    words = CertificateKind(case.kind).label + (f"（{case.class_name}）" if case.class_name else "")
    return f"{case.holder_name} {words}"[:300]


def later(day: date, *, months: int) -> date:
    """So many months on; the last day of a shorter month where the day does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return first.replace(day=min(day.day, last))


def years_of(kind: str, place: str, day: date) -> int:
    """For how long this kind is issued or extended, in years; 0: without an end."""
    return int(value_of(f"certificates.years.{kind}", path=place, on=day)) if kind in WITH_TERM else 0
