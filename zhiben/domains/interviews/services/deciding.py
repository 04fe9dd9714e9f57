"""The leader's word: sign or decline, take back. Numbers, papers, and who may see it from then on."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhiben.domains.interviews.models import Commitment, Interview
from zhiben.domains.interviews.services.content import MINUTES, NOTICE, moved_kind, notice_content
from zhiben.domains.interviews.terms import CommitmentState, InterviewState
from zhiben.domains.interviews.workflow import COMMITMENT_FLOW, INTERVIEW_FLOW
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotVisible
from zhiben.kernel.notifications.services import holders
from zhiben.kernel.numbering.services import number_document, void_numbers_of
from zhiben.kernel.papers.issued import issue_paper, revoke_paper
from zhiben.kernel.workflow.engine import fire
from zhiben.kernel.workflow.models import CaseParty
from zhiben.registry.agencies.public import agency

SERIES = "interview.NOTICE"


def locked(actor: Actor, interview_id: UUID) -> Interview:
    """The interview, held until the transaction ends. Raises NotVisible."""
    rows = Interview.objects.visible_to(actor).select_for_update(of=("self",))
    found = rows.filter(pk=interview_id).first()
    if found is None:
        raise NotVisible("没有找到这次约谈，或者不在您的权限范围内")
    return found


@transaction.atomic
def sign_interview(
    *, actor: Actor, interview_id: UUID, at: datetime, meet_on: date | None = None, meet_time: str = "",
    meet_place: str = "", matter: str = "", person_name: str | None = None, person_post: str = "",
) -> Interview:  # fmt: skip
    """签发: the number, the paper frozen, the subject may see it. What is not given stays as drafted.

    Of two who sign at once the second is told who was first.
    """
    draft = locked(actor, interview_id)
    words: dict[str, Any] = {
        "meet_on": meet_on or draft.meet_on, "meet_time": meet_time or draft.meet_time,
        "meet_place": meet_place or draft.meet_place, "matter": matter or draft.matter,
        "person_name": draft.person_name if person_name is None else person_name,
        "person_post": person_post or draft.person_post,
    }  # fmt: skip
    number = ""
    if draft.state == InterviewState.DRAFT:
        if words["meet_on"] and words["meet_on"] < day_of(at):
            raise InvalidInput.of("meet_on", "约谈日期不能早于今天")
        number = _number_for(draft, at)
        _admit(draft, at)
    interview: Interview = fire(
        INTERVIEW_FLOW, interview_id, "sign", actor=actor, at=at, **words, number=number,
        agency_name=agency(draft.agency_id).name, signed_by=actor.name,
    )  # fmt: skip
    issue(interview, NOTICE, notice_content(interview), at)
    return interview


@transaction.atomic
def decline_interview(*, actor: Actor, interview_id: UUID, reason: str, at: datetime) -> Interview:
    """不予约谈, with the reason. Kept and counted."""
    return fire(INTERVIEW_FLOW, interview_id, "decline", actor=actor, at=at, reason=reason, signed_by=actor.name)


@transaction.atomic
def overtake_interview(*, interview_id: UUID, at: datetime) -> bool:
    """A draft that nobody needs any more is taken off the desk. False when it is no draft: the leader was quicker."""
    if not Interview.objects.select_for_update().filter(pk=interview_id, state=InterviewState.DRAFT).exists():
        return False
    fire(INTERVIEW_FLOW, interview_id, "overtake", actor=system_actor(), at=at)
    return True


@transaction.atomic
def overtake_interviews(*, case_id: UUID, at: datetime) -> int:
    """What led to it is settled before the leader has decided: its drafts go, whoever made them. Returns how many."""
    drafts = Interview.objects.filter(case_id=case_id, state=InterviewState.DRAFT).order_by("pk")
    return sum(overtake_interview(interview_id=pk, at=at) for pk in list(drafts.values_list("pk", flat=True)))


@transaction.atomic
def void_interview(*, actor: Actor, interview_id: UUID, reason: str, at: datetime) -> Interview:
    """撤销: the papers say so to whoever scans them, the number is kept as void, nothing is demanded any more."""
    done: Interview = fire(INTERVIEW_FLOW, interview_id, "void", actor=actor, at=at, reason=reason)
    for kind in (NOTICE, MINUTES, *(moved_kind(n) for n in range(1, done.rescheduled + 1))):
        revoke_paper(kind=kind, case_id=done.pk, reason=reason[:300], at=at)
    void_numbers_of(actor=actor, case_kind="interview", case_id=done.pk, reason=reason, at=at)
    waiting = Commitment.objects.filter(interview=done, state__in=(CommitmentState.OPEN, CommitmentState.SUBMITTED))
    for pk in waiting.order_by("position").values_list("pk", flat=True):
        fire(COMMITMENT_FLOW, pk, "lapse", actor=system_actor(), at=at)
    return done


def issue(interview: Interview, kind: str, content: dict[str, Any], at: datetime) -> None:
    """Freeze one paper of the interview."""
    issue_paper(
        kind=kind, case_id=interview.pk, name=content["name"], number=interview.number, agency_id=interview.agency_id,
        agency_name=content["agency"]["name"], where_name=interview.where_name, issued_on=day_of(at), content=content,
        at=at,
    )  # fmt: skip


def _number_for(draft: Interview, at: datetime) -> str:
    return number_document(
        series=SERIES, owner_id=draft.agency_id, prefix=agency(draft.agency_id).doc_prefix, place=draft.place,
        template="interviews.number_template", short="interviews.short.NOTICE", case_kind="interview",
        case_id=draft.pk, at=at,
    )  # fmt: skip


def _admit(draft: Interview, at: datetime) -> None:
    """The leaders of a subordinate agency become parties by name: its to-dos are theirs."""
    if draft.subject_agency_id is None:
        return
    CaseParty.objects.bulk_create(
        [
            CaseParty(flow="interview", case_id=draft.pk, kind="user", subject_id=user, role="subject")
            for user in holders(("agency", draft.subject_agency_id, (Role.LEADER,)), at)
        ],
        ignore_conflicts=True,
    )
