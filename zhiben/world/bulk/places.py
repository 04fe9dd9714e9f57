"""Where invented sites lie: a patch for every county inside a rough box of its province. The patches are invented."""

from random import Random
from typing import Final

# South, north, west, east of each province, rounded inwards.
BOXES: Final = {
    "11": (39.6, 40.6, 116.0, 117.1), "12": (38.8, 39.9, 116.9, 117.9), "13": (36.6, 40.6, 114.4, 117.6),
    "14": (35.2, 39.8, 111.0, 113.8), "15": (40.2, 44.5, 108.0, 118.5), "21": (39.8, 42.4, 120.6, 124.8),
    "22": (42.2, 45.2, 123.6, 128.4), "23": (44.8, 48.4, 124.4, 131.0), "31": (30.9, 31.4, 121.1, 121.8),
    "32": (31.3, 34.3, 118.4, 120.8), "33": (28.2, 30.8, 119.0, 121.4), "34": (30.2, 33.6, 115.8, 118.8),
    "35": (24.8, 27.4, 116.8, 119.0), "36": (25.4, 29.2, 114.4, 117.2), "37": (35.0, 37.6, 115.8, 120.4),
    "41": (32.6, 35.8, 111.8, 115.4), "42": (29.8, 32.6, 109.8, 115.2), "43": (26.0, 29.4, 110.0, 113.4),
    "44": (22.4, 24.8, 111.6, 116.2), "45": (22.4, 25.4, 106.8, 111.2), "46": (18.6, 19.8, 109.0, 110.6),
    "50": (29.0, 31.0, 106.2, 109.2), "51": (28.2, 31.8, 102.6, 107.4), "52": (25.4, 28.2, 105.2, 108.8),
    "53": (23.6, 26.4, 99.6, 104.0), "54": (28.8, 31.8, 87.0, 96.0), "61": (33.0, 38.2, 107.6, 110.0),
    "62": (34.2, 38.8, 101.8, 107.0), "63": (35.2, 38.2, 97.0, 102.2), "64": (35.8, 38.6, 105.2, 106.8),
    "65": (40.0, 45.4, 80.0, 90.0), "71": (22.8, 24.8, 120.4, 121.4), "81": (22.3, 22.5, 113.95, 114.3),
    "82": (22.12, 22.2, 113.54, 113.59),
}  # fmt: skip
PATCH: Final = 0.09  # degrees to each side


def centre(division: str) -> tuple[float, float]:
    """The middle of the patch of a county: the same in every world."""
    south, north, west, east = BOXES[division[:2]]
    chance = Random(int(division))  # noqa: S311
    return chance.uniform(south, north), chance.uniform(west, east)


def spot(middle: tuple[float, float], chance: Random) -> tuple[str, str]:
    """Latitude and longitude of one site."""
    lat, lng = middle
    return f"{lat + chance.uniform(-PATCH, PATCH):.6f}", f"{lng + chance.uniform(-PATCH, PATCH):.6f}"
