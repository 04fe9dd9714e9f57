"""Every pair of text and ground in the style sheet can be read: contrast of 4.5 to 1 or more (WCAG 2.2, AA)."""

import re
from pathlib import Path

import pytest

from zhiben.kernel import ui

SHEET = (Path(ui.__file__).parent / "static/ui/zhiben.css").read_text()
COLOURS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", SHEET))
SOFT = ["red", "orange", "yellow", "blue", "green", "grey"]
PAIRS = [
    *[(name, f"{name}-soft") for name in SOFT],
    *[(name, ground) for name in ("ink", "ink-2", "action", "red", "orange", "yellow") for ground in ("paper", "ground")],
    ("paper", "action"), ("paper", "action-dark"), ("paper", "red"), ("action-dark", "action-soft"),
    ("ink", "action-soft"), ("ink-2", "action-soft"), ("ink", "grey-soft"),
]  # fmt: skip


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(text: str, ground: str) -> None:
    light, dark = sorted((luminance(COLOURS[text]), luminance(COLOURS[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_every_class_a_template_uses_is_styled_or_known() -> None:
    templates = Path(ui.__file__).parents[2].rglob("templates/**/*.html")
    used = {
        name
        for template in templates
        for text in re.findall(r'class="([^"]*)"', template.read_text())
        for name in re.sub(r"\{[%{].*?[%}]\}", " ", text).split()
        if name.startswith("zb-") and not name.endswith("-")
    }
    sheets = "".join(sheet.read_text() for sheet in Path(ui.__file__).parents[2].rglob("static/**/*.css"))
    assert sorted(name for name in used if f".{name}" not in sheets and name not in PLAIN) == []


PLAIN = {"zb-case-main", "zb-notice", "zb-reasons", "zb-saved"}
