"""What does not fit about a photo's time and place, in words for whoever looks at it. Differences, not accusations."""

from dataclasses import dataclass
from datetime import timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Final

from zhiben.kernel.evidence.models import StoredFile
from zhiben.kernel.evidence.terms import FileSource

EARTH_KM: Final = 6371.0
Spot = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """From where on a difference is worth saying: of clocks, of age when handed in, of distance from the site."""

    clock: timedelta
    age: timedelta
    metres: float


def doubts_of(file: StoredFile, *, limits: Limits, site: Spot | None = None) -> list[str]:
    """Sentences about the device's clock, the photo's age, its own and the device's time, its distance from the site.

    A photo that came with a ledger has none of these: nobody was there to compare.
    """
    if file.source == FileSource.IMPORT:
        return []
    skew = file.device_at - file.uploaded_at if file.device_at else timedelta(0)
    said = [_clock(skew, limits), _age(file, skew, limits), _two_times(file, limits), _distance(file, site, limits)]
    return [sentence for sentence in said if sentence]


def apart(gap: timedelta) -> str:
    """A length of time as people say it: 3 天, 5 小时, 12 分钟."""
    seconds = abs(int(gap.total_seconds()))
    if seconds >= 86400:
        return f"{seconds // 86400} 天"
    return f"{seconds // 3600} 小时" if seconds >= 3600 else f"{max(1, seconds // 60)} 分钟"


def kilometres(one: Spot, other: Spot) -> float:
    """Along the great circle."""
    (lat1, lng1), (lat2, lng2) = ((radians(a), radians(b)) for a, b in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lng2 - lng1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))


def _clock(skew: timedelta, limits: Limits) -> str:
    if abs(skew) < limits.clock:
        return ""
    return f"设备时间比服务器{'快' if skew > timedelta(0) else '慢'} {apart(skew)}"


def _age(file: StoredFile, skew: timedelta, limits: Limits) -> str:
    """By the photo's own time before the device's word; a clock known to be wrong is put right first."""
    taken = file.exif_taken_at or file.taken_at
    if taken is None:
        return ""
    before = file.uploaded_at - taken + (skew if abs(skew) >= limits.clock else timedelta(0))
    if before >= limits.age:
        return f"照片拍摄于上传前 {apart(before)}"
    return f"照片时间晚于上传时间 {apart(before)}" if -before >= limits.clock else ""


def _two_times(file: StoredFile, limits: Limits) -> str:
    if not file.exif_taken_at or not file.taken_at:
        return ""
    gap = file.exif_taken_at - file.taken_at
    return f"照片自带时间与设备所报拍摄时间相差 {apart(gap)}" if abs(gap) >= limits.clock else ""


def _distance(file: StoredFile, site: Spot | None, limits: Limits) -> str:
    spot = spot_of(file)
    if site is None or spot is None:
        return ""
    away = kilometres(spot, site)
    if away * 1000 < limits.metres:
        return ""
    return f"位置距工地 {round(away)} 公里" if away >= 1 else f"位置距工地 {round(away * 1000)} 米"


def spot_of(file: StoredFile) -> Spot | None:
    """Where the device or the photo says that it was taken."""
    for lat, lng in ((file.lat, file.lng), (file.exif_lat, file.exif_lng)):
        if lat is not None and lng is not None:
            return float(lat), float(lng)
    return None
