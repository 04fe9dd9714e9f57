"""整改后照片 sent from a phone over a bad line: each one by itself, once, and taken back while it does not count."""

from datetime import datetime
from decimal import Decimal
from typing import BinaryIO, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from zhiben.domains.hazards.models import Hazard, LinkUpload
from zhiben.domains.hazards.services.replying import add_after_photos
from zhiben.domains.hazards.terms import HazardState
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import InvalidInput, NotVisible, WrongState
from zhiben.kernel.evidence.models import StoredFile
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.evidence.services import detach, store_file
from zhiben.kernel.evidence.shots import Shot
from zhiben.kernel.evidence.terms import FileKind, FileSource

MOST_PHOTOS: Final = 30


@transaction.atomic
def send_after_photo(
    *, actor: Actor, notice_id: UUID, hazard_id: UUID, upload_id: UUID, content: BinaryIO, size: int, name: str,
    at: datetime, taken_at: datetime | None = None, lat: Decimal | None = None, lng: Decimal | None = None,
    device_at: datetime | None = None, shot_code: str = "", camera: bool = False,
) -> StoredFile:  # fmt: skip
    """Keep one photo of one item. ``upload_id`` is made by the phone: sending it again gives the first answer again.

    Raises NotVisible (not an item of this notice), WrongState (no longer being rectified), InvalidInput (not a photo,
    empty, damaged, too large, too many, or another picture under the same id).
    """
    before = _sent_before(notice_id, hazard_id, upload_id, size, at)
    if before is not None:
        return before
    hazard = item_of(actor, notice_id, hazard_id)
    if len(photos_now(hazard)) >= MOST_PHOTOS:
        raise InvalidInput.of("file", f"这一条已经有 {MOST_PHOTOS} 张照片，请先删去多余的")
    file = store_file(
        actor=actor, content=content, name=name, at=at, taken_at=taken_at, lat=lat, lng=lng, source=FileSource.LINK,
        device_at=device_at,
        shot=Shot(code=shot_code, camera=camera, task=shot_task(hazard), photo_set=shot_task(hazard)),
    )  # fmt: skip
    if file.kind != FileKind.PHOTO:
        raise InvalidInput.of("file", "这里只能传照片（JPG、PNG、WebP）")
    add_after_photos(actor=actor, hazard_id=hazard_id, file_ids=[file.pk], at=at)
    LinkUpload.objects.filter(pk=upload_id).update(file=file)
    return file


@transaction.atomic
def take_back_photo(*, actor: Actor, notice_id: UUID, hazard_id: UUID, file_id: UUID, at: datetime) -> None:
    """Remove a wrong photo of the present round before the reply is handed in."""
    hazard = item_of(actor, notice_id, hazard_id)
    if hazard.state != HazardState.RECTIFYING:
        raise WrongState(f"这条隐患现在是「{hazard.get_state_display()}」，照片不能再删")
    slot = f"after:{hazard.round}"
    detach(file_id=file_id, owner_kind="hazard", owner_id=hazard.pk, slot=slot, actor=actor, at=at)


def item_of(actor: Actor, notice_id: UUID, hazard_id: UUID) -> Hazard:
    """One item of this notice, and of no other, locked until the transaction ends."""
    items = Hazard.objects.visible_to(actor).filter(notice_id=notice_id, pk=hazard_id)
    hazard = items.select_for_update().first()
    if hazard is None:
        raise NotVisible("这份文书里没有这一条")
    return hazard


def shot_task(hazard: Hazard) -> str:
    """One round of one item is one set of photos: what its one-time codes are for."""
    return f"hazard:{hazard.pk}:after:{hazard.round}"


def photos_now(hazard: Hazard) -> list[StoredFile]:
    """Photos after rectification in the present round."""
    slot = f"after:{hazard.round}"
    return [a.file for a in attachments_of("hazard", [hazard.pk]) if a.slot == slot]


def _sent_before(notice_id: UUID, hazard_id: UUID, upload_id: UUID, size: int, at: datetime) -> StoredFile | None:
    """Claim the id first: of two requests with one id the second waits and finds what the first has kept."""
    try:
        with transaction.atomic():
            LinkUpload.objects.create(id=upload_id, notice_id=notice_id, hazard_id=hazard_id, uploaded_at=at)
    except IntegrityError:
        claimed = LinkUpload.objects.select_related("file").filter(pk=upload_id).first()
        same = claimed and (claimed.notice_id, claimed.hazard_id) == (notice_id, hazard_id)
        if not claimed or not same or claimed.file is None or claimed.file.size != size:
            raise InvalidInput.of("upload_id", "这个上传编号已经用在另一张照片上，请重新选择照片") from None
        return claimed.file
    return None
