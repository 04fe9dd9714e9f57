"""The base of maps: none, until an operator names a source of tiles; then exactly that source may be loaded from."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from zhiben.kernel.base.coordinates import Datum

ORIGIN: Final = re.compile(r"^(https?://)([a-z0-9.{}-]+(?::\d+)?)/", re.IGNORECASE)


@dataclass(frozen=True)
class MapBase:
    """``tiles``: address with {z}, {x}, {y}; empty = a blank base. ``datum``: that of the tiles."""

    tiles: str
    attribution: str
    datum: Datum
    deepest: int

    @property
    def data(self) -> dict[str, Any]:
        """What the script needs."""
        return {"tiles": self.tiles, "attribution": self.attribution, "deepest": self.deepest}

    @property
    def origin(self) -> str:
        """For the policy of what may be loaded; empty when the tiles are our own or there are none."""
        found = ORIGIN.match(self.tiles)
        return f"{found[1]}{found[2].replace('{s}', '*')}" if found else ""


@lru_cache(maxsize=4)
def _base(tiles: str, attribution: str, datum: str, deepest: int) -> MapBase:
    if tiles and not (tiles.startswith("/") or ORIGIN.match(tiles)):
        raise ImproperlyConfigured("ZHIBEN_MAP_TILES must begin with https://, http:// or /")
    if tiles and not all(part in tiles for part in ("{z}", "{x}", "{y}")):
        raise ImproperlyConfigured("ZHIBEN_MAP_TILES must contain {z}, {x} and {y}")
    if datum not in set(Datum):
        raise ImproperlyConfigured(f"ZHIBEN_MAP_DATUM must be one of {', '.join(Datum)}")
    return MapBase(tiles, attribution, Datum(datum), deepest)


def map_base() -> MapBase:
    return _base(settings.MAP_TILES, settings.MAP_ATTRIBUTION, settings.MAP_DATUM, settings.MAP_DEEPEST)
