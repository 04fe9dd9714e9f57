"""Grids: outlines checked, projects placed by position in one go, moved by hand with a reason, officers with dates."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.events.models import OutboxEvent
from zhiben.registry.agencies.models import Grid, GridOfficer
from zhiben.registry.agencies.public import Duty, add_grid, add_officer, change_grid, end_grid, set_grid_officers
from zhiben.registry.agencies.terms import GridRole
from zhiben.registry.projects.models import Project, ProjectGrid
from zhiben.registry.projects.reactions import grid_changed
from zhiben.registry.projects.services import move_to_grid, place_in_grids
from zhiben.registry.projects.tests.conftest import Region

pytestmark = pytest.mark.django_db
AT = now()


def square(west: float, south: float, side: float = 0.1) -> str:
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def grid(region: Region, name: str, outline: str) -> Grid:
    leader = region.actor(region.gulou, Role.LEADER)
    return add_grid(actor=leader, agency_id=region.gulou.pk, name=name, outline=outline, at=AT)


def stands_in() -> dict[str, str]:
    rows = ProjectGrid.objects.filter(valid_to=None).select_related("project", "grid")
    return {row.project.name: f"{row.grid.name} {row.how}" for row in rows}


def heard() -> None:
    """What a change of a grid sets off."""
    for event in OutboxEvent.objects.filter(name="agencies.grid_changed"):
        grid_changed(event.payload, AT)


def at_position(region: Region, name: str, lng: str, lat: str) -> Project:
    return region.project(region.gulou, name, lng=Decimal(lng), lat=Decimal(lat))


BAD: list[tuple[Any, str]] = [
    ("{", "不是 GeoJSON"),
    ('{"type":"Point","coordinates":[119,26]}', "只认一个面"),
    (json.dumps({"type": "Polygon", "coordinates": [[[119, 26]], [[119, 26]]]}), "空洞"),
    ("119,26\n119.1,26", "至少 3 个角点"),
    ("26,119\n26.1,119\n26.1,119.1", "写反"),
    ("119,26\n119.1,26\n119.05,26", "没有面积"),
    ("119,26\n119.1,26.1\n119.1,26\n119,26.2", "自己相交"),
    (
        json.dumps({"type": "Polygon", "coordinates": [[[119, 26], [119.1, 26], [119.1, 26.1], [119, 26.1]]]}),
        "没有闭合",
    ),
    ("一,二", "每行写一个角点"),
]


def test_outlines_are_checked(region: Region) -> None:
    for outline, reason in BAD:
        with pytest.raises(InvalidInput) as refused:
            grid(region, "甲", outline)
        assert reason in refused.value.errors[0].reason, outline
    assert not Grid.objects.exists()
    with pytest.raises(NotPermitted):
        add_grid(actor=region.actor(region.gulou), agency_id=region.gulou.pk, name="甲", outline=square(119, 26), at=AT)
    made = grid(region, "甲", "119,26\n119.1,26\n119.1,26.1")
    assert made.rings == [[[119.0, 26.0], [119.1, 26.0], [119.1, 26.1], [119.0, 26.0]]]
    with pytest.raises(WrongState):
        grid(region, "甲", square(119, 26))


def test_projects_are_placed_by_position_and_moved_by_hand(region: Region) -> None:
    for name, lng, lat in (("在甲", "119.05", "26.05"), ("在乙", "119.15", "26.05"), ("在外", "119.5", "26.5")):
        at_position(region, name, lng, lat)
    region.project(region.gulou, "没有坐标")
    region.project(region.taijiang, "别处的", lng=Decimal("119.05"), lat=Decimal("26.05"))
    one, two = grid(region, "甲", square(119, 26)), grid(region, "乙", square(119.1, 26))
    heard()
    assert stands_in() == {"在甲": "甲 position", "在乙": "乙 position"}
    assert place_in_grids(at=AT) == 0
    _moved_by_hand(region, two)
    # 甲 is drawn somewhere else, 乙 is given up: by position out of the one, by hand out of the other.
    leader = region.actor(region.gulou, Role.LEADER)
    change_grid(actor=leader, grid_id=one.pk, name="甲", outline=square(119.45, 26.45), at=AT + timedelta(days=2))
    heard()
    assert stands_in() == {"在外": "甲 position", "在甲": "乙 hand", "在乙": "乙 position"}
    end_grid(actor=leader, grid_id=two.pk, at=AT + timedelta(days=3))
    heard()
    assert stands_in() == {"在外": "甲 position"}
    assert ProjectGrid.objects.count() == 4


def _moved_by_hand(region: Region, two: Grid) -> None:
    leader, project = region.actor(region.gulou, Role.LEADER), Project.objects.get(name="在甲")
    other = Project.objects.get(name="别处的")
    refused: list[tuple[Any, Any, str, Any]] = [
        (region.actor(region.gulou), project, "路近", NotPermitted), (leader, project, " ", InvalidInput),
        (leader, other, "路近", NotVisible), (region.actor(region.taijiang, Role.LEADER), project, "路近", NotVisible),
    ]  # fmt: skip
    for actor, which, reason, refusal in refused:
        with acting_as(actor), pytest.raises(refusal):
            move_to_grid(actor=actor, project_ids=[which.pk], grid_id=two.pk, reason=reason, at=AT)
    assert stands_in()["在甲"] == "甲 position"
    day = AT + timedelta(days=1)
    assert move_to_grid(actor=leader, project_ids=[project.pk], grid_id=two.pk, reason="离得近", at=day) == 1
    assert move_to_grid(actor=leader, project_ids=[project.pk], grid_id=two.pk, reason="离得近", at=day) == 0
    assert place_in_grids(at=day) == 0
    assert stands_in()["在甲"] == "乙 hand"


def test_officers_answer_for_a_grid_from_a_day(region: Region) -> None:
    made, leader = grid(region, "甲", square(119, 26)), region.actor(region.gulou, Role.LEADER)
    first, second, third = (
        add_officer(
            actor=leader, agency_id=region.gulou.pk, name=name, certificate_no=number, at=AT,
            valid_from=AT.date() - timedelta(days=30),
        )
        for name, number in (("林一", "F-1"), ("林二", "F-2"), ("林三", ""))
    )  # fmt: skip

    def name(*duties: Duty, days: int = 0) -> None:
        on = (AT + timedelta(days=days)).date()
        set_grid_officers(actor=leader, grid_id=made.pk, duties=duties, on=on, at=AT)

    main, assist = Duty(first.pk, GridRole.MAIN), Duty(second.pk, GridRole.ASSIST)
    for wrong in ([assist], [main, Duty(second.pk, GridRole.MAIN)], [Duty(third.pk, GridRole.MAIN)]):
        with pytest.raises(InvalidInput):
            name(*wrong)
    assert not GridOfficer.objects.exists()
    name(main, assist)
    name(Duty(second.pk, GridRole.MAIN), days=5)
    rows, later = GridOfficer.objects.order_by("valid_from", "officer__name"), (AT + timedelta(days=5)).date()
    assert [(r.officer.name, r.role, r.valid_to) for r in rows] == [
        ("林一", "main", later), ("林二", "assist", later), ("林二", "main", None),
    ]  # fmt: skip
