"""A small region: a province with a city of two counties, their agencies, and one enterprise."""

from dataclasses import dataclass
from datetime import date

import pytest

from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.ids import new_id
from zhiben.registry.agencies.models import Agency
from zhiben.registry.agencies.public import add_agency
from zhiben.registry.agencies.terms import AgencyKind
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.enterprises.public import register_enterprise
from zhiben.registry.people.models import Person
from zhiben.registry.people.public import register_person
from zhiben.registry.projects.models import Project
from zhiben.registry.projects.services import ProjectFacts, register_project

NUMBER, PHONE = "11010519491231002X", "13800001234"


@dataclass
class Region:
    province: Agency
    city: Agency
    gulou: Agency
    taijiang: Agency

    def actor(self, agency: Agency, role: Role = Role.INSPECTOR) -> Actor:
        return Actor(
            user_id=new_id(), name="林一", role=role, reach=ReachKind.AGENCY, reach_id=agency.pk,
            reach_name=agency.name, path=agency.path, level=agency.level,
        )  # fmt: skip

    def project(self, agency: Agency, name: str = "青石路安置房一期", division: str = "", **facts: object) -> Project:
        return register_project(
            actor=self.actor(agency), at=now(),
            facts=ProjectFacts(
                name=name, division_code=division or agency.division_id, kind="housing",
                **{"start_on": date(2026, 1, 5), **facts},  # type: ignore[arg-type]
            ),
        )  # fmt: skip


@pytest.fixture
def region(db: None) -> Region:
    def agency(code: str, name: str) -> Agency:
        return add_agency(actor=system_actor(), name=name, division_code=code, kind=AgencyKind.STATION, at=now())

    return Region(agency("350000", "省质安总站"), agency("350100", "市质安站"), agency("350102", "鼓楼质安站"),
                  agency("350103", "台江质安站"))  # fmt: skip


@pytest.fixture
def firm(db: None) -> Enterprise:
    return register_enterprise(actor=system_actor(), name="闽江建设有限公司", at=now())


@pytest.fixture
def manager(db: None) -> Person:
    return register_person(actor=system_actor(), name="陈大山", id_number=NUMBER, phone=PHONE, at=now())
