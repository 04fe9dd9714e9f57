"""Which subjects can be marked: each registry says once what its subjects are, where they stand and where they show."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.base.errors import InvalidInput


@dataclass(frozen=True, kw_only=True)
class Subject:
    """``kind``: project, enterprise, person, equipment, certificate … ``visible``: what an actor sees of them.

    ``title``, ``place``: columns read from the row (``place`` empty: an open registry, seen everywhere).
    ``page_url``: name of the address of one, taking its id.
    """

    kind: str
    label: str
    visible: Callable[[Actor], QuerySet[Any]]
    title: str = "name"
    place: str = ""
    page_url: str = ""

    def rows(self) -> QuerySet[Any]:
        """All there are, for names beside marks: row-level security keeps out what must not be seen."""
        return self.visible(system_actor())


_subjects: Final[dict[str, Subject]] = {}


def register_subject(subject: Subject) -> None:
    """Called from ``AppConfig.ready``."""
    _subjects[subject.kind] = subject


def subject_of(kind: str) -> Subject:
    """Raises InvalidInput for a kind nobody registered."""
    if kind not in _subjects:
        raise InvalidInput.of("subject_kind", "没有这一类主体")
    return _subjects[kind]


def all_subjects() -> list[Subject]:
    return [_subjects[kind] for kind in sorted(_subjects)]
