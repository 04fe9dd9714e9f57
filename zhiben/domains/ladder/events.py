"""What this package tells the rest of the platform. Plain values only, so anyone may import it."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class OrderMoved:
    """A 督办单 took one step. ``action`` and ``state`` are the codes of the flow."""

    name: ClassVar[str] = "ladder.order_moved"
    order_id: str
    project_id: str
    action: str
    state: str
    seq: int
