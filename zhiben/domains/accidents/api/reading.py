"""Reading what a step is given over the wire: only what it asks for, and all that it must have."""

from collections.abc import Iterable
from typing import Any

from zhiben.kernel.base.errors import InvalidInput, NotVisible
from zhiben.kernel.workflow.definition import Workflow


def typed(flow: Workflow[Any], action: str, given: dict[str, Any], filled_in: Iterable[str] = ()) -> dict[str, Any]:
    """Raises NotVisible for a step that is not offered, InvalidInput for what is unknown or missing."""
    row = next((t for t in flow.transitions if t.action == action and t.offered), None)
    if row is None:
        raise NotVisible("没有这项办理")
    known = {i.name: i for i in row.inputs if i.name not in set(filled_in)}
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise InvalidInput.of(unknown[0][:40], f"「{row.label}」没有这一项")
    for name, item in known.items():
        if item.required and given.get(name) in (None, "", []):
            raise InvalidInput.of(name, f"请填写「{item.label}」")
    return given
