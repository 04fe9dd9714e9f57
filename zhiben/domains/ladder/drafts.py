"""What may lie on a leader's desk: for each kind of to-do, how it is signed, declined and taken back.

The desk shows to-dos; what pressing a button does belongs to the package of the case and is named here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from zhiben.kernel.access.actors import Actor

Sign = Callable[[Actor, UUID, datetime], str]
Decline = Callable[[Actor, UUID, str, datetime], None]
Withdraw = Callable[[UUID, str, datetime], None]


def never_withdrawn(case_id: UUID, why: str, at: datetime) -> None:
    """Drafted by people: people take it back."""


@dataclass(frozen=True, kw_only=True)
class DeskKind:
    """``flow`` and ``action`` name the to-do that puts a case on the desk. ``sign`` returns what to say afterwards (its
    number). ``who`` names the unit concerned. ``paper``: the address of the draft's PDF by name, if it has one.
    ``by_form``: signing asks for something (the day of a talk), so the button opens the form.
    """

    flow: str
    action: str
    label: str
    order: int
    sign: Sign
    decline: Decline
    withdraw: Withdraw = never_withdrawn
    sign_word: str = "签发"
    decline_word: str = "不同意"
    who: Callable[[Any], str] = lambda case: str(getattr(case, "addressee", "") or "")
    paper: str = ""
    paper_args: tuple[str, ...] = ()
    by_form: bool = False


_kinds: Final[dict[tuple[str, str], DeskKind]] = {}


def desk_flow(kind: DeskKind) -> None:
    """Called from ``AppConfig.ready``; naming the same to-do again replaces it."""
    _kinds[kind.flow, kind.action] = kind


def desk_kind(flow: str, action: str) -> DeskKind | None:
    return _kinds.get((flow, action))


def withdraw(flow: str, case_id: UUID, why: str, at: datetime) -> None:
    """Take back a draft that the platform made and that is needed no more."""
    for kind in desk_kinds():
        if kind.flow == flow:
            kind.withdraw(case_id, why, at)
            return


def desk_kinds() -> list[DeskKind]:
    """All, in the order of their groups on the desk."""
    return sorted(_kinds.values(), key=lambda k: (k.order, k.flow, k.action))
