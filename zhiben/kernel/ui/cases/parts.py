"""What a case page is made of: facts, people, photos, documents, related records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol, TypeVar
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.evidence.doubts import Spot
from zhiben.kernel.evidence.models import Attachment
from zhiben.kernel.ui.panels import NOT_ASKED, Presence
from zhiben.kernel.ui.photos import PhotoCard
from zhiben.kernel.ui.words import show_value

C_contra = TypeVar("C_contra", contravariant=True)


@dataclass(frozen=True)
class Fact:
    """One line of what is known. ``wide``: over the whole width, for long texts. Blank facts are left out."""

    label: str
    value: str | int | float | Decimal | date | datetime | bool | None
    url: str = ""
    wide: bool = False

    @property
    def text(self) -> str:
        return show_value(self.value)


@dataclass(frozen=True)
class Person:
    """Somebody concerned: what they are here, who they are, how to reach them (already masked)."""

    role: str
    name: str
    contact: str = ""
    url: str = ""


@dataclass(frozen=True)
class Related:
    """Another record one wants from here. ``note`` is its state or date."""

    label: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class PhotoSet:
    """Photos under one heading. ``side``: "before" or "after" of one work, which a slider lays over each other."""

    heading: str
    photos: Sequence[Attachment]
    side: str = ""


@dataclass(frozen=True)
class CardSet:
    """The same with everything there is to show of each photo."""

    heading: str
    cards: Sequence[PhotoCard]
    side: str = ""
    empty: str = "没有照片"


def card_sets(groups: Sequence[PhotoSet], cards: Mapping[UUID, PhotoCard], empty: str = "没有照片") -> list[CardSet]:
    return [
        CardSet(g.heading, [cards[a.file_id] for a in g.photos if a.file_id in cards], g.side, empty) for g in groups
    ]


def may_compare(groups: Sequence[CardSet]) -> bool:
    """Something stands on both sides."""
    return {"before", "after"} <= {g.side for g in groups if g.cards}


@dataclass(frozen=True)
class Document:
    label: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Verb:
    """One thing the actor may do now."""

    label: str
    url: str
    style: str = "plain"


@dataclass
class Parts:
    """Everything a domain says about a case; empty parts do not show. ``site``: where the place lies, for its photos.

    ``there``: what the page has found there is, filled in by it.
    """

    facts: Sequence[Fact] = ()
    people: Sequence[Person] = ()
    photos: Sequence[PhotoSet] = ()
    documents: Sequence[Document] = ()
    related: Sequence[Related] = ()
    extra_verbs: Sequence[Verb] = ()
    responsible: str = ""
    site: Spot | None = None
    more: dict[str, Any] = field(default_factory=dict)
    there: Presence = NOT_ASKED


class Handler(Protocol[C_contra]):
    """Does one verb in its own transaction. ``on_behalf_of`` is empty unless the agency enters a party's step."""

    def __call__(
        self, *, actor: Actor, case: C_contra, action: str, at: datetime, on_behalf_of: str, inputs: dict[str, Any]
    ) -> None: ...
