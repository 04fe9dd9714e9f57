"""Rows for the lists of the registries."""

from tests.conformance.samples import Sample, samples
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.models import Grant
from zhiben.kernel.base.clock import now
from zhiben.kernel.ui.tests.people import make_person
from zhiben.registry.agencies.models import Agency
from zhiben.registry.agencies.public import add_agency
from zhiben.registry.agencies.terms import AgencyKind
from zhiben.registry.enterprises.public import register_enterprise
from zhiben.registry.people.public import register_person
from zhiben.registry.projects.public import ProjectFacts, register_project

SYSTEM: Actor = system_actor()


def _station(code: str) -> Agency:
    found = Agency.objects.filter(division_id=code, name="质安站").first()
    return found or add_agency(actor=SYSTEM, name="质安站", division_code=code, kind=AgencyKind.STATION, at=now())


def _inspector() -> Grant:
    return make_person(f"inspector{Grant.objects.count()}", agency=_station("350102").pk)


def _project(agency: Agency, name: str) -> None:
    facts = ProjectFacts(name=name, division_code=agency.division_id, kind="housing", risk="major", progress="主体")
    register_project(actor=SYSTEM, facts=facts, agency_id=agency.pk, at=now())


def _projects(grant: Grant, number: int) -> str:
    for n in range(number):
        _project(_station("350102"), f"青石路安置房{n}号楼")
    return "青石路安置房0号楼"


def _project_elsewhere() -> str:
    _project(_station("350203"), "鹭江道综合楼")
    return "鹭江道综合楼"


def _enterprises(grant: Grant, number: int) -> str:
    for n in range(number):
        register_enterprise(
            actor=SYSTEM, name=f"闽江建设{n}公司", kinds=["contractor"], division_code="350102", at=now()
        )
    return "闽江建设0公司"


def _people(grant: Grant, number: int) -> str:
    for n in range(number):
        register_person(actor=SYSTEM, name=f"陈大山{n}", phone="13800001234", at=now())
    return "陈大山0"


samples["projects"] = Sample(grant=_inspector, mine=_projects, others=_project_elsewhere)
samples["enterprises"] = Sample(grant=_inspector, mine=_enterprises)
samples["people"] = Sample(grant=_inspector, mine=_people)
