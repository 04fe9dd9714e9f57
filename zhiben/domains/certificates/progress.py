"""Batches of 换发 as one sees them, and how far they are, by kind and by region."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhiben.domains.certificates.models import RenewalBatch, RenewalItem
from zhiben.domains.certificates.services.renewing import Progress
from zhiben.domains.certificates.terms import CertificateKind, ItemState
from zhiben.kernel.access.actors import DIVISION_COLUMNS, Actor
from zhiben.registry.agencies.public import names_of

UNKNOWN: Final = "未登记所在地"


def items_seen(actor: Actor) -> QuerySet[RenewalItem]:
    """Those whose holder stands in the actor's division."""
    if not (actor.is_regulator or actor.is_system):
        return RenewalItem.objects.none()
    column = DIVISION_COLUMNS.get(actor.level)
    return RenewalItem.objects.filter(**{column: actor.division_code}) if column else RenewalItem.objects.all()


def batches_seen(actor: Actor) -> QuerySet[RenewalBatch]:
    """Those of the actor's region or of one around it, with how many of the actor's own are wanted and done."""
    if not (actor.is_regulator or actor.is_system):
        return RenewalBatch.objects.none()
    around = [actor.path[: i + 1] for i, sign in enumerate(actor.path) if sign == "."]
    within = Q(place__gte=actor.path, place__lt=f"{actor.path[:-1]}/") if actor.path else Q()
    rows = RenewalBatch.objects.filter(within | Q(place__in=["", *around]) if actor.path else Q())
    return rows.annotate(
        wanted=_count(actor, ~Q(state=ItemState.DROPPED)), done=_count(actor, Q(state=ItemState.DONE))
    )  # fmt: skip


def progress_by_kind(batch_id: UUID, on: date, actor: Actor) -> list[Progress]:
    """One row a kind. One query."""
    return [
        Progress(key=row["kind"], label=CertificateKind(row["kind"]).label, **_counts(row))
        for row in _grouped(batch_id, on, "kind", actor)
    ]


def progress_by_region(batch_id: UUID, on: date, actor: Actor) -> list[Progress]:
    """One row a division below the actor's own. Two queries."""
    column = {"": "province", "nation": "province", "province": "city", "city": "county"}.get(actor.level, "county")
    rows = _grouped(batch_id, on, column, actor)
    names = names_of({row[column] for row in rows if row[column]})
    return [Progress(key=row[column], label=names.get(row[column], UNKNOWN), **_counts(row)) for row in rows]


def _grouped(batch_id: UUID, on: date, column: str, actor: Actor) -> list[dict[str, Any]]:
    late = Q(state=ItemState.WAITING, due_on__lt=on)
    rows = items_seen(actor).filter(batch=batch_id).values(column).order_by(column)
    return list(
        rows.annotate(
            wanted=Count("id", filter=~Q(state=ItemState.DROPPED)), done=Count("id", filter=Q(state=ItemState.DONE)),
            late=Count("id", filter=late),
        )
    )  # fmt: skip


def _counts(row: dict[str, Any]) -> dict[str, int]:
    return {name: int(row[name]) for name in ("wanted", "done", "late")}


def _count(actor: Actor, which: Q) -> Coalesce:
    rows = items_seen(actor).filter(which, batch=OuterRef("pk")).order_by().values("batch")
    return Coalesce(Subquery(rows.annotate(n=Count("id")).values("n")), 0)
