"""What was promised: handed in, verified or returned. The last one verified ends the interview."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhiben.domains.interviews.models import Commitment, Interview
from zhiben.domains.interviews.policies import is_subject
from zhiben.domains.interviews.terms import CommitmentState, InterviewState
from zhiben.domains.interviews.workflow import COMMITMENT_FLOW, INTERVIEW_FLOW
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible
from zhiben.kernel.evidence.services import attach
from zhiben.kernel.workflow.engine import fire


@transaction.atomic
def submit_commitment(
    *, actor: Actor, commitment_id: UUID, result: str, at: datetime, files: Sequence[UUID] = (), on_behalf_of: str = ""
) -> Commitment:
    """报送落实情况 by the one who was talked to, or by the agency on its behalf."""
    before = Commitment.objects.visible_to(actor).select_related("interview").filter(pk=commitment_id).first()
    if before is None:
        raise NotVisible()
    below = actor.is_regulator and actor.reach_id != before.agency_id
    if below and not is_subject(actor, before.interview):
        raise NotPermitted("这条承诺不是您的机构作出的，不能报送")
    done: Commitment = fire(
        COMMITMENT_FLOW, commitment_id, "submit_below" if below else "submit", actor=actor, at=at,
        on_behalf_of=on_behalf_of, result=result, files=[str(f) for f in files],
        submitted_by=on_behalf_of or actor.name,
    )  # fmt: skip
    if files:
        slot = f"proof:{done.round}"
        attach(file_ids=list(files), owner_kind="interview.commitment", owner_id=done.pk, slot=slot, actor=actor, at=at)
    return done


@transaction.atomic
def verify_commitment(*, actor: Actor, commitment_id: UUID, at: datetime, opinion: str = "") -> Commitment:
    """核实已落实. With the last one the interview itself is done."""
    held = Interview.objects.select_for_update().filter(commitments=commitment_id).first()
    done: Commitment = fire(
        COMMITMENT_FLOW, commitment_id, "verify", actor=actor, at=at, opinion=opinion, verified_by=actor.name
    )
    left = Commitment.objects.filter(interview=done.interview_id).exclude(state=CommitmentState.VERIFIED)
    if held is not None and held.state == InterviewState.HELD and not left.exists():
        fire(INTERVIEW_FLOW, held.pk, "complete", actor=system_actor(), at=at)
    return done


def return_commitment(*, actor: Actor, commitment_id: UUID, opinion: str, until: date, at: datetime) -> Commitment:
    """退回: with what is missing and until when."""
    if until < day_of(at):
        raise InvalidInput.of("until", "新的期限不能早于今天")
    return fire(COMMITMENT_FLOW, commitment_id, "return", actor=actor, at=at, opinion=opinion, until=until)


def extend_commitment(*, actor: Actor, commitment_id: UUID, until: date, reason: str, at: datetime) -> Commitment:
    if until < day_of(at):
        raise InvalidInput.of("until", "新的期限不能早于今天")
    return fire(COMMITMENT_FLOW, commitment_id, "extend", actor=actor, at=at, until=until, reason=reason)


def take_commitment_step(
    *, actor: Actor, commitment_id: UUID, action: str, at: datetime, on_behalf_of: str = "", **inputs: Any
) -> Commitment:
    """Any step of a commitment's table, by its action: what pages and the API call."""
    given: dict[str, Any] = {"actor": actor, "commitment_id": commitment_id, "at": at}
    if action in ("submit", "submit_below"):
        files = [UUID(str(f)) for f in inputs.get("files") or ()]
        return submit_commitment(**given, result=inputs["result"], files=files, on_behalf_of=on_behalf_of)
    if action == "verify":
        return verify_commitment(**given, opinion=inputs.get("opinion") or "")
    return return_commitment(**given, **inputs) if action == "return" else extend_commitment(**given, **inputs)
