"""How far a batch of 换发 is, by kind and by region."""

from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from zhiben.domains.certificates.models import RenewalItem
from zhiben.domains.certificates.services.renewing import Progress
from zhiben.domains.certificates.terms import CertificateKind, ItemState
from zhiben.registry.agencies.public import names_of

UNKNOWN = "未登记所在地"


def progress_by_kind(batch_id: UUID, on: date) -> list[Progress]:
    """One row a kind. One query."""
    return [
        Progress(key=row["kind"], label=CertificateKind(row["kind"]).label, **_counts(row))
        for row in _grouped(batch_id, on, "kind")
    ]


def progress_by_region(batch_id: UUID, on: date, column: str) -> list[Progress]:
    """One row a division of ``column`` (city or county). Two queries."""
    rows = _grouped(batch_id, on, column)
    names = names_of({row[column] for row in rows if row[column]})
    return [Progress(key=row[column], label=names.get(row[column], UNKNOWN), **_counts(row)) for row in rows]


def _grouped(batch_id: UUID, on: date, column: str) -> list[dict[str, str]]:
    wanted = ~Q(state=ItemState.DROPPED)
    late = Q(state=ItemState.WAITING, due_on__lt=on)
    rows = RenewalItem.objects.filter(batch=batch_id).values(column).order_by(column)
    return list(
        rows.annotate(
            wanted=Count("id", filter=wanted), done=Count("id", filter=Q(state=ItemState.DONE)),
            late=Count("id", filter=late),
        )
    )  # fmt: skip


def _counts(row: dict[str, str]) -> dict[str, int]:
    return {name: int(row[name]) for name in ("wanted", "done", "late")}
