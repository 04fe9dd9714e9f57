"""Who takes part, who holds which post, on which day."""

from datetime import date

import pytest

from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotVisible, WrongState
from zhiben.kernel.base.ids import new_id
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.enterprises.public import register_enterprise
from zhiben.registry.people.models import Person
from zhiben.registry.people.public import register_person
from zhiben.registry.projects.models import Project, ProjectParty, ProjectPost
from zhiben.registry.projects.public import parties_of, posts_of, project_for, responsible_person
from zhiben.registry.projects.services import PartyLine, appoint, relieve, set_parties
from zhiben.registry.projects.tests.conftest import Region

JAN, MAR, MAY = date(2026, 1, 5), date(2026, 3, 1), date(2026, 5, 1)


def enterprise_actor(firm: Enterprise) -> Actor:
    return Actor(user_id=new_id(), name="企", role=Role.PRINCIPAL, reach=ReachKind.ENTERPRISE, reach_id=firm.pk)


def test_parties_change_from_a_day_on_and_the_past_stays(region: Region, firm: Enterprise) -> None:
    project, actor = region.project(region.gulou), region.actor(region.gulou)
    other = register_enterprise(actor=system_actor(), name="乌山建工有限公司", at=now())
    first = [PartyLine(role="contractor", enterprise_id=firm.pk), PartyLine(role="owner", enterprise_id=other.pk)]
    set_parties(actor=actor, project_id=project.pk, parties=first, on=JAN, at=now())
    second = [PartyLine(role="contractor", enterprise_id=other.pk), PartyLine(role="owner", enterprise_id=other.pk)]
    set_parties(actor=actor, project_id=project.pk, parties=second, on=MAR, at=now())

    def shown(day: date) -> set[tuple[str, str]]:
        return {(p.role, p.enterprise.name) for p in parties_of(project.pk, day)}

    assert shown(date(2026, 2, 28)) == {("contractor", "闽江建设有限公司"), ("owner", "乌山建工有限公司")}
    assert shown(MAR) == {("contractor", "乌山建工有限公司"), ("owner", "乌山建工有限公司")}
    assert ProjectParty.objects.count() == 3


def test_an_enterprise_sees_the_projects_it_takes_part_in_today(region: Region, firm: Enterprise) -> None:
    project, actor = region.project(region.gulou), region.actor(region.gulou)
    region.project(region.gulou, name="别人的工程")
    set_parties(
        actor=actor, project_id=project.pk, parties=[PartyLine(role="contractor", enterprise_id=firm.pk)], on=JAN,
        at=now(),
    )  # fmt: skip
    assert list(Project.objects.visible_to(enterprise_actor(firm))) == [project]
    set_parties(actor=actor, project_id=project.pk, parties=[], on=MAR, at=now())
    assert not Project.objects.visible_to(enterprise_actor(firm)).exists()


def test_one_contractor_only_and_only_registered_enterprises(region: Region, firm: Enterprise) -> None:
    project, actor = region.project(region.gulou), region.actor(region.gulou)
    other = register_enterprise(actor=system_actor(), name="乌山建工有限公司", at=now())
    for lines, word in (
        ([PartyLine(role="contractor", enterprise_id=e) for e in (firm.pk, other.pk)], "只能有一家"),
        ([PartyLine(role="labour", enterprise_id=new_id())], "没有登记"),
    ):
        with pytest.raises(InvalidInput, match=word):
            set_parties(actor=actor, project_id=project.pk, parties=lines, on=JAN, at=now())
    assert not ProjectParty.objects.exists()


def test_the_manager_in_office_answers_for_the_project_with_a_masked_phone(region: Region, manager: Person) -> None:
    project, actor = region.project(region.gulou), region.actor(region.gulou)
    follower = register_person(actor=system_actor(), name="李后任", phone="13900005678", at=now())

    def take(person: Person, day: date, post: str = "site_manager") -> ProjectPost:
        return appoint(actor=actor, project_id=project.pk, post=post, person_id=person.pk, on=day, at=now())

    assert responsible_person(project.pk, JAN) is None
    take(manager, JAN)
    with pytest.raises(WrongState):
        take(manager, MAR)
    take(follower, MAR)
    found = {day: responsible_person(project.pk, day) for day in (JAN, date(2026, 2, 28), MAR)}
    assert {day: p.phone_masked for day, p in found.items() if p} == {
        JAN: "138****1234", date(2026, 2, 28): "138****1234", MAR: "139****5678",
    }  # fmt: skip
    take(manager, MAR, "safety_officer")
    take(follower, MAR, "safety_officer")
    relieve(actor=actor, project_id=project.pk, post="safety_officer", person_id=manager.pk, on=MAY, at=now())
    assert {(p.post, p.person.name) for p in posts_of(project.pk, MAY)} == {
        ("site_manager", "李后任"), ("safety_officer", "李后任"),
    }  # fmt: skip
    with pytest.raises(WrongState):
        relieve(actor=actor, project_id=project.pk, post="safety_officer", person_id=manager.pk, on=MAY, at=now())


def test_project_for_shows_nothing_to_those_outside(region: Region) -> None:
    project = region.project(region.gulou)
    for agency in (region.gulou, region.city, region.province):
        assert project_for(region.actor(agency), project.pk) == project
    site = Actor(name="项", role=Role.SITE_MANAGER, reach=ReachKind.PROJECT, reach_id=project.pk)
    assert project_for(site, project.pk) == project
    for actor in (
        region.actor(region.taijiang),
        region.actor(region.gulou, Role.AUDIT_ADMIN),
        Actor(name="", role=Role.LINK_HOLDER),
        Actor(name="项", role=Role.SITE_MANAGER, reach=ReachKind.PROJECT, reach_id=new_id()),
        Actor(name="?", role=Role.INSPECTOR, reach=ReachKind.AGENCY, reach_id=new_id()),
    ):
        with pytest.raises(NotVisible):
            project_for(actor, project.pk)


def test_nobody_leaves_before_the_day_they_came(region: Region, firm: Enterprise, manager: Person) -> None:
    project, actor = region.project(region.gulou), region.actor(region.gulou)
    follower = register_person(actor=system_actor(), name="李后任", at=now())
    lines = [PartyLine(role="contractor", enterprise_id=firm.pk)]
    set_parties(actor=actor, project_id=project.pk, parties=lines, on=MAR, at=now())
    appoint(actor=actor, project_id=project.pk, post="site_manager", person_id=manager.pk, on=MAR, at=now())
    with pytest.raises(InvalidInput, match="早于"):
        set_parties(actor=actor, project_id=project.pk, parties=[], on=JAN, at=now())
    with pytest.raises(InvalidInput, match="早于"):
        appoint(actor=actor, project_id=project.pk, post="site_manager", person_id=follower.pk, on=JAN, at=now())
    with pytest.raises(InvalidInput, match="早于"):
        relieve(actor=actor, project_id=project.pk, post="site_manager", person_id=manager.pk, on=JAN, at=now())
    assert (ProjectParty.objects.get().valid_to, ProjectPost.objects.get().valid_to) == (None, None)
