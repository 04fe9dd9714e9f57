"""What a photo looks like in 64 bits: whether each spot of a coarse grid is brighter than its left neighbour.

Compressing, resizing and brightening leave nearly all bits as they are. The middle is kept besides the whole, so that
a slight crop still meets one of the two.
"""

from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, ImageStat

from zhiben.kernel.evidence.models import PhotoPrint, StoredFile
from zhiben.kernel.evidence.recognition import FULLY_READ, PIL_FORMATS, one_picture_at_a_time

SIDE: Final = 8
MARGIN: Final = 0.04  # of each side, left out of the middle
DULL: Final = 6.0  # grey levels: a wall or a covered lens looks like every other wall
WORD: Final = 1 << 64
BAND: Final = 0xFFFF
Prints = dict[str, tuple[int, int]]  # by part: as it is, and with left and right swapped


def prints_of(path: Path, mime: str) -> Prints:
    """Bits of the whole and of the middle; nothing for a picture without features, or one too large to decode here."""
    with one_picture_at_a_time, Image.open(path, formats=PIL_FORMATS[mime]) as picture:
        if mime != "image/jpeg" and picture.width * picture.height > FULLY_READ:
            return {}
        picture.draft("L", (SIDE * 32, SIDE * 32))
        try:
            grey = ImageOps.exif_transpose(picture).convert("L")
        except OSError:
            return {}
    return bits_of_parts(grey)


def bits_of_parts(grey: Image.Image) -> Prints:
    if ImageStat.Stat(grey.resize((SIDE * 2, SIDE * 2), Image.Resampling.BOX)).stddev[0] < DULL:
        return {}
    across, down = int(grey.width * MARGIN), int(grey.height * MARGIN)
    middle = grey.crop((across, down, grey.width - across, grey.height - down))
    return {
        part: (bits_of(each), bits_of(ImageOps.mirror(each))) for part, each in (("whole", grey), ("middle", middle))
    }


def bits_of(grey: Image.Image) -> int:
    """Eight rows of eight comparisons, as one signed 64-bit number."""
    spots = grey.resize((SIDE + 1, SIDE), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(SIDE):
        for place in range(row * (SIDE + 1), row * (SIDE + 1) + SIDE):
            bits = bits << 1 | (spots[place + 1] > spots[place])
    return _signed(bits)


def keep_prints(file: StoredFile, prints: Prints) -> None:
    PhotoPrint.objects.bulk_create([
        PhotoPrint(
            file=file, part=part, bits=bits, flipped=flipped,
            **{f"band{n}": bits >> 48 - 16 * n & BAND for n in range(4)},
        )
        for part, (bits, flipped) in prints.items()
    ])  # fmt: skip


def _signed(bits: int) -> int:
    return bits - WORD if bits >= WORD >> 1 else bits
