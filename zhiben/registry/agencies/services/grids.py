"""Drawing grids and naming who answers for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import pghistory
from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotVisible, WrongState
from zhiben.kernel.base.text import plain_text
from zhiben.kernel.events.outbox import publish
from zhiben.registry.agencies.events import GridChanged
from zhiben.registry.agencies.models import Agency, Grid, GridOfficer
from zhiben.registry.agencies.models.grids import GridRing
from zhiben.registry.agencies.outlines import read_outline, shape_of
from zhiben.registry.agencies.policies import must_keep_grids
from zhiben.registry.agencies.queries import agency, certified_officers
from zhiben.registry.agencies.terms import GridRole


@dataclass(frozen=True)
class Duty:
    """One officer and as what they answer for a grid."""

    officer_id: UUID
    role: GridRole


@transaction.atomic
def add_grid(*, actor: Actor, agency_id: UUID, name: str, outline: str, at: datetime, note: str = "") -> Grid:
    """划一个网格 of an agency's ground. ``outline``: GeoJSON, or lines of 经度,纬度. 422 for a bad one, 409 same name."""
    row = agency(agency_id)
    must_keep_grids(actor, row.pk, row.path)
    place = row.division
    made = Grid(
        agency=row, name=_name(name, row), path=row.path, province=place.province, city=place.city,
        county=place.county, rings=read_outline(outline), note=plain_text(note)[:200], valid_from=day_of(at),
    )  # fmt: skip
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="grid.add"):
        made.save(force_insert=True)
    _announce(made, actor, "grid.add", at, shape=True)
    return made


@transaction.atomic
def change_grid(*, actor: Actor, grid_id: UUID, name: str, outline: str, at: datetime, note: str = "") -> Grid:
    """Another name or outline. An empty ``outline`` keeps the one there is."""
    row = _locked(actor, grid_id)
    before = row.rings
    row.name = row.name if plain_text(name) == row.name else _name(name, row.agency)
    row.rings = read_outline(outline) if outline.strip() else before
    row.note = plain_text(note)[:200]
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="grid.change"):
        row.save(update_fields=["name", "rings", "note"])
    _announce(row, actor, "grid.change", at, shape=row.rings != before)
    return row


@transaction.atomic
def end_grid(*, actor: Actor, grid_id: UUID, at: datetime) -> Grid:
    """停用: from today its projects stand in no grid until they are assigned again."""
    row = _locked(actor, grid_id)
    row.valid_to = day_of(at)
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="grid.end"):
        row.save(update_fields=["valid_to"])
        GridOfficer.objects.filter(grid=row, valid_to=None).update(valid_to=row.valid_to)
    _announce(row, actor, "grid.end", at, shape=True)
    return row


@transaction.atomic
def set_grid_officers(*, actor: Actor, grid_id: UUID, duties: Sequence[Duty], on: date, at: datetime) -> None:
    """From ``on`` these officers and no others answer for the grid; who left stays on record.

    422 unless exactly one is the main one and all are in office there with a certificate in force on that day.
    """
    row = _locked(actor, grid_id)
    wanted = {duty.officer_id: duty.role for duty in duties}
    if sum(duty.role == GridRole.MAIN for duty in duties) != 1 or len(wanted) != len(duties):
        raise InvalidInput.of("main", "每个网格要有且只有一名主责监督员，同一人不能重复")
    fit = set(certified_officers(on).filter(agency_id=row.agency_id, pk__in=wanted).values_list("pk", flat=True))
    if fit != set(wanted):
        raise InvalidInput.of("main", "网格责任人应是本机构在任、执法证在有效期内的监督员")
    current = list(GridOfficer.objects.filter(grid=row, valid_to=None))
    leaving = [duty for duty in current if wanted.get(duty.officer_id) != duty.role]
    if any(on < duty.valid_from for duty in leaving):
        raise InvalidInput.of("on", "日期不能早于原来的开始日期")
    staying = {duty.officer_id for duty in current} - {duty.officer_id for duty in leaving}
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="grid.officers"):
        GridOfficer.objects.filter(pk__in=[duty.pk for duty in leaving]).update(valid_to=on)
        GridOfficer.objects.bulk_create(
            GridOfficer(grid=row, officer_id=pk, role=role, valid_from=on)
            for pk, role in wanted.items()
            if pk not in staying
        )
    named = [f"{role}:{pk}" for pk, role in wanted.items()]
    record_act(
        actor=actor,
        verb="grid.officers",
        at=at,
        object_kind="grid",
        object_id=row.pk,
        officers=named,
        on=on.isoformat(),
    )


def _locked(actor: Actor, grid_id: UUID) -> Grid:
    row = Grid.objects.visible_to(actor).select_for_update(of=("self",)).select_related("agency")
    found = row.filter(pk=grid_id).first()
    if found is None:
        raise NotVisible("没有这个网格，或者不在您的权限范围内")
    must_keep_grids(actor, found.agency_id, found.path)
    if found.valid_to is not None:
        raise WrongState("这个网格已经停用")
    return found


def _name(text: str, row: Agency) -> str:
    name = plain_text(text)
    if not name or len(name) > 60:
        raise InvalidInput.of("name", "请填写网格名称，最多 60 个字")
    if Grid.objects.filter(agency=row, name=name, valid_to=None).exists():
        raise WrongState(f"已有名为“{name}”的网格")
    return name


def _announce(row: Grid, actor: Actor, verb: str, at: datetime, *, shape: bool) -> None:
    """The act, and the event for those who keep what stands in a grid."""
    record_act(actor=actor, verb=verb, at=at, object_kind="grid", object_id=row.pk, name=row.name)
    if not shape:
        return
    GridRing.objects.filter(grid=row).delete()
    if row.valid_to is None:
        GridRing.objects.bulk_create(GridRing(grid=row, shape=shape_of(ring)) for ring in row.rings)
    publish(GridChanged(grid_id=str(row.pk), agency_id=str(row.agency_id)), at=at)
