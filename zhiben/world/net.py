"""The county's ground shared out: six grids with their officers, projects standing in them, marks, two vacant posts."""

from datetime import date, datetime, timedelta
from typing import Final

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.marks.services import mark_subject
from zhiben.registry.agencies.public import Duty, add_grid, set_grid_officers
from zhiben.registry.agencies.terms import GridRole
from zhiben.registry.projects.models import ProjectPost
from zhiben.registry.projects.services import mark_blind_spots, place_in_grids
from zhiben.registry.projects.terms import Post
from zhiben.world.registers import Registers

WEST, SOUTH, WIDTH, HEIGHT = 119.85, 31.60, 0.08, 0.1
# The last strip in the east belongs to no grid: its projects are to be assigned by hand.
GRIDS: Final = ("湖塘西片", "湖塘中片", "湖塘东片", "牛塘片", "高新北片", "高新南片")
VACANT: Final = (Post.SITE_MANAGER, Post.CHIEF_CONSULTANT)


def build_net(registers: Registers, today: date, at: datetime) -> int:
    """After the stories: nothing told before depends on it. Returns how many grids there are."""
    leader, county = registers.officers[0], registers.county
    actor = Actor(
        user_id=leader.user_id, name=leader.name, role=Role.LEADER, reach=ReachKind.AGENCY, reach_id=county.pk,
        reach_name=county.name, path=county.path, level=county.level, via="cli",
    )  # fmt: skip
    officers = registers.officers[1:10]
    for number, name in enumerate(GRIDS):
        column, row = number % 3, number // 3
        west, south = WEST + column * WIDTH, SOUTH + row * HEIGHT
        corners = ((west, south), (west + WIDTH, south), (west + WIDTH, south + HEIGHT), (west, south + HEIGHT))
        outline = "\n".join(f"{lng:.4f},{lat:.4f}" for lng, lat in corners)
        grid = add_grid(actor=actor, agency_id=county.pk, name=name, outline=outline, at=at)
        duties = [Duty(officers[number].pk, GridRole.MAIN), Duty(officers[6 + number % 3].pk, GridRole.ASSIST)]
        set_grid_officers(actor=actor, grid_id=grid.pk, duties=duties, on=today, at=at)
    place_in_grids(at=at)
    _vacate(registers, today)
    mark_blind_spots(at=at)
    firm = registers.enterprises["contractor"][1][0]
    for kind, subject, reason in (
        ("enterprise", firm, "同类隐患半年内在三个工地重复出现"), ("project", registers.sites[3].id, "夜间施工投诉多"),
    ):  # fmt: skip
        mark_subject(actor=actor, subject_kind=kind, subject_id=subject, kind="manual.watched", reason=reason, at=at)
    return len(GRIDS)


def _vacate(registers: Registers, today: date) -> None:
    """Somebody left a key post ten days ago and nobody has come."""
    going_on = [site for site in registers.sites if site.ended_on is None]
    for post, site in zip(VACANT, going_on[-2:], strict=True):
        held = ProjectPost.objects.filter(project_id=site.id, post=post, valid_to=None)
        held.update(valid_to=today - timedelta(days=10))
