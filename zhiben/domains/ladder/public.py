"""The front door: all that other packages may call."""

from zhiben.domains.ladder.drafts import DeskKind, desk_flow
from zhiben.domains.ladder.queries import orders_of
from zhiben.domains.ladder.services.answering import answer_order, receive_order, return_order, verify_order
from zhiben.domains.ladder.services.climbing import climb
from zhiben.domains.ladder.services.deciding import decline_order, sign_order, void_order
from zhiben.domains.ladder.services.drafting import draft_order, edit_order

__all__ = [
    "DeskKind", "answer_order", "climb", "decline_order", "desk_flow", "draft_order", "edit_order", "orders_of", "receive_order",
    "return_order", "sign_order", "verify_order", "void_order",
]  # fmt: skip
