"""一张网: five registers that lead to each other, read by four levels as far as each may, worked on together."""

import pytest
from django.test import Client

from zhiben.domains.certificates.public import CertificateFacts, issue_certificate
from zhiben.domains.certificates.tests.factories import manager_b
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.testing.calling import Caller
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.registry.agencies.models import Agency
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.equipment.public import EquipmentFacts, place_equipment, register_equipment
from zhiben.registry.people.models import Person
from zhiben.registry.projects.public import PartyLine, appoint, set_parties
from zhiben.registry.projects.tests.conftest import Region

pytestmark = pytest.mark.django_db


def body(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.clause("national-2024/2.2.5a")
def test_five_registers_lead_to_each_other_for_four_levels(region: Region, firm: Enterprise, manager: Person) -> None:
    own, day = region.actor(region.gulou), today()
    site = region.project(region.gulou)
    set_parties(actor=own, project_id=site.pk, parties=[PartyLine(role="contractor", enterprise_id=firm.pk)], on=day,
                at=now())  # fmt: skip
    appoint(actor=own, project_id=site.pk, post="site_manager", person_id=manager.pk, on=day, at=now())
    facts = EquipmentFacts(kind="tower", model="QTZ80", filing_no="闽A-T00001", owner_id=firm.pk)
    machine = register_equipment(actor=system_actor(), facts=facts, at=now())
    place_equipment(actor=own, equipment_id=machine.pk, project_id=site.pk, on=day, at=now())
    b = manager_b(region, manager.pk, firm.pk)
    given = CertificateFacts(kind="crane_filing", number="闽A-T00001", equipment_id=machine.pk)
    filing = issue_certificate(actor=region.actor(region.city, Role.CERTIFIER), facts=given, at=now())
    files = {
        f"/enterprises/{firm.pk}/": (f"/projects/{site.pk}/", b.number),
        f"/projects/{site.pk}/": (f"/enterprises/{firm.pk}/", f"/people/{manager.pk}/", f"/equipment/{machine.pk}/"),
        f"/people/{manager.pk}/": (site.name, b.number),
        f"/equipment/{machine.pk}/": (f"/projects/{site.pk}/", firm.name, filing.number),
        f"/agencies/{region.gulou.pk}/": ("鼓楼质安站",),
    }

    def at(agency: Agency | None, name: str, role: Role = Role.INSPECTOR) -> Grant:
        path, level = (agency.path, agency.level) if agency else ("", "nation")
        return make_person(name, role, agency=agency.pk if agency else new_id(), path=path, level=level)

    for agency, name in ((None, "nation"), (region.province, "province"), (region.city, "city"), (region.gulou, "own")):
        client = client_of(at(agency, name))
        for path, found in files.items() if name in ("nation", "own") else list(files.items())[1:2]:
            page = body(client, path)
            assert [one for one in found if one not in page] == [], (name, path)
    # The neighbour reads the open registers, not the site; nobody there is shown its name.
    beside = client_of(at(region.taijiang, "beside"))
    assert beside.get(f"/projects/{site.pk}/").status_code == 404
    assert site.name not in body(beside, f"/equipment/{machine.pk}/")
    body(beside, f"/enterprises/{firm.pk}/")

    # Worked on together: a county asks, the province decides, the county reads the answer.
    county = Caller(at(region.gulou, "enforcer", Role.ENFORCER))
    issuer = Caller(at(region.province, "issuer", Role.CERTIFIER))
    asked = county.post(f"/certificates/{b.pk}/requests", wanted="cancel", reason="持证人已离开企业").json()
    done = issuer.post(f"/certificates/{b.pk}/actions/cancel", reason="持证人已离开企业")
    assert (done.status_code, done.json()["state"]) == (200, "cancelled")
    answered = county.get(f"/certificate-requests/{asked['id']}").json()
    assert (answered["state"], done.json()["decision_no"] in answered["answer"]) == ("DECIDED", True)
