"""Who may see a file: those who may see something that owns it; while nothing owns it, whoever brought it."""

from collections.abc import Callable
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.evidence.models import Attachment, StoredFile

MaySee = Callable[[Actor, UUID], bool]
_owners: dict[str, MaySee] = {}


def register_owner(kind: str, may_see: MaySee) -> None:
    """Called from each package's ``AppConfig.ready``. An owner kind nobody registered shows its files to nobody."""
    _owners[kind] = may_see


def may_see_file(actor: Actor, file: StoredFile) -> bool:
    if actor.is_system:
        return True
    owned = list(Attachment.objects.filter(file=file).values_list("owner_kind", "owner_id").distinct())
    if not owned:
        return StoredFile.objects.brought_by(actor).filter(pk=file.pk).exists()
    return any(kind in _owners and _owners[kind](actor, owner_id) for kind, owner_id in owned)
