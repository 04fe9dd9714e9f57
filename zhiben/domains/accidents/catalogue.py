"""Types of accident (GB 6441), parts, criteria of what counts, must-do items: names from ``criteria/accidents.yaml``."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import yaml
from django.conf import settings

FILE: Final = "criteria/accidents.yaml"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """``kind``: of what it is a criterion. ``connected`` False: the platform holds no data for it. ``common`` first."""

    code: str
    name: str
    kind: str = ""
    connected: bool = True
    common: bool = False


@cache
def _read() -> dict[str, dict[str, Entry]]:
    found: dict[str, Any] = yaml.safe_load((settings.ROOT / FILE).read_text("utf-8"))
    return {part: {row["code"]: Entry(**row) for row in rows} for part, rows in found.items()}


def entries(part: str) -> list[Entry]:
    """``part``: types, parts, criteria, tasks. Common ones first."""
    return sorted(_read()[part].values(), key=lambda e: not e.common)


def name_of(part: str, code: str) -> str:
    """Empty for an empty or unknown code."""
    found = _read()[part].get(code)
    return found.name if found else ""


def pairs(part: str, kind: str = "") -> tuple[tuple[str, str], ...]:
    """As choices of a form or options of a parameter."""
    return tuple((e.code, e.name) for e in entries(part) if not kind or e.kind == kind)


def is_connected(task: str) -> bool:
    found = _read()["tasks"].get(task)
    return found is None or found.connected
