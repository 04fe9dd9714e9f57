"""Rows for the lists of the registries."""

from tests.conformance.samples import Sample, samples
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.models import Grant
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.ui.tests.people import make_person
from zhiben.registry.agencies.models import Agency
from zhiben.registry.agencies.public import add_agency
from zhiben.registry.agencies.terms import AgencyKind
from zhiben.registry.enterprises.public import register_enterprise
from zhiben.registry.equipment.public import EquipmentFacts, place_equipment, register_equipment
from zhiben.registry.people.public import register_person
from zhiben.registry.projects.models import Project, SiteWorker
from zhiben.registry.projects.public import ProjectFacts, name_informant, register_project

SYSTEM: Actor = system_actor()


def _station(code: str) -> Agency:
    found = Agency.objects.filter(division_id=code, name="质安站").first()
    return found or add_agency(actor=SYSTEM, name="质安站", division_code=code, kind=AgencyKind.STATION, at=now())


def _inspector() -> Grant:
    return make_person(f"inspector{Grant.objects.count()}", agency=_station("350102").pk)


def _project(agency: Agency, name: str) -> Project:
    facts = ProjectFacts(name=name, division_code=agency.division_id, kind="housing", risk="major", progress="主体")
    return register_project(actor=SYSTEM, facts=facts, agency_id=agency.pk, at=now())


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


def _machines(grant: Grant, number: int) -> str:
    for n in range(number):
        facts = EquipmentFacts(kind="tower", model=f"QTZ{80 + n}", serial=f"S{n}", filing_no=f"闽A-T{n:05d}")
        register_equipment(actor=SYSTEM, facts=facts, at=now())
    return "QTZ80"


def _stands(grant: Grant, number: int) -> str:
    project = _project(_station("350102"), "青石路安置房") if number else None
    for n in range(number):
        _stand(project, f"QTZ{80 + n}")
    return "QTZ80"


def _stand_elsewhere() -> str:
    _stand(_project(_station("350203"), "鹭江道综合楼"), "QTZ7777")
    return "QTZ7777"


def _stand(project: Project | None, model: str) -> None:
    assert project is not None
    machine = register_equipment(actor=SYSTEM, facts=EquipmentFacts(kind="tower", model=model), at=now())
    place_equipment(actor=SYSTEM, equipment_id=machine.pk, project_id=project.pk, on=today(), at=now())


def _workers(grant: Grant, number: int) -> str:
    project = _project(_station("350102"), "青石路安置房") if number else None
    _put_workers(project, number, "林二")
    return "林二0"


def _worker_elsewhere() -> str:
    _put_workers(_project(_station("350203"), "鹭江道综合楼"), 1, "远方")
    return "远方0"


def _put_workers(project: Project | None, number: int, name: str) -> None:
    for n in range(number):
        person = register_person(actor=SYSTEM, name=f"{name}{n}", at=now())
        SiteWorker.objects.create(project=project, person=person, team="钢筋班", trade="钢筋工", valid_from=today())


def _informants(grant: Grant, number: int) -> str:
    project = _project(_station("350102"), "青石路安置房") if number else None
    _put_informants(project, number, "林三")
    return "林三0"


def _informant_elsewhere() -> str:
    _put_informants(_project(_station("350203"), "鹭江道综合楼"), 1, "远处")
    return "远处0"


def _put_informants(project: Project | None, number: int, name: str) -> None:
    for n in range(number):
        assert project is not None
        person = register_person(actor=SYSTEM, name=f"{name}{n}", at=now())
        name_informant(
            actor=SYSTEM, subject="project", subject_id=project.pk, person_id=person.pk, on=today(), at=now()
        )


def _offices(grant: Grant, number: int) -> str:
    for n in range(number):
        name = f"青峦监督分站{Agency.objects.count()}{n}"
        add_agency(actor=SYSTEM, name=name, division_code="350102", kind=AgencyKind.STATION, at=now())
    return "青峦监督分站"


def _office_elsewhere() -> str:
    add_agency(actor=SYSTEM, name="鹭江监督分站", division_code="350203", kind=AgencyKind.STATION, at=now())
    return "鹭江监督分站"


samples["projects"] = Sample(grant=_inspector, mine=_projects, others=_project_elsewhere)
samples["enterprises"] = Sample(grant=_inspector, mine=_enterprises)
samples["people"] = Sample(grant=_inspector, mine=_people)
samples["equipment"] = Sample(grant=_inspector, mine=_machines)
samples["equipment_stands"] = Sample(grant=_inspector, mine=_stands, others=_stand_elsewhere)
samples["site_workers"] = Sample(grant=_inspector, mine=_workers, others=_worker_elsewhere)
samples["informants"] = Sample(grant=_inspector, mine=_informants, others=_informant_elsewhere)
samples["informant_offices"] = Sample(grant=_inspector, mine=_offices, others=_office_elsewhere, holds=1)
