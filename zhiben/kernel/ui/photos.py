"""A photo on a page: the derived pictures, what is known of it, what does not fit, where it has been used before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.evidence.doubts import Limits, Spot, doubts_of, spot_of
from zhiben.kernel.evidence.models import StoredFile
from zhiben.kernel.evidence.reuse import Reuse, reuses_of
from zhiben.kernel.evidence.terms import FileSource, ShotState
from zhiben.kernel.parameters.queries import standing
from zhiben.kernel.ui.words import short_moment


@dataclass(frozen=True, kw_only=True)
class PhotoCard:
    """``base``: before the addresses of pictures, where they are served behind a link."""

    file: StoredFile
    facts: list[tuple[str, str]]
    doubts: list[str] = field(default_factory=list)
    reuses: list[Reuse] = field(default_factory=list)
    base: str = ""

    @property
    def thumb(self) -> str:
        return f"{self.base}{self.file.thumb_url}"

    @property
    def view(self) -> str:
        return f"{self.base}{self.file.view_url}"

    @property
    def original(self) -> str:
        return f"{self.base}{self.file.url}?download"

    @property
    def taken(self) -> datetime:
        return self.file.taken_at or self.file.uploaded_at

    @property
    def proven(self) -> bool:
        return self.file.shot_state == ShotState.MATCHED


def read_cards(
    files: Iterable[StoredFile], *, actor: Actor, at: datetime, path: str, site: Spot | None = None, base: str = ""
) -> dict[UUID, PhotoCard]:
    """Cards of all photos of a page by file id: four queries and those of the tellers, whatever their number.

    What does not fit, and look-alikes elsewhere, are told to regulators: a hint to who checks, not to who hands in.
    """
    photos = [file for file in files if file.is_photo]
    hints = bool(photos) and (actor.is_regulator or actor.is_system)
    limits = limits_at(path, at) if hints else None
    reused: Mapping[UUID, list[Reuse]] = {}
    if hints:
        reused = reuses_of(actor, [f.pk for f in photos if f.source != FileSource.IMPORT])
    return {
        f.pk: PhotoCard(
            file=f, facts=facts_of(f), base=base, reuses=reused.get(f.pk, []),
            doubts=doubts_of(f, limits=limits, site=site) if limits else [],
        )
        for f in photos
    }  # fmt: skip


def limits_at(path: str, at: datetime) -> Limits:
    held = {key: float(row.value) for key, row in standing(path=path, on=day_of(at)).items() if key in _KEYS}
    return Limits(clock=timedelta(minutes=held[_KEYS[0]]), age=timedelta(hours=held[_KEYS[1]]), metres=held[_KEYS[2]])


def facts_of(file: StoredFile) -> list[tuple[str, str]]:
    """What is known, in the order one asks: when, who, how, where, which."""
    spot = spot_of(file)
    code = f"（{file.shot_code}）" if file.shot_state == ShotState.MATCHED else ""
    facts = [
        ("拍摄时间", f"{short_moment(file.taken_at)}（设备）" if file.taken_at else ""),
        ("照片自带时间", _own_time(file)),
        ("上传时间", f"{short_moment(file.uploaded_at)}（服务器）"),
        ("上传人", file.uploader_name),
        ("来源", file.get_source_display()),
        ("核对", f"{file.get_shot_state_display()}{code}" if file.source != FileSource.IMPORT else ""),
        ("位置", f"{spot[0]:.6f}，{spot[1]:.6f}" if spot else "没有提供"),
        ("原图", f"{file.width}×{file.height}" if file.width else ""),
        ("指纹", " ".join(file.sha256[i : i + 8] for i in range(0, 64, 8))),
    ]
    return [(label, text) for label, text in facts if text]


def _own_time(file: StoredFile) -> str:
    """Only where the device said something else."""
    own = file.exif_taken_at
    return short_moment(own) if own and own != file.taken_at else ""


_KEYS = ("evidence.clock_minutes", "evidence.photo_age_hours", "evidence.distance_metres")
