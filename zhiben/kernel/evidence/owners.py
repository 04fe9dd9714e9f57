"""Who may see a file: those who may see something that owns it; while nothing owns it, whoever brought it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.evidence.models import Attachment, StoredFile

MaySee = Callable[[Actor, UUID], bool]
Place = tuple[UUID, str]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a photo is a photo of: words, and where to look at it."""

    label: str
    url: str


Tell = Callable[[Actor, Sequence[Place]], Mapping[Place, Told]]
_owners: dict[str, MaySee] = {}
_tellers: dict[str, Tell] = {}


def register_owner(kind: str, may_see: MaySee, tell: Tell | None = None) -> None:
    """Called from each package's ``AppConfig.ready``. An owner kind nobody registered shows its files to nobody.

    ``tell``: words for (owner, slot) pairs that the actor may see; it leaves out the others. Constant queries.
    """
    _owners[kind] = may_see
    if tell:
        _tellers[kind] = tell


def tell_of(actor: Actor, kind: str, places: Sequence[Place]) -> Mapping[Place, Told]:
    """Only those that the actor may see."""
    return _tellers[kind](actor, places) if kind in _tellers and places else {}


def may_see_file(actor: Actor, file: StoredFile) -> bool:
    if actor.is_system:
        return True
    owned = list(Attachment.objects.filter(file=file).values_list("owner_kind", "owner_id").distinct())
    if not owned:
        return StoredFile.objects.brought_by(actor).filter(pk=file.pk).exists()
    return any(kind in _owners and _owners[kind](actor, owner_id) for kind, owner_id in owned)
