"""Reading the outline of a grid: GeoJSON in degrees of CGCS2000, checked before anything stands on it."""

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from zhiben.kernel.base.errors import InvalidInput

Ring = list[list[float]]
MOST_POINTS: Final = 500
MOST_RINGS: Final = 20
# A little more than the country: 曾母暗沙 to 漠河, 帕米尔 to 黑瞎子岛.
WEST, EAST, SOUTH, NORTH = 73.0, 136.0, 3.0, 54.5


def read_outline(text: str) -> list[Ring]:
    """Rings from GeoJSON (a Polygon, MultiPolygon or a Feature of one), or from lines of ``经度,纬度``.

    Raises InvalidInput: not understood, holes, too many points, out of the country, not closed, crossing itself.
    """
    text = text.strip()
    rings = _from_json(text) if text.startswith("{") else [_from_lines(text)]
    if not 1 <= len(rings) <= MOST_RINGS:
        raise _no(f"一个网格最多 {MOST_RINGS} 块")
    return [_checked(ring) for ring in rings]


def shape_of(ring: Ring) -> str:
    """How the database writes it; the closing point is left out."""
    return "(" + ",".join(f"({lng:.6f},{lat:.6f})" for lng, lat in ring[:-1]) + ")"


def geojson_of(rings: Sequence[Ring]) -> dict[str, Any]:
    return {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}


def _from_json(text: str) -> list[Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise _no("不是 GeoJSON，请检查内容是否完整") from None
    if isinstance(found, dict) and found.get("type") == "FeatureCollection" and len(found.get("features") or ()) == 1:
        found = found["features"][0]
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = found.get("geometry")
    kind, parts = (found.get("type"), found.get("coordinates")) if isinstance(found, dict) else ("", None)
    if kind == "Polygon":
        parts = [parts]
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(parts, list):
        raise _no("只认一个面（Polygon 或 MultiPolygon）")
    if any(not isinstance(part, list) or len(part) != 1 for part in parts):
        raise _no("网格中间不能有空洞，请分成几块")
    return [part[0] for part in parts]


def _from_lines(text: str) -> Ring:
    """One corner a line; the first one need not be repeated."""
    lines = [line.replace("，", ",").split(",") for line in text.splitlines() if line.strip()]
    try:
        ring = [[float(lng), float(lat)] for lng, lat in lines]
    except ValueError:
        raise _no("每行写一个角点：经度,纬度") from None
    return [*ring, ring[0]] if ring and ring[0] != ring[-1] else ring


def _checked(ring: Any) -> Ring:
    if not isinstance(ring, list) or not 4 <= len(ring) <= MOST_POINTS:
        raise _no(f"每块至少 3 个角点、最多 {MOST_POINTS} 个")
    try:
        points = [[round(float(one[0]), 6), round(float(one[1]), 6)] for one in ring]
    except (TypeError, ValueError, IndexError, KeyError):
        raise _no("角点要写成 [经度, 纬度]") from None
    if not all(WEST <= lng <= EAST and SOUTH <= lat <= NORTH for lng, lat in points):
        raise _no("有角点不在国内，请检查经度和纬度是否写反")
    if points[0] != points[-1]:
        raise _no("范围没有闭合：最后一个角点应与第一个相同")
    points = [points[0], *(here for before, here in pairwise(points) if here != before)]
    if len(points) < 4 or abs(_area(points)) < 1e-10:
        raise _no("范围没有面积")
    if _crosses(points):
        raise _no("范围的边线自己相交，请重新画")
    return points


def _area(ring: Ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2


def _crosses(ring: Ring) -> bool:
    """Whether two sides that are not neighbours touch. A few hundred sides: every pair is looked at."""
    sides = list(pairwise(ring))
    last = len(sides) - 1
    for first, one in enumerate(sides):
        for second in range(first + 2, len(sides)):
            if (first, second) != (0, last) and _touch(one, sides[second]):
                return True
    return False


Side = tuple[list[float], list[float]]


def _touch(one: Side, two: Side) -> bool:
    (a, b), (c, d) = one, two
    if max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0]):
        return False
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return False
    return _side(a, b, c) * _side(a, b, d) <= 0 and _side(c, d, a) * _side(c, d, b) <= 0


def _side(a: list[float], b: list[float], c: list[float]) -> int:
    turn = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (turn > 1e-15) - (turn < -1e-15)


def _no(reason: str) -> InvalidInput:
    return InvalidInput.of("outline", reason)
