"""重复隐患 on a form: what looks like something closed not long ago has to be linked or said not to be the same."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from zhiben.domains.hazards.services.recurrence import Place, likely_repeats
from zhiben.domains.hazards.terms import Level
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import today
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.registry.projects.public import projects

NEW: Final = "new"


def repeat_inputs(
    actor: Actor, given: Mapping[str, Any], *, prefix: str = "", day_name: str = "found_on"
) -> list[Input]:
    """Two more fields when what was typed so far resembles a hazard closed on this project within the window."""
    place = _place(actor, str(given.get("project", "")))
    description = str(given.get(f"{prefix}description", "")).strip()
    if place is None or not description:
        return []
    major = given.get(f"{prefix}level") == Level.MAJOR
    found = likely_repeats(
        place, clause_code=str(given.get(f"{prefix}clause_code", "")) if major else "", category="",
        description=description, location=str(given.get(f"{prefix}location", "")), on=_day(given.get(day_name)),
    )  # fmt: skip
    if not found:
        return []
    choices = [(str(h.pk), f"是重复隐患：{h.title[:40]}（{h.closed_on:%Y-%m-%d} 销号）") for h in found]
    return [
        Input(name=f"{prefix}recurs", label="重复隐患", kind=InputKind.CHOICE, choices=(*choices, (NEW, "不是重复，是另一个问题")),
              help="这个项目不久前销号过相似的隐患，请确认是不是复发"),
        Input(name=f"{prefix}recurs_why", label="复发原因", kind=InputKind.LONGTEXT, required=False, help="是重复隐患的必须填写"),
    ]  # fmt: skip


def repeat_values(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """What goes into a finding."""
    chosen = str(values.get(f"{prefix}recurs") or "")
    if chosen in ("", NEW):
        return {}
    return {"recurs": UUID(chosen), "recurs_why": values.get(f"{prefix}recurs_why") or ""}


def _place(actor: Actor, text: str) -> Place | None:
    try:
        wanted = UUID(text)
    except ValueError:
        return None
    row = projects(actor).filter(pk=wanted).values_list("pk", "place").first()
    return Place(project_id=row[0], path=row[1]) if row else None


def _day(text: Any) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return today()
