"""What else happens when a hazard takes a step: demands of major ones are opened, or fall away."""

from datetime import datetime
from typing import Final

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.services.looking import look_back_after_closing
from zhiben.domains.hazards.services.measures import lapse_measures, require_measures
from zhiben.domains.hazards.services.treatment import ask_for_treatment, lapse_treatment
from zhiben.domains.hazards.terms import HazardState, Level
from zhiben.kernel.access.actors import Actor

DEMANDING: Final = frozenset({"grade", "order", "order_by_notice", "release", "regrade"})


def follow_step(*, actor: Actor, hazard: Hazard, action: str, reason: str, at: datetime) -> None:
    """Called by every verb that moves a hazard, in its transaction."""
    if hazard.level == Level.MAJOR:
        if action in DEMANDING:
            require_measures(actor=actor, hazards=[hazard], at=at, anew=action == "regrade")
        ask_for_treatment(actor=actor, hazard=hazard, at=at)
    lowered = action == "regrade" and hazard.level == Level.GENERAL
    if lowered or hazard.state == HazardState.VOIDED:
        lapse_measures(actor=actor, hazard_id=hazard.pk, reason=reason, at=at)
    if lowered or hazard.closed_at is not None:
        lapse_treatment(hazard=hazard, reason=reason or "隐患已销号", at=at)
    look_back_after_closing(hazard, at=at)
