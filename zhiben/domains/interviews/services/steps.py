"""Any step of an interview's table, by its action: what pages and the API call."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from zhiben.domains.interviews.models import Interview
from zhiben.domains.interviews.services.deciding import decline_interview, sign_interview, void_interview
from zhiben.domains.interviews.services.holding import (
    Promise,
    add_promise,
    attach_minutes,
    hold_interview,
    receive_interview,
    record_absence,
    reschedule_interview,
)
from zhiben.domains.interviews.workflow import INTERVIEW_FLOW
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import FieldError, InvalidInput
from zhiben.kernel.workflow.engine import fire

STEPS: Final[dict[str, Callable[..., Interview]]] = {
    "sign": sign_interview, "decline": decline_interview, "void": void_interview, "reschedule": reschedule_interview,
    "absent": record_absence, "hold": hold_interview,
}  # fmt: skip
FORM_ROWS: Final = 5


def take_step(
    *, actor: Actor, interview_id: UUID, action: str, at: datetime, on_behalf_of: str = "", **inputs: Any
) -> Interview:
    """Take one step, with everything that follows from it."""
    given: dict[str, Any] = {"actor": actor, "interview_id": interview_id, "at": at}
    if "scans" in inputs:
        inputs["scans"] = [UUID(str(f)) for f in inputs["scans"] or ()]
    if action in ("receive", "receive_below"):
        return receive_interview(**given, on_behalf_of=on_behalf_of, **inputs)
    if action == "promise":
        return add_promise(**given, promise=Promise(**inputs)).interview
    if action == "attach_scan":
        return attach_minutes(**given, **inputs)
    if action in STEPS:
        return STEPS[action](**given, **inputs)
    return fire(INTERVIEW_FLOW, interview_id, action, actor=actor, at=at, on_behalf_of=on_behalf_of, **inputs)


def promises_from(inputs: dict[str, Any], rows: int = FORM_ROWS) -> Sequence[Promise]:
    """The promises of a form with numbered rows; rows with nothing in them are left out."""
    found = []
    for n in range(1, rows + 1):
        text, person, until = (inputs.pop(f"{name}{n}", None) for name in ("text", "person", "until"))
        if text or person or until:
            found.append((n, text, person, until))
    _check_rows(found)
    return [Promise(text=text, person=person, until=until) for _, text, person, until in found]


def _check_rows(found: Sequence[tuple[int, Any, Any, Any]]) -> None:
    words = ("承诺事项", "责任人", "期限")
    wrong = [
        FieldError(field=f"{name}{n}", reason=f"第 {n} 条承诺请填写「{label}」")
        for n, *values in found
        for name, label, value in zip(("text", "person", "until"), words, values, strict=True)
        if not value
    ]
    if wrong:
        raise InvalidInput(*wrong)
