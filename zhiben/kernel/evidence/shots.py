"""一次性拍摄码: a code the server shows on a page while photos are taken for it, and recognises when they arrive.

It proves that a photo was sent by the page that was open then, not that nobody arranged the scene.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.evidence.models import ShotCode
from zhiben.kernel.evidence.terms import ShotState

LETTERS: Final = "ABCDEFGHJKMNPQRTUVWXY"  # without what is misread on a photo, and never a word:
DIGITS: Final = "23456789"  # letters and digits take turns
PAIRS: Final = 3
KEPT: Final = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Shot:
    """What a photo arrived with. ``camera``: through the page's camera input. ``photo_set``: those handed in together."""

    code: str
    camera: bool
    task: str
    photo_set: str


def issue_shots(*, actor: Actor, tasks: Sequence[str], minutes: int, at: datetime) -> dict[str, ShotCode]:
    """A code for each task, valid so many minutes: one shown before is shown again while over half its time is left.

    Two queries, whatever the number of tasks.
    """
    wanted = list(dict.fromkeys(task[:200] for task in tasks))
    half = at + timedelta(minutes=minutes) / 2
    rows = ShotCode.objects.filter(holder=_holder(actor), task__in=wanted, valid_until__gt=half, used_at=None)
    found = {row.task: row for row in rows.order_by("issued_at")}
    missing = [_new(actor, task, minutes, at) for task in wanted if task not in found]
    ShotCode.objects.bulk_create(missing)
    return found | {row.task: row for row in missing}


def renew_shot(*, actor: Actor, code: str, minutes: int, at: datetime) -> ShotCode:
    """The next code of the same task, for a page that stays open. NotVisible when the code was never this holder's."""
    row = ShotCode.objects.filter(holder=_holder(actor), code=code).order_by("-issued_at").first()
    if row is None:
        raise NotVisible("没有这个拍摄码，请刷新页面")
    return issue_shots(actor=actor, tasks=[row.task], minutes=minutes, at=at)[row.task]


@transaction.atomic
def check_shot(*, actor: Actor, shot: Shot, at: datetime) -> tuple[ShotState, str]:
    """How the code stands, and the code when it was given to this holder for this task. The first set uses it up."""
    if not shot.code:
        return ShotState.NONE, ""
    row = (
        ShotCode.objects.select_for_update()
        .filter(holder=_holder(actor), task=shot.task[:200], code=shot.code)
        .order_by("-issued_at")
        .first()
    )
    if row is None or row.used_for not in ("", shot.photo_set):
        return ShotState.WRONG, ""
    if row.valid_until <= at:
        return ShotState.EXPIRED, row.code
    if not shot.camera:
        return ShotState.ALBUM, row.code
    if not row.used_for:
        row.used_at, row.used_for = at, shot.photo_set
        row.save(update_fields=["used_at", "used_for"])
    return ShotState.MATCHED, row.code


def forget_shots(*, at: datetime) -> int:
    """Codes long past their time; the photos keep theirs."""
    return ShotCode.objects.filter(valid_until__lt=at - KEPT).delete()[0]


def _new(actor: Actor, task: str, minutes: int, at: datetime) -> ShotCode:
    code = "".join(secrets.choice(LETTERS) + secrets.choice(DIGITS) for _ in range(PAIRS))
    return ShotCode(
        code=code, holder=_holder(actor), task=task, issued_at=at, valid_until=at + timedelta(minutes=minutes)
    )


def _holder(actor: Actor) -> str:
    return f"user:{actor.user_id}" if actor.user_id else f"{actor.via}:{actor.party_key}"
