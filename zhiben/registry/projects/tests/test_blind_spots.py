"""监管盲区: each kind found, marked, told to the agency above, settled there; none found where all is in order."""

from datetime import date, timedelta

import pytest

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, WrongState
from zhiben.kernel.marks.models import Mark
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.parameters.services import set_parameter
from zhiben.kernel.parameters.terms import Mark as ParameterMark
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.registry.agencies.public import add_officer
from zhiben.registry.people.public import register_person
from zhiben.registry.projects.blind_spots import blind_spots
from zhiben.registry.projects.models import Project
from zhiben.registry.projects.services import appoint, mark_blind_spots, settle_agency
from zhiben.registry.projects.tests.conftest import Region

pytestmark = pytest.mark.django_db
AT = now()
ON = AT.date()


def certified(region: Region, agency: object, until: date | None = None) -> None:
    made = add_officer(
        actor=system_actor(), agency_id=agency.pk, name="林一", certificate_no="F-1", at=AT, valid_from=date(2026, 1, 1)  # type: ignore[attr-defined]
    )  # fmt: skip
    made.certificate_to = until
    made.save()


def staffed(region: Region, project: Project) -> Project:
    for post in ("site_manager", "safety_officer", "chief_consultant"):
        person = register_person(actor=system_actor(), name=f"陈{post}", at=AT)
        appoint(actor=system_actor(), project_id=project.pk, post=post, person_id=person.pk, on=date(2026, 1, 5), at=AT)
    return project


def found(on: date = ON) -> dict[str, str]:
    return {row.name: row.blind for row in blind_spots(Project.objects.all(), on)}  # type: ignore[attr-defined]


def scene(region: Region) -> dict[str, Project]:
    """One in order, and one for each kind of blind spot."""
    certified(region, region.gulou, ON)
    made = {name: staffed(region, region.project(region.gulou, name)) for name in ("好的", "撤了的", "两家管的")}
    made["无证的"] = staffed(region, region.project(region.taijiang, "无证的"))
    made["缺人的"] = region.project(region.gulou, "缺人的")
    gone = Project.objects.filter(pk=made["撤了的"].pk)
    gone.update(agency_id=made["撤了的"].pk)
    other = region.project(region.city, "两家管的", region.gulou.division_id)
    staffed(region, other)
    certified(region, region.city)
    return made


@pytest.mark.clause("national-2024/2.4.13a")
def test_every_kind_is_found_marked_and_pushed_up(region: Region) -> None:
    made = scene(region)
    expected = {"撤了的": "no_agency", "两家管的": "several", "无证的": "no_officer", "缺人的": "no_post"}
    assert found() == expected
    # The officer's certificate runs out the day after: the whole county is blind then, and was not the day before.
    assert found(ON + timedelta(days=1))["好的"] == "no_officer"
    leader = make_person("blind1", Role.LEADER, path=region.city.path, level="city", agency=region.city.pk)
    at = now()
    assert mark_blind_spots(at=at) == {"no_agency": 1, "several": 2, "no_officer": 1, "no_post": 1}
    assert mark_blind_spots(at=at + timedelta(hours=1))["several"] == 0
    told = Notification.objects.filter(topic="projects.blind_spots", user_id=leader.user_id)
    assert [n.title for n in told] == ["新发现 3 个监管盲区项目，请定责"]
    page = client_of(leader).get("/blind-spots/").content.decode()
    assert all(name in page for name in expected)
    assert "好的" not in page
    assert "没有，待上级定责" in client_of(leader).get(f"/projects/{made['撤了的'].pk}/").content.decode()
    # Settled from above: seen again, the mark goes; the responsible agency itself cannot give it away.
    boss = region.actor(region.city, Role.LEADER)
    with acting_as(boss):
        with pytest.raises(InvalidInput):
            settle_agency(actor=boss, project_id=made["撤了的"].pk, agency_id=region.taijiang.pk, reason="台江", at=at)
        settle_agency(actor=boss, project_id=made["撤了的"].pk, agency_id=region.gulou.pk, reason="属地", at=at)
        with pytest.raises(WrongState):
            settle_agency(actor=boss, project_id=made["好的"].pk, agency_id=region.gulou.pk, reason="属地", at=at)
    below = region.actor(region.gulou, Role.LEADER)
    with acting_as(below), pytest.raises(NotPermitted):
        settle_agency(actor=below, project_id=made["好的"].pk, agency_id=region.city.pk, reason="不想管", at=at)
    mark_blind_spots(at=at + timedelta(hours=2))
    assert not Mark.objects.open().filter(code="blind.no_agency").exists()
    assert "撤了的" not in found()


def test_where_there_are_too_few_officers_is_listed(region: Region) -> None:
    """One officer for two projects where one may have one at most; nobody at all; and enough."""
    region.project(region.gulou, "甲")
    region.project(region.gulou, "乙")
    region.project(region.taijiang, "丙")
    certified(region, region.gulou)
    set_parameter(
        actor=system_actor(), key="projects.per_officer", division_code="350102", path=region.gulou.path, value=1,
        valid_from=ON, source="本地规定", mark=ParameterMark.OWN, at=AT,
    )  # fmt: skip
    leader = client_of(make_person("force1", Role.LEADER, path=region.city.path, level="city", agency=region.city.pk))

    def listed(query: str) -> list[str]:
        page = leader.get(f"/force/{query}").content.decode()
        return [name for name in ("市质安站", "鼓楼质安站", "台江质安站") if f">{name}<" in page]

    assert listed("") == ["市质安站", "鼓楼质安站", "台江质安站"]
    assert listed("?short=1") == ["鼓楼质安站", "台江质安站"]
    assert listed("?nobody=1") == ["台江质安站"]
