"""What a check on the spot can belong to. Packages above say how one of theirs is found; nothing here knows them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import NotVisible


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A visit on a project, as checks name it."""

    kind: str
    id: UUID
    project_id: UUID
    name: str


Find = Callable[[Actor, UUID], Visit | None]
_finders: Final[dict[str, Find]] = {}


def register_visit(kind: str, find: Find) -> None:
    """``find`` answers None for what the actor may not see. Called when the program starts."""
    _finders[kind] = find


def visit_for(actor: Actor, text: str) -> Visit | None:
    """``hazard:0198…`` as pages carry it; None for an empty text. Raises NotVisible."""
    if not text:
        return None
    kind, _, number = text.partition(":")
    try:
        found = _finders[kind](actor, UUID(number))
    except (KeyError, ValueError):
        found = None
    if found is None:
        raise NotVisible("没有这次检查，或者不在您的权限范围内")
    return found
