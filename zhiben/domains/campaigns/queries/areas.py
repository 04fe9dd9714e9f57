"""Divisions as areas of figures, and what stands below them in a table."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import NotPermitted
from zhiben.kernel.indicators.areas import Area
from zhiben.registry.agencies.public import agencies_below, children_of, division

NATION = "000000"


def area_of(code: str) -> Area:
    """404 for a code that never was one."""
    return _area(division(code or NATION))


def area_for(actor: Actor, code: str) -> Area:
    """The area of a division the actor may report on: its own or one below. An empty code is the actor's own."""
    area = area_of(code or actor.division_code)
    if not actor.is_system and not (actor.is_regulator and area.path.startswith(actor.path)):
        raise NotPermitted("只能查看本辖区和下级辖区的报表")
    return area


def rows_of(area: Area, found: Iterable[str], on: date) -> Mapping[str, Area]:
    """What the rows of a table of ``area`` stand for, by the key of ``Area.split``, in the table's order.

    Every division below that exists on the day has a row, also without figures (零报告); others, and what stands
    directly in the area, only when something is ``found`` there.
    """
    keys = set(found)
    if area.splits_by_agency:
        return _agencies(area, keys)
    rows = {d.code: _area(d) for d in children_of(area.code, on)}
    for code in sorted(keys - rows.keys() - {""}):
        rows[code] = _area(division(code))
    if "" in keys:
        rows[""] = area.only_direct()
    return rows


def row_name(row: Area) -> str:
    """What the first column of a row says."""
    return f"{row.name}本级" if row.direct else row.name


def _agencies(area: Area, keys: set[str]) -> dict[str, Area]:
    ids = [UUID(key) for key in keys if key]
    names = {a.pk: a.name for a in agencies_below("").filter(pk__in=ids)}
    rows = {str(pk): _of_agency(area, pk, names.get(pk, area.name)) for pk in ids}
    return dict(sorted(rows.items(), key=lambda item: item[1].name)) or {"": area}


def _of_agency(area: Area, agency_id: UUID, name: str) -> Area:
    return Area(code=area.code, name=name, level=area.level, path=area.path, agency_id=agency_id)


def _area(found: Any) -> Area:
    return Area(code=found.code, name=found.name, level=found.level, path=found.path)
