"""拟约谈: a draft on a leader's desk, by an officer or by the platform."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from zhiben.domains.interviews.models import Interview
from zhiben.domains.interviews.policies import REGULATORS
from zhiben.domains.interviews.terms import InterviewState
from zhiben.domains.interviews.workflow import INTERVIEW_FLOW
from zhiben.domains.interviews.workflow.interview import announcement
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.events.outbox import publish
from zhiben.kernel.workflow.clocks import deadline_of, working_days
from zhiben.kernel.workflow.engine import Party, open_case
from zhiben.kernel.workflow.registry import flow as flow_of
from zhiben.registry.agencies.public import agency
from zhiben.registry.enterprises.public import enterprise_for, names_of

WHERE: Final = ("place", "province", "city", "county", "where_name")
HEAD: Final = "主要负责人"


@transaction.atomic
def draft_interview(
    *, actor: Actor, agency_id: UUID, enterprise_id: UUID | None = None, subject_agency_id: UUID | None = None,
    reason: str, case_kind: str = "", case_id: UUID | None = None, at: datetime, drafted_by_rule: str = "",
) -> Interview:  # fmt: skip
    """拟一次约谈 of an enterprise or of a subordinate agency, waiting for the leader of ``agency_id``.

    ``case_kind`` and ``case_id``: the case that led to it, by the code of its flow. The same agency talks to the same
    subject about the same case once at a time: asked again, the first is returned. Raises NotVisible, NotPermitted,
    InvalidInput.
    """
    office = agency(agency_id)
    if not actor.is_system:
        _check_drafter(actor, office)
    if (enterprise_id is None) == (subject_agency_id is None):
        raise InvalidInput.of("subject", "约谈对象是一家企业或者一个下级机构，请选择其中一个")
    if not reason.strip():
        raise InvalidInput.of("reason", "请写明拟约谈的理由")
    before = _already(office.pk, enterprise_id, subject_agency_id, case_id)
    if before is not None:
        return before
    interview = Interview(
        agency_id=office.pk, scope=office.path, agency_name=office.name, seen_by_parties=False, reason=reason.strip(),
        matter=reason.strip(), drafted_by=actor.name, drafted_by_rule=drafted_by_rule, meet_place=office.address[:200],
        case_kind=case_kind, case_id=case_id, **_subject(actor, office, enterprise_id, subject_agency_id),
    )  # fmt: skip
    _place(interview, actor, office)
    interview.title = f"约谈：{interview.subject_name}"[:300]
    interview.due_at, interview.due_rule = deadline_of(
        working_days("interviews.decide_working_days"), interview, at, {}
    )
    parties = [Party(kind="enterprise", subject_id=enterprise_id, role="subject")] if enterprise_id else []
    return _opened(interview, parties, actor, at)


def _opened(interview: Interview, parties: list[Party], actor: Actor, at: datetime) -> Interview:
    """Two who draft the same at once: the second gets the first's."""
    about = (interview.agency_id, interview.enterprise_id, interview.subject_agency_id, interview.case_id)
    try:
        with transaction.atomic():
            open_case(INTERVIEW_FLOW, interview, actor=actor, at=at, state=InterviewState.DRAFT, parties=parties)
    except (WrongState, IntegrityError):
        before = _already(*about)
        if before is None:
            raise
        return before
    publish(announcement(interview, "draft", interview.seq), at=at)
    return interview


def _already(
    agency_id: UUID, enterprise_id: UUID | None, subject_agency_id: UUID | None, case_id: UUID | None
) -> Interview | None:
    if case_id is None:
        return None
    rows = Interview.objects.open().filter(agency_id=agency_id, case_id=case_id)
    return rows.filter(enterprise=enterprise_id, subject_agency=subject_agency_id).first()


def _check_drafter(actor: Actor, office: Any) -> None:
    if actor.role not in REGULATORS or not actor.is_regulator or actor.reach_id != office.pk:
        raise NotPermitted(f"您现在的身份（{actor.reach_name}{actor.role.label}）不能替{office.name}拟约谈")


def _subject(actor: Actor, office: Any, enterprise_id: UUID | None, subject_agency_id: UUID | None) -> dict[str, Any]:
    if subject_agency_id is None:
        enterprise = enterprise_for(actor, enterprise_id) if enterprise_id else None
        if enterprise is None:
            raise NotVisible("没有找到约谈对象")
        person = {"person_name": enterprise.legal_person, "person_post": "法定代表人"}
        found = {"enterprise_id": enterprise.pk, "subject_name": enterprise.name}
        return {**found, **(person if enterprise.legal_person else {"person_post": HEAD})}
    below = agency(subject_agency_id)
    if below.pk == office.pk or not (below.path.startswith(office.path) or below.parent_id == office.pk):
        raise InvalidInput.of("subject", f"{below.name}不是本机关的下级机构，不能约谈")
    return {"subject_agency_id": below.pk, "subject_name": below.name, "person_post": HEAD}


def _place(interview: Interview, actor: Actor, office: Any) -> None:
    """Where what led to it stands; else where the subordinate agency is, else the agency's own division."""
    found = case_behind(actor, interview.case_kind, interview.case_id)
    if found is not None and found.place.startswith(office.path):
        for name in WHERE:
            setattr(interview, name, getattr(found, name))
        interview.case_title = found.title
        return
    home = agency(interview.subject_agency_id).division if interview.subject_agency_id else office.division
    interview.place, interview.where_name = home.path, interview.subject_name
    interview.province, interview.city, interview.county = home.province, home.city, home.county


def case_behind(actor: Actor, case_kind: str, case_id: UUID | None) -> Any:
    """The case that led to it, when this actor may see it. Raises NotVisible; None when there is none."""
    if not case_kind or case_id is None:
        return None
    try:
        model = flow_of(case_kind).model
    except KeyError:
        raise NotVisible("没有找到来源事项") from None
    rows: Any = model._default_manager
    found = rows.visible_to(actor).filter(pk=case_id).first()
    if found is None:
        raise NotVisible("来源事项没有找到，或者不在您的权限范围内")
    return found


def subjects_of(case_parties: list[tuple[str, UUID]]) -> list[tuple[str, str]]:
    """Enterprises of a case as choices: (id, role's name and name)."""
    names = names_of(pk for _, pk in case_parties)
    return [(str(pk), names[pk]) for _, pk in case_parties if pk in names]
