"""A county office with two officers, a firm on its register, and readers elsewhere."""

from dataclasses import dataclass

from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.ui.tests.people import make_person
from zhiben.registry.agencies.models import Agency
from zhiben.registry.agencies.public import add_agency
from zhiben.registry.agencies.terms import AgencyKind
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.enterprises.public import register_enterprise

WRONG = "周立三"


@dataclass
class Scene:
    office: Agency
    asker: Grant
    other: Grant
    third: Grant
    far: Grant
    head: Grant
    firm: Enterprise

    def actor(self, grant: Grant) -> Actor:
        return grant.actor()


def make_scene() -> Scene:
    office = add_agency(
        actor=system_actor(), name="鼓楼质安站", division_code="350102", kind=AgencyKind.STATION, at=now()
    )
    far = add_agency(actor=system_actor(), name="海口质安站", division_code="460106", kind=AgencyKind.STATION, at=now())
    firm = register_enterprise(
        actor=system_actor(), name="闽江建设有限公司", uscc="91350100MA00000010", division_code="350102",
        legal_person=WRONG, address="工业路1号", at=now(),
    )  # fmt: skip
    return Scene(
        office=office, firm=firm,
        asker=make_person("asker", Role.CLERK, agency=office.pk, path=office.path),
        other=make_person("other", Role.LEADER, agency=office.pk, path=office.path),
        third=make_person("third", Role.INSPECTOR, agency=office.pk, path=office.path),
        far=make_person("far", Role.INSPECTOR, agency=far.pk, path=far.path, level=far.level),
        head=make_person("head", Role.PRINCIPAL, agency=firm.pk, reach=ReachKind.ENTERPRISE),
    )  # fmt: skip
