"""Synthetic photos: invented scenes, and what becomes of a photo on its way to being handed in a second time."""

import random
from collections.abc import Callable
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageEnhance, ImageOps

SIZE: Final = (800, 600)
Change = Callable[[Image.Image], Image.Image]


def scene(number: int, *, again: int = 0) -> Image.Image:
    """A scene of boxes, discs and bars before a sky. ``again``: shot a second time by hand, one thing put right."""
    chance, shake = random.Random(number), random.Random(number * 1000 + again)
    width, height = SIZE
    picture = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(picture)
    top, bottom = (tuple(chance.randrange(60, 240) for _ in range(3)) for _ in range(2))
    for y in range(height):
        draw.line((0, y, width, y), fill=tuple(int(a + (b - a) * y / height) for a, b in zip(top, bottom, strict=True)))
    dx, dy = (shake.randrange(20, 48) * shake.choice((-1, 1)) if again else 0 for _ in range(2))
    for _ in range(chance.randrange(14, 30)):
        x, y = chance.randrange(-60, width) + dx, chance.randrange(-60, height) + dy
        a, b = chance.randrange(30, 260), chance.randrange(30, 220)
        colour = tuple(chance.randrange(256) for _ in range(3))
        shape = chance.choice(("box", "disc", "bar"))
        if shape == "bar":
            draw.line((x, y, x + a * 2, y + b * 2), fill=colour, width=chance.randrange(6, 30))
        else:
            (draw.rectangle if shape == "box" else draw.ellipse)((x, y, x + a, y + b), fill=colour)
    if again:
        x, y = shake.randrange(0, 500), shake.randrange(0, 350)
        draw.rectangle((x, y, x + shake.randrange(120, 260), y + shake.randrange(120, 240)), fill="#d08020")
    return picture


def _part(share: float) -> Change:
    across, down = int(SIZE[0] * share), int(SIZE[1] * share)
    return lambda p: p.crop((across, down, SIZE[0] - across, SIZE[1] - down))


CHANGES: Final[dict[str, Change]] = {
    "recompressed": lambda p: _through_jpeg(p, 40),
    "half the size": lambda p: p.resize((SIZE[0] // 2, SIZE[1] // 2)),
    "sent by chat": lambda p: _through_jpeg(p.resize((320, 240)), 60),
    "cropped lightly": _part(0.03),
    "cropped more": _part(0.05),
    "mirrored": ImageOps.mirror,
    "brightened": lambda p: ImageEnhance.Brightness(p).enhance(1.2),
}  # fmt: skip


def _through_jpeg(picture: Image.Image, quality: int) -> Image.Image:
    return Image.open(BytesIO(jpeg(picture, quality)))


def jpeg(picture: Image.Image, quality: int = 85) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()
