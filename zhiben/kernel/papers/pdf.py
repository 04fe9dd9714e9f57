"""PDF by typst: a template, one JSON text, the fonts. The same data give the same bytes."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import segno
import typst
from django.conf import settings

from zhiben.kernel.base.errors import Refusal
from zhiben.kernel.base.fonts import BUNDLED

PACKAGE: Final = Path(__file__).resolve().parents[2]
TEMPLATES: Final = Path(__file__).resolve().parent / "typst"
EPOCH: Final = 0


def pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """``template``: a name in this package's ``typst`` folder (``official``, ``table``), or a path below ``zhiben/``
    (``domains/hazards/typst/notice.typ``). It reads ``json(bytes(sys.inputs.data))`` and may import other templates by
    their path from ``zhiben/`` (``/kernel/papers/typst/…``).
    """
    path = TEMPLATES / f"{template}.typ" if "/" not in template else PACKAGE / template
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, default=str)
    compiler = typst.Compiler(root=str(PACKAGE), font_paths=_fonts(_font_stamp()), sys_inputs={"data": text})
    made = compiler.compile(input=str(path), format="pdf", timestamp=EPOCH)
    if not isinstance(made, bytes):
        raise Refusal("文书没有生成，请联系系统管理员", status=500)
    return made


def qr_svg(text: str) -> str:
    """A QR code as an SVG text that templates can place. Level M: still read with a seventh of it worn away."""
    return str(segno.make(text, error="m", micro=False).svg_inline(scale=1, border=2, omitsize=True))


def font_folders() -> list[Path]:
    """The administrator's fonts first, then those that come with the program."""
    own = Path(settings.DATA) / "fonts"
    return [folder for folder in (own, BUNDLED) if folder.is_dir()]


def _font_stamp() -> tuple[tuple[str, int], ...]:
    """Changes when a font is added or taken away: the fonts are then read anew."""
    return tuple((str(folder), folder.stat().st_mtime_ns) for folder in font_folders())


@lru_cache(maxsize=2)
def _fonts(stamp: tuple[tuple[str, int], ...]) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder for folder, _ in stamp]
    )
