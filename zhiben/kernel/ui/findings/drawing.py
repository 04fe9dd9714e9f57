"""A finding's path as a small drawing: ends in columns, steps as lines with their words. The sentences say the same."""

from dataclasses import dataclass
from typing import Any, Final

from zhiben.kernel.ui.findings.links import address_of

BOX, GAP, HEIGHT, ROW, MOST = 200, 250, 36, 62, 24
LONGEST: Final = 14


@dataclass(frozen=True)
class Box:
    """One end. ``x`` and ``y``: its upper left corner."""

    name: str
    url: str
    x: int
    y: int

    @property
    def text_x(self) -> int:
        return self.x + BOX // 2

    @property
    def text_y(self) -> int:
        return self.y + HEIGHT // 2 + 5

    @property
    def shown(self) -> str:
        return self.name if len(self.name) <= LONGEST else f"{self.name[: LONGEST - 1]}…"


@dataclass(frozen=True)
class Line:
    """One step. The word stands where lines are apart: at the end that has only this one."""

    x1: int
    y1: int
    x2: int
    y2: int
    word: str
    word_x: int
    word_y: int
    anchor: str


@dataclass(frozen=True)
class Drawing:
    boxes: list[Box]
    lines: list[Line]
    width: int
    height: int


def draw_path(path: list[dict[str, Any]]) -> Drawing | None:
    """None for a path too long to be drawn, or without steps."""
    ends = {_key(hop[side]): hop[side] for hop in path for side in ("from", "to")}
    if not path or len(ends) > MOST:
        return None
    columns = _columns(path)
    places: dict[str, Box] = {}
    taken: dict[int, int] = {}
    tallest = max(list(columns.values()).count(column) for column in set(columns.values()))
    for key, end in ends.items():
        column = columns[key]
        count = list(columns.values()).count(column)
        top = (tallest - count) * ROW // 2 + taken.get(column, 0) * ROW + 8
        taken[column] = taken.get(column, 0) + 1
        places[key] = Box(str(end["name"]), address_of(end), column * (BOX + GAP) + 4, top)
    lines = [_line(hop, path, places) for hop in path]
    return Drawing(list(places.values()), lines, (max(columns.values()) + 1) * (BOX + GAP) - GAP + 8, tallest * ROW)


def _key(end: dict[str, Any]) -> str:
    return f"{end['kind']} {end['id'] or end['name']}"


def _columns(path: list[dict[str, Any]]) -> dict[str, int]:
    """How many steps lead to each end; a way round does not go on for ever."""
    columns = {_key(hop[side]): 0 for hop in path for side in ("from", "to")}
    for _ in range(len(path)):
        moved = False
        for hop in path:
            start, end = _key(hop["from"]), _key(hop["to"])
            if columns[end] <= columns[start] < len(columns):
                columns[end], moved = columns[start] + 1, True
        if not moved:
            break
    used = sorted(set(columns.values()))
    return {key: used.index(column) for key, column in columns.items()}


def _line(hop: dict[str, Any], path: list[dict[str, Any]], places: dict[str, Box]) -> Line:
    start, end = places[_key(hop["from"])], places[_key(hop["to"])]
    x1, y1, x2, y2 = start.x + BOX, start.y + HEIGHT // 2, end.x, end.y + HEIGHT // 2
    gathers = sum(_key(one["to"]) == _key(hop["to"]) for one in path) > 1
    x, y, anchor = (x1 + 8, y1 - 6, "start") if gathers else (x2 - 8, y2 - 6, "end")
    return Line(x1, y1, x2, y2, str(hop["word"]), x, y, anchor)
