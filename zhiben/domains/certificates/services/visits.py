"""What a check on the spot can belong to. Packages above say how one of theirs is found; nothing here knows them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet

from zhiben.domains.certificates.models import CertificateCheck
from zhiben.domains.certificates.terms import CodeResult, IdentityMethod
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import NotVisible


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A visit on a project, as checks name it."""

    kind: str
    id: UUID
    project_id: UUID
    name: str


WAYS: Final = {"": Q(), "scan": ~Q(code_result=CodeResult.NO_CODE), "face": Q(method=IdentityMethod.FACE)}
Find = Callable[[Actor, UUID], Visit | None]
_finders: Final[dict[str, Find]] = {}


def register_visit(kind: str, find: Find) -> None:
    """``find`` answers None for what the actor may not see. Called when the program starts."""
    _finders[kind] = find


def of_visit(kind: str, visit: Any) -> Q:
    """What was recorded for a visit; for one that has a day also what was checked on its project that day.

    An officer scans first and writes the paper afterwards: nobody has to bind one to the other.
    """
    day = getattr(visit, "visited_on", None)
    mine = Q(visit_kind=kind, visit_id=visit.pk)
    return mine | Q(project_id=visit.project_id, day=day, visit_id=None) if day else mine


def checked_on_visit(kind: str, *, day: str, way: str = "") -> QuerySet[CertificateCheck]:
    """The same for the outer rows of a query, whose column ``day`` is the day of the visit: for ``Exists``.

    ``way``: only those where a code was scanned (``scan``) or a face compared (``face``).
    """
    same_day = Q(project_id=OuterRef("project_id"), day=OuterRef(day), visit_id=None)
    rows = CertificateCheck.objects.filter(Q(visit_kind=kind, visit_id=OuterRef("pk")) | same_day)
    return rows.filter(WAYS[way])


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
