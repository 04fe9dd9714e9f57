"""What a case page is made of: facts, people, photos, documents, related records."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.evidence.models import Attachment
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
    """Photos under one heading; sets stand side by side, so before and after can be compared."""

    heading: str
    photos: Sequence[Attachment]


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
    """Everything a domain says about a case; empty parts do not show."""

    facts: Sequence[Fact] = ()
    people: Sequence[Person] = ()
    photos: Sequence[PhotoSet] = ()
    documents: Sequence[Document] = ()
    related: Sequence[Related] = ()
    extra_verbs: Sequence[Verb] = ()
    responsible: str = ""
    more: dict[str, Any] = field(default_factory=dict)


class Handler(Protocol[C_contra]):
    """Does one verb in its own transaction. ``on_behalf_of`` is empty unless the agency enters a party's step."""

    def __call__(
        self, *, actor: Actor, case: C_contra, action: str, at: datetime, on_behalf_of: str, inputs: dict[str, Any]
    ) -> None: ...


Tones = Callable[[Any], str]
