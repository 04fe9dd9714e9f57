"""A few drawn pictures that stand for site photos. They say on their face that they are drawings of the demo."""

from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.evidence.models import Attachment
from zhiben.kernel.evidence.services import store_file
from zhiben.world.copying import copy_rows
from zhiben.world.drawing import Chance

SIZE = (960, 720)
BEFORE, AFTER = "#b86b4b", "#5f8f6b"


def hang_pictures(chance: Chance, hazards: list[dict[str, Any]], at: datetime) -> int:
    """Attach a picture before to every item of a notice, and one after to those handed in. Returns how many."""
    before, after = ([_store(chance, colour, n, at) for n in range(8)] for colour in (BEFORE, AFTER))
    rows = []
    for hazard in hazards:
        rows.append(_row(chance, hazard, "before", chance.pick(before)))
        if hazard["rectified_on"]:
            rows.append(_row(chance, hazard, f"after:{hazard['round']}", chance.pick(after)))
    return copy_rows(Attachment, rows)


def _row(chance: Chance, hazard: dict[str, Any], slot: str, file_id: UUID) -> dict[str, Any]:
    return {
        "id": chance.id(hazard["found_on"]), "file": file_id, "owner_kind": "hazard", "owner_id": hazard["id"],
        "slot": slot, "position": 0, "attached_by": None, "attached_at": hazard["opened_at"],
    }  # fmt: skip


def _store(chance: Chance, colour: str, number: int, at: datetime) -> UUID:
    picture = Image.new("RGB", SIZE, "#d9d4c7")
    draw = ImageDraw.Draw(picture)
    for x in range(60, SIZE[0], 120):
        draw.line((x, 60, x, 640), fill="#6b6b6b", width=6)
    for y in range(100, 640, 90):
        draw.line((40, y, SIZE[0] - 40, y), fill="#8a8a8a", width=4)
    x, y = 100 + number * 90, 160 + number % 4 * 90
    draw.rectangle((x, y, x + 150, y + 110), fill=colour, outline="#333333", width=4)
    draw.rectangle((0, 650, SIZE[0], SIZE[1]), fill="#333333")
    draw.text((24, 668), f"DEMO {number + 1}", fill="#ffffff", font_size=32)
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    name = f"演示照片{number + 1}.jpg"
    return store_file(actor=system_actor("cli"), content=out.getvalue(), name=name, at=at, source="import").pk
