"""What the papers of an interview say, frozen when they are signed. Not one word of a penalty."""

from typing import Any, Final

from zhiben.domains.interviews.models import Commitment, Interview
from zhiben.kernel.parameters.queries import value_of
from zhiben.registry.agencies.public import agency

NOTICE: Final = "interview"
MINUTES: Final = "interview:minutes"


def moved_kind(number: int) -> str:
    """Every change of the day has its own paper: the notice itself stays as it was signed."""
    return f"interview:moved{number}"


def notice_content(interview: Interview) -> dict[str, Any]:
    """约谈通知书: 约谈对象与职务, 时间, 地点, 事由."""
    return {
        **_common(interview, "NOTICE"), "matter": interview.matter, "nature": _text(interview, "text.nature"),
        "bring": _text(interview, "text.bring"), "signed_by": interview.decided_by, **_meeting(interview),
    }  # fmt: skip


def moved_content(interview: Interview, *, reason: str, before: str) -> dict[str, Any]:
    """约谈改期: the day it was, the day it is, and why."""
    return {**_common(interview, "MOVED"), **_meeting(interview), "reason": reason, "before": before}


def minutes_content(interview: Interview) -> dict[str, Any]:
    """约谈记录: 对象与职务, 时间地点, 事由, 主要问题, 整改承诺, 参加人."""
    promises = Commitment.objects.filter(interview=interview).order_by("position")
    return {
        **_common(interview, "MINUTES"), "held_on": interview.held_on.isoformat() if interview.held_on else "",
        "place": interview.meet_place, "host": interview.host, "attendees": interview.attendees,
        "matter": interview.matter, "problems": interview.problems, "promise": interview.promise,
        "commitments": [{"text": c.text, "person": c.person, "until": c.until.isoformat()} for c in promises],
    }  # fmt: skip


def _common(interview: Interview, paper: str) -> dict[str, Any]:
    office = agency(interview.agency_id)
    return {
        "version": 1, "name": _text(interview, f"name.{paper}"), "number": interview.number,
        "agency": {"name": office.name, "phone": office.phone, "address": office.address},
        "subject": interview.subject_name, "person": interview.subject_person, "case": interview.case_title,
        "where": interview.where_name,
    }  # fmt: skip


def _meeting(interview: Interview) -> dict[str, Any]:
    day = interview.meet_on.isoformat() if interview.meet_on else ""
    return {"meet_on": day, "meet_time": interview.meet_time, "place": interview.meet_place}


def _text(interview: Interview, key: str) -> str:
    day = interview.notified_on or interview.opened_at.date()
    return str(value_of(f"interviews.{key}", path=interview.place, on=day))
