"""The map: hazards of projects with a position, counted by project, then by cells of a net that gets finer with the zoom."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, F, Q

from zhiben.domains.insight.queries.asking import View
from zhiben.domains.insight.queries.dimensions import DIMENSIONS
from zhiben.domains.insight.terms import By
from zhiben.kernel.base.coordinates import Datum, Position, from_stored, to_stored
from zhiben.kernel.base.errors import InvalidInput

MOST: Final = 2000
CELL_PIXELS: Final = 48
TILE_PIXELS: Final = 256
DEEPEST: Final = 22
PLACES: Final = Decimal("0.000001")
NAMED: Final = 200
STATEMENT: Final = """
    select floor(p_lat / %s)::int, floor(p_lng / %s)::int, sum(n)::int, sum(o)::int, avg(p_lat), avg(p_lng), count(*),
           min(p_project::text), min(p_lat), min(p_lng), max(p_lat), max(p_lng)
      from (select p_project, p_lat, p_lng, count(*) as n, count(*) filter (where p_left_open) as o
              from ({inner}) r group by p_project, p_lat, p_lng) h
     group by 1, 2 order by 3 desc, 1, 2 limit %s
"""


@dataclass(frozen=True)
class Box:
    south: Decimal
    west: Decimal
    north: Decimal
    east: Decimal

    @property
    def words(self) -> str:
        return ",".join(f"{one.normalize():f}" for one in (self.south, self.west, self.north, self.east))

    def within(self, other: "Box") -> "Box":
        return Box(
            max(self.south, other.south),
            max(self.west, other.west),
            min(self.north, other.north),
            min(self.east, other.east),
        )

    def grown_to(self, height: Decimal, width: Decimal) -> "Box":
        """Out to the edges of the cells it touches: a cell is counted whole or not at all."""
        return Box(
            (self.south / height).to_integral_value(ROUND_FLOOR) * height,
            (self.west / width).to_integral_value(ROUND_FLOOR) * width,
            (self.north / height).to_integral_value(ROUND_CEILING) * height,
            (self.east / width).to_integral_value(ROUND_CEILING) * width,
        )


COUNTRY: Final = Box(Decimal(3), Decimal(73), Decimal(54), Decimal(136))


@dataclass(frozen=True, kw_only=True)
class Cell:
    """``lat`` and ``lng`` in the datum of the map; ``name`` when it is one project; ``extent``: from south-west to
    north-east of what is in it."""

    lat: float
    lng: float
    count: int
    left: int
    projects: int
    name: str
    url: str
    extent: tuple[float, float, float, float]


def read_box(text: str, datum: Datum) -> Box:
    """South, west, north, east as a map in ``datum`` shows them; the whole country when there is none."""
    if not text:
        return COUNTRY
    try:
        south, west, north, east = (_degrees(part) for part in text.split(","))
        corners = [to_stored(Position(float(lat), float(lng)), datum) for lat, lng in ((south, west), (north, east))]
        sides = [Decimal(str(round(v, 6))) for at in corners for v in (min(max(at.lat, -90), 90), at.lng)]
    except (ValueError, InvalidOperation, OverflowError):
        raise InvalidInput.of("bbox", "地图范围要写成 南,西,北,东 四个度数") from None
    box = Box(*sides)
    if not (box.south < box.north and box.west < box.east):
        raise InvalidInput.of("bbox", "地图范围不对")
    return box


def cells(view: View, box: Box, zoom: int, datum: Datum) -> list[Cell]:
    """At most ``MOST``, the fullest first. One counting query, and one for the names of single projects."""
    height, width = _steps(box, zoom)
    box = box.grown_to(height, width)
    inside = view.rows.filter(
        project__lat__gte=box.south, project__lat__lt=box.north, project__lng__gte=box.west, project__lng__lt=box.east
    )
    lines = _count(inside, height, width)
    singles = [line[7] for line in lines if line[6] == 1][:NAMED]
    names = DIMENSIONS[By.PROJECT].names(view, singles) if singles else {}
    return [_cell(view, line, height, width, names, datum) for line in lines]


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _degrees(text: str) -> Decimal:
    found = Decimal(text)
    if not found.is_finite() or abs(found) > 1000:
        raise ValueError(text)
    return found


def _steps(box: Box, zoom: int) -> tuple[Decimal, Decimal]:
    """Height and width of a cell in degrees: some fifty pixels, wider when the box would hold more cells than told."""
    width = Decimal(360 * CELL_PIXELS) / (TILE_PIXELS * 2 ** min(max(zoom, 0), DEEPEST))
    while ((box.east - box.west) / width + 2) * ((box.north - box.south) / (width * Decimal("0.8")) + 2) > MOST:
        width *= 2
    return max((width * Decimal("0.8")).quantize(PLACES), PLACES), max(width.quantize(PLACES), PLACES)


def _count(rows: Any, height: Decimal, width: Decimal) -> list[tuple[Any, ...]]:
    wanted = {"lat": F("project__lat"), "lng": F("project__lng"), "project": F("project_id"),
              "left_open": ExpressionWrapper(Q(closed_at=None), BooleanField())}  # fmt: skip
    try:
        inner, params = (
            rows.order_by()
            .annotate(**{f"p_{k}": v for k, v in wanted.items()})
            .values_list(*(f"p_{k}" for k in wanted))
            .query.sql_with_params()
        )
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        # Under row-level security the planner knows nothing of positions and would look a project up for each hazard.
        cursor.execute("select set_config('enable_nestloop', 'off', true)")
        cursor.execute(STATEMENT.format(inner=inner), (height, width, *params, MOST))
        lines = list(cursor.fetchall())
        cursor.execute("select set_config('enable_nestloop', 'on', true)")
    return lines


def _cell(
    view: View, line: tuple[Any, ...], height: Decimal, width: Decimal, names: Mapping[str, str], datum: Datum
) -> Cell:
    row, column, count, left, lat, lng, projects, project, *corners = map(_plain, line)
    low, high = (from_stored(Position(*corners[n : n + 2]), datum) for n in (0, 2))
    at = from_stored(Position(lat, lng), datum)
    extent = (low.lat, low.lng, high.lat, high.lng)
    cell = Box(row * height, column * width, (row + 1) * height, (column + 1) * width)
    chosen = view.asked.value("box")
    if chosen:
        cell = cell.within(Box(*(Decimal(part) for part in chosen.split(","))))
    opens = {"project": project} if projects == 1 else {"box": cell.words}
    return Cell(
        lat=round(at.lat, 6), lng=round(at.lng, 6), count=count, left=left, projects=projects,
        name=names.get(project, "") if projects == 1 else "", url=view.records(opens),
        extent=extent,
    )  # fmt: skip
