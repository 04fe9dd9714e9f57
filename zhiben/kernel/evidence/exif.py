"""What a photo says about itself: when and where it was taken. Believed by nobody, kept for comparison."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from PIL import Image

from zhiben.kernel.base.clock import CHINA

EXIF_IFD: Final = 0x8769
GPS_IFD: Final = 0x8825
TAKEN: Final = 0x9003
TAKEN_OFFSET: Final = 0x9011
YEARS: Final = (1990, 2100)  # what a camera of this trade can mean; others are clocks that nobody has set


@dataclass(frozen=True, kw_only=True)
class Exif:
    taken_at: datetime | None = None
    lat: Decimal | None = None
    lng: Decimal | None = None


def read_exif(picture: Image.Image) -> Exif:
    """Time (China time unless the photo names an offset) and position; nothing where the photo makes no sense."""
    try:
        exif = picture.getexif()
        details, gps = exif.get_ifd(EXIF_IFD), exif.get_ifd(GPS_IFD)
    except Exception:  # malformed EXIF raises many kinds; it is no reason to refuse a good picture
        return Exif()
    lat, lng = _degrees(gps.get(2), gps.get(1), "S", 90), _degrees(gps.get(4), gps.get(3), "W", 180)
    if lat is None or lng is None:
        lat = lng = None
    return Exif(taken_at=_moment(details.get(TAKEN), details.get(TAKEN_OFFSET)), lat=lat, lng=lng)


def _moment(text: Any, offset: Any) -> datetime | None:
    try:
        moment = datetime.strptime(str(text).strip("\0 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        return None
    if not YEARS[0] <= moment.year <= YEARS[1]:
        return None
    try:
        return datetime.strptime(f"{moment:%Y%m%d%H%M%S}{str(offset).strip(chr(0) + ' ')}", "%Y%m%d%H%M%S%z")
    except ValueError:
        return moment


def _degrees(value: Any, side: Any, negative: str, most: int) -> Decimal | None:
    try:
        degrees, minutes, seconds = (float(part) for part in value)
        total = degrees + minutes / 60 + seconds / 3600
        if not 0 < total <= most:
            return None
        return Decimal(str(round(-total if str(side).startswith(negative) else total, 6)))
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
