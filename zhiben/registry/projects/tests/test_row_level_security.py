"""The database's own net: raw SQL as the application's role shows nobody a project outside the bounds."""

from uuid import UUID

import pytest
from django.db import connection

from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.ids import new_id
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.projects.services import PartyLine, set_parties
from zhiben.registry.projects.tests.conftest import Region

TABLES = {"projects_project": "id", "projects_projectevent": "pgh_obj_id"}


def ids(actor: Actor | None, table: str) -> set[UUID]:
    with acting_as(actor or Actor(name="", role=Role.LINK_HOLDER)), connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("zhiben_app",)
        cursor.execute(f"select {TABLES[table]} from {table}")
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize("table", TABLES)
def test_each_division_sees_its_own_and_nobody_sees_nothing(region: Region, table: str) -> None:
    here, there = region.project(region.gulou), region.project(region.taijiang)
    both = {here.pk, there.pk}
    assert ids(region.actor(region.gulou), table) == {here.pk}
    assert ids(region.actor(region.taijiang), table) == {there.pk}
    assert ids(region.actor(region.city), table) == both
    assert ids(region.actor(region.province), table) == both
    assert ids(system_actor(), table) == both
    assert ids(None, table) == set()


@pytest.mark.parametrize("table", TABLES)
def test_parties_see_their_projects(region: Region, firm: Enterprise, table: str) -> None:
    here, _ = region.project(region.gulou), region.project(region.gulou, name="别人的工程")
    set_parties(
        actor=region.actor(region.gulou), project_id=here.pk, on=today(), at=now(),
        parties=[PartyLine(role="contractor", enterprise_id=firm.pk)],
    )  # fmt: skip

    def reach(kind: ReachKind, reach_id: UUID) -> Actor:
        return Actor(name="x", role=Role.PRINCIPAL, reach=kind, reach_id=reach_id)

    assert ids(reach(ReachKind.ENTERPRISE, firm.pk), table) == {here.pk}
    assert ids(reach(ReachKind.ENTERPRISE, new_id()), table) == set()
    assert ids(reach(ReachKind.PROJECT, here.pk), table) == {here.pk}
    assert ids(reach(ReachKind.PROJECT, firm.pk), table) == set()


def test_another_division_cannot_change_what_it_cannot_see(region: Region) -> None:
    here = region.project(region.gulou)
    with acting_as(region.actor(region.taijiang)), connection.cursor() as cursor:
        cursor.execute("update projects_project set name = 'x' where id = %s", [here.pk])
        assert cursor.rowcount == 0
        cursor.execute("delete from projects_project where id = %s", [here.pk])
        assert cursor.rowcount == 0
    here.refresh_from_db()
    assert here.name == "青石路安置房一期"
