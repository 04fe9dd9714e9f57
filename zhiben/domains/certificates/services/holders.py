"""Whose a certificate is and where that holder stands: the columns that follow from the ids given."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from zhiben.domains.certificates.terms import CertificateKind
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import InvalidInput
from zhiben.registry.agencies.public import agency, codes_on, paths_by_code
from zhiben.registry.enterprises.public import enterprises
from zhiben.registry.equipment.public import equipment
from zhiben.registry.people.public import people
from zhiben.registry.projects.public import projects


@dataclass(frozen=True, kw_only=True)
class Holder:
    """``place``: the path of the holder's division, the issuing agency's where none is known."""

    name: str
    employer_name: str
    place: str
    where_name: str
    columns: dict[str, Any]


def holder_of(actor: Actor, facts: Any, office_path: str) -> Holder:
    """Looks up what the kind needs. Raises InvalidInput naming the field that is missing or cannot be seen."""
    return _FINDERS[CertificateKind(facts.kind)](actor, facts, office_path)


def place_columns(path: str) -> dict[str, str]:
    province, city, county = codes_on(path)
    return {"place": path, "province": province, "city": city, "county": county}


def _enterprise(actor: Actor, facts: Any, office_path: str) -> Holder:
    found = _needed(enterprises(actor), facts.enterprise_id, "enterprise_id", "请选择持证企业")
    place = _home(found, office_path)
    return Holder(
        name=found.name, employer_name="", place=place, where_name=found.name, columns={"enterprise_id": found.pk}
    )


def _person(actor: Actor, facts: Any, office_path: str) -> Holder:
    found = _needed(people(actor), facts.person_id, "person_id", "请选择持证人")
    employer_id = facts.employer_id or found.employer_id
    employer = enterprises(actor).filter(pk=employer_id).first() if employer_id else None
    if employer is None and facts.kind == CertificateKind.SAFETY_MANAGER:
        raise InvalidInput.of("employer_id", "安管人员考核合格证要写明受聘企业")
    unit = employer.name if employer else ""
    place = _home(employer, office_path) if employer else office_path
    columns = {"person_id": found.pk, "employer_id": employer.pk if employer else None}
    return Holder(name=found.name, employer_name=unit, place=place, where_name=unit, columns=columns)


def _machine(actor: Actor, facts: Any, office_path: str) -> Holder:
    found = _needed(equipment(actor), facts.equipment_id, "equipment_id", "请选择设备")
    columns: dict[str, Any] = {"equipment_id": found.pk, "enterprise_id": facts.enterprise_id or found.owner_id}
    unit = enterprises(actor).filter(pk=columns["enterprise_id"]).first() if columns["enterprise_id"] else None
    if facts.kind == CertificateKind.CRANE_FILING:
        place = _home(unit, office_path) if unit else office_path
        where = unit.name if unit else ""
        return Holder(name=str(found), employer_name="", place=place, where_name=where, columns=columns)
    site = _needed(projects(actor), facts.project_id, "project_id", "使用登记要写明使用工程")
    columns["project_id"] = site.pk
    return Holder(name=str(found), employer_name="", place=site.place, where_name=site.name, columns=columns)


def _officer(actor: Actor, facts: Any, office_path: str) -> Holder:
    from django.apps import apps

    rows = apps.get_model("agencies", "Officer").objects.all()
    found = _needed(rows, facts.officer_id, "officer_id", "请选择监督人员")
    office = agency(found.agency_id)
    return Holder(
        name=found.name, employer_name=office.name, place=office.path, where_name=office.name,
        columns={"officer_id": found.pk},
    )  # fmt: skip


def _recorded_elsewhere(actor: Actor, facts: Any, office_path: str) -> Holder:
    raise InvalidInput.of("kind", "注册建造师注册证书不在这里颁发，由台账导入比对")


_FINDERS = {
    CertificateKind.ENTERPRISE_LICENSE: _enterprise, CertificateKind.SAFETY_MANAGER: _person,
    CertificateKind.SPECIAL_WORKER: _person, CertificateKind.CRANE_REGISTRATION: _machine,
    CertificateKind.CRANE_FILING: _machine, CertificateKind.SUPERVISOR_STAFF: _officer,
    CertificateKind.CONSTRUCTOR: _recorded_elsewhere,
}  # fmt: skip


def _needed(rows: Any, wanted: UUID | None, name: str, said: str) -> Any:
    found = rows.filter(pk=wanted).first() if wanted else None
    if found is None:
        raise InvalidInput.of(name, said)
    return found


def _home(unit: Any, office_path: str) -> str:
    """Where an enterprise is registered; the issuing agency's place where the register does not say."""
    if not unit.division_code:
        return office_path
    return paths_by_code([unit.division_code]).get(unit.division_code, office_path)
