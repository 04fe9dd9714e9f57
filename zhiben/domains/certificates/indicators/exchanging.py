"""What is counted among certificates, by the days on them, as at the end of a day."""

from typing import Final

from django.db.models import Q

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.terms import CertificateKind
from zhiben.kernel.base.clock import end_of_day
from zhiben.kernel.indicators.declarations import Question, RecordSet, Subsets, indicator
from zhiben.kernel.indicators.watching import Watch
from zhiben.kernel.parameters.by_set import Held

WATCHED: Final = Watch(
    table="certificates_certificate",
    columns=("province", "city", "county", "kind", "electronic", "valid_from", "valid_to", "closed_at"),
    dates=("valid_from", "valid_to"), moments=("closed_at",),
)  # fmt: skip
CERTIFICATES: Final = RecordSet(
    key="certificates", label="证照", rows=Certificate.objects.all, list_url="certificates:list", watches=(WATCHED,)
)
RENEWED: Final = tuple(kind.value for kind in CertificateKind if kind != CertificateKind.CONSTRUCTOR)
NO_DATE: Final = "无"


def in_force(asked: Question) -> Q:
    """Begun, not over and not ended by the end of the day."""
    begun = Q(valid_from=None) | Q(valid_from__lte=asked.on)
    standing = Q(closed_at=None) | Q(closed_at__gt=end_of_day(asked.on))
    return begun & standing & (Q(valid_to=None) | Q(valid_to__gte=asked.on))


def kinds_to_exchange(asked: Question) -> list[str]:
    """Those for which the plans in force at the place set a day. One query."""
    held = Held.of(f"certificates.renewal_due.{kind}" for kind in RENEWED)
    days = {kind: held.value(f"certificates.renewal_due.{kind}", asked.area.path, asked.on) for kind in RENEWED}
    return [kind for kind, day in days.items() if day not in (None, NO_DATE)]


@indicator(
    key="ecert-replacement", label="电子证照换发完成率", unit="%", records=CERTIFICATES,
    clauses=("national-2024/2.2.5c", "fujian-2024/2.m2a", "changzhou-2023/2.3.9", "hainan-2023/2.3.2"),
    numerator="其中已经是电子证照的", denominator="方案规定要换发的证种中在有效期内的证照张数",
)  # fmt: skip
def replaced(asked: Question) -> Subsets:
    return Subsets(numerator=Q(electronic=True), denominator=in_force(asked) & Q(kind__in=kinds_to_exchange(asked)))
