"""必办措施: opened when a hazard becomes a major one at a regulator's hand, settled by the documents that do them."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from zhiben.domains.hazards.events import MeasureRequired
from zhiben.domains.hazards.models import Hazard, Measure, Serving
from zhiben.domains.hazards.services.serving import serve_hazard, withdraw_servings
from zhiben.domains.hazards.terms import HazardState, Level, MeasureKind, MeasureState, ServingState, Source
from zhiben.domains.hazards.workflow import MEASURE_FLOW
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.events.outbox import publish
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.clocks import deadline_of, hours, working_days
from zhiben.kernel.workflow.definition import Due
from zhiben.kernel.workflow.engine import fire, open_case

AT_A_REGULATORS_HAND: Final = (HazardState.CONFIRMED, HazardState.RECTIFYING, HazardState.SUBMITTED)


@transaction.atomic
def require_measures(*, actor: Actor, hazards: Iterable[Hazard], at: datetime, anew: bool = False) -> list[Measure]:
    """Open what the place demands of each major hazard and has not been demanded of it yet. Returns what is new.

    Nothing for general hazards, for those nobody has verified, and for ledgers taken over silently. What an
    enterprise reports about itself demands less (``hazards.self_reported_measures``), so that it goes on reporting.
    What was waived stays waived, unless the hazard was lowered and is raised again (``anew``).
    """
    opened = []
    for hazard in hazards:
        if hazard.level != Level.MAJOR or hazard.silent or hazard.state not in AT_A_REGULATORS_HAND:
            continue
        had = Measure.objects.filter(hazard=hazard)
        had = had.exclude(state=MeasureState.WAIVED) if anew else had
        known = set(had.values_list("kind", flat=True))
        opened += [open_measure(hazard, kind, actor=actor, at=at) for kind in demanded(hazard, at) if kind not in known]
    return opened


def demanded(hazard: Hazard, at: datetime) -> list[MeasureKind]:
    """What this hazard's place demands on the day, in the fixed order 停工、挂牌、扣分、送知."""
    key = "hazards.self_reported_measures" if hazard.source == Source.SELF_CHECK else "hazards.major_measures"
    chosen = set(value_of(key, path=hazard.place, on=day_of(at)))
    return [kind for kind in MeasureKind if kind.value in chosen]


def open_measure(hazard: Hazard, kind: MeasureKind, *, actor: Actor, at: datetime) -> Measure:
    """One demanded act, with its clock, and the event that tells others to begin. 送知 is sent in the same breath."""
    served = serve_hazard(actor=actor, hazard=hazard, at=at) if kind == MeasureKind.SERVE else []
    measure = Measure(
        hazard=hazard, kind=kind, title=f"{kind.label}：{hazard.title}"[:300], **hazard.columns_of_case(),
        seen_by_parties=False, served_at=at if served else None,
    )  # fmt: skip
    measure.due_at, measure.due_rule = deadline_of(_clock(kind), measure, at, {})
    open_case(MEASURE_FLOW, measure, actor=actor, at=at, state=MeasureState.REQUIRED, kind=kind.value)
    publish(
        MeasureRequired(
            measure_id=str(measure.pk), hazard_id=str(hazard.pk), project_id=str(hazard.project_id), kind=kind.value
        ),
        at=at,
    )
    return measure


@transaction.atomic
def complete_measure(*, actor: Actor, hazard_id: UUID, kind: str, reference: str, at: datetime) -> None:
    """A document did what was demanded. Nothing happens when it is not demanded (any more)."""
    for pk in _open(hazard_id).filter(kind=kind).values_list("pk", flat=True):
        fire(MEASURE_FLOW, pk, "complete", actor=actor, at=at, reference=reference, done_by=actor.name)


@transaction.atomic
def register_measure(
    *, actor: Actor, measure_id: UUID, reference: str, at: datetime, points: Decimal | None = None,
    done_on: date | None = None, note: str = "",
) -> Measure:  # fmt: skip
    """登记: an officer enters the document that did it (停工文书文号, or 扣分 with its effective document and points)."""
    if done_on and done_on > day_of(at):
        raise InvalidInput.of("done_on", "日期在今天之后")
    return fire(
        MEASURE_FLOW, measure_id, "register", actor=actor, at=at, reference=reference.strip(), done_by=actor.name,
        points=points, done_on=done_on, note=note,
    )  # fmt: skip


@transaction.atomic
def waive_measure(*, actor: Actor, measure_id: UUID, reason: str, at: datetime) -> Measure:
    """免办: a leader of the responsible agency says why this act is not demanded here."""
    done = fire(MEASURE_FLOW, measure_id, "waive", actor=actor, at=at, reason=reason.strip())
    if done.kind == MeasureKind.SERVE:
        withdraw_servings(actor=actor, hazard_id=done.hazard_id, reason=reason.strip(), at=at)
    return done


@transaction.atomic
def lapse_measures(*, actor: Actor, hazard_id: UUID, reason: str, at: datetime) -> None:
    """The hazard is no major one any more, or void: nothing is demanded."""
    for pk in _open(hazard_id).values_list("pk", flat=True):
        fire(MEASURE_FLOW, pk, "lapse", actor=actor, at=at, reason=reason[:500])
    withdraw_servings(actor=actor, hazard_id=hazard_id, reason=reason, at=at)


@transaction.atomic
def demand_again(*, actor: Actor, hazards: Iterable[Hazard], kind: MeasureKind, reference: str, at: datetime) -> None:
    """The document that did it is void: what it did is demanded once more."""
    for hazard in hazards:
        if Measure.objects.filter(hazard=hazard, kind=kind, reference=reference, state=MeasureState.DONE).exists():
            open_measure(hazard, kind, actor=actor, at=at)


def _open(hazard_id: UUID) -> Any:
    return Measure.objects.open().filter(hazard_id=hazard_id).order_by("id")


def _clock(kind: MeasureKind) -> Due:
    return hours("hazards.serving_hours") if kind == MeasureKind.SERVE else working_days("hazards.measure_working_days")


def settle_serving(payload: dict[str, Any], at: datetime) -> None:
    """Whoever signed last has done what 送知 demands. Signing is the enterprise's, so the platform settles it."""
    if payload["state"] != ServingState.SIGNED:
        return
    rows = Serving.objects.filter(hazard_id=payload["hazard_id"]).order_by("id")
    if rows.open().exists():
        return
    signed = rows.filter(state=ServingState.SIGNED)
    words = "、".join(f"{s.get_post_display()}{s.signed_by}" for s in signed)
    complete_measure(
        actor=system_actor(), hazard_id=UUID(payload["hazard_id"]), kind=MeasureKind.SERVE, at=at,
        reference=f"{words}已签收"[:100],
    )  # fmt: skip
