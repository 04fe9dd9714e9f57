"""Any step of a 督办单's table, by its action: what pages and the API call."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from zhiben.domains.ladder.models import Order
from zhiben.domains.ladder.services.answering import answer_order, receive_order, return_order, verify_order
from zhiben.domains.ladder.services.deciding import decline_order, discard_order, sign_order, void_order
from zhiben.domains.ladder.services.drafting import edit_order
from zhiben.kernel.access.actors import Actor

STEPS: Final[dict[str, Callable[..., Order]]] = {
    "sign": sign_order, "decline": decline_order, "discard": discard_order, "void": void_order, "edit": edit_order,
    "verify": verify_order, "return": return_order,
}  # fmt: skip
FOR_OTHERS: Final[dict[str, Callable[..., Order]]] = {
    "receive": receive_order,
    "answer": answer_order,
    "answer_agency": answer_order,
}
FILES: Final = ("photos", "files")


def take_step(
    *, actor: Actor, order_id: UUID, action: str, at: datetime, on_behalf_of: str = "", **inputs: Any
) -> Order:
    """One step with everything that belongs to it. KeyError for an action that is no button."""
    for name in FILES:
        if name in inputs:
            inputs[name] = [UUID(str(one)) for one in inputs[name] or ()]
    if action in FOR_OTHERS:
        return FOR_OTHERS[action](actor=actor, order_id=order_id, at=at, on_behalf_of=on_behalf_of, **inputs)
    return STEPS[action](actor=actor, order_id=order_id, at=at, **inputs)
