"""Shapes of interviews on the wire."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from zhiben.domains.interviews.terms import CommitmentState, InterviewState
from zhiben.kernel.api.paging import PageQuery


class InterviewOut(Schema):
    id: UUID
    title: str
    number: str
    state: InterviewState
    enterprise_id: UUID | None
    subject_agency_id: UUID | None
    subject_name: str
    person_name: str
    person_post: str
    case_kind: str
    case_id: UUID | None
    matter: str
    drafted_by_rule: str
    meet_on: date | None
    meet_time: str
    meet_place: str
    due_at: datetime | None
    notified_on: date | None
    received_on: date | None
    received_by: str
    rescheduled: int
    absences: int
    held_on: date | None
    done_on: date | None
    agency_name: str
    where_name: str


class CommitmentOut(Schema):
    id: UUID
    interview_id: UUID
    position: int
    text: str
    person: str
    until: date
    state: CommitmentState
    due_at: datetime | None
    result: str
    submitted_on: date | None
    verified_on: date | None
    verified_by: str
    opinion: str


class InterviewDetail(InterviewOut):
    problems: str
    promise: str
    attendees: str
    commitments: list[CommitmentOut]


class InterviewQuery(PageQuery):
    q: str = Field("", max_length=100, description="约谈对象、文号或事由的一部分")
    state: InterviewState | None = None
    case: UUID | None = Field(None, description="来源事项")
    enterprise: UUID | None = None
    overdue: bool = Field(False, description="只要办理逾期的")


class InterviewDraftIn(Schema):
    agency_id: UUID
    enterprise_id: UUID | None = None
    subject_agency_id: UUID | None = None
    reason: str
    case_kind: str = Field("", max_length=32, description="来源事项的类别，如 hazard")
    case_id: UUID | None = None


class PromiseIn(Schema):
    text: str
    person: str
    until: date


class HeldIn(Schema):
    held_on: date
    host: str
    attendees: str
    problems: str
    promise: str = ""
    commitments: list[PromiseIn] = Field(min_length=1, max_length=50)
    scans: list[UUID] = []


class InterviewSignIn(Schema):
    meet_on: date | None = None
    meet_time: str = ""
    meet_place: str = ""
    matter: str = ""
    person_name: str | None = None
    person_post: str = ""


class InterviewStepIn(Schema):
    """What the other steps ask for; each takes only its own."""

    on_behalf_of: str = ""
    values: dict[str, Any] = {}
