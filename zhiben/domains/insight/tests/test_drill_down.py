"""Down the net: enterprise → project → person and machine → certificate, each number opening exactly its records."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conformance.visible import oddities
from zhiben.domains.certificates.public import CertificateRow, ensure_certificates
from zhiben.domains.hazards.terms import Level
from zhiben.domains.hazards.tests.factories import Site, finding, issued, make_site, photo, user_of
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.ids import new_id
from zhiben.registry.agencies.public import Duty, add_grid, set_grid_officers
from zhiben.registry.agencies.terms import GridRole
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.equipment.public import EquipmentFacts, place_equipment, register_equipment
from zhiben.registry.people.models import Person
from zhiben.registry.people.public import register_person
from zhiben.registry.projects.models import ProjectPost, SiteWorker
from zhiben.registry.projects.services import place_in_grids

pytestmark = pytest.mark.django_db


def employ(site: Site, number: int) -> None:
    """One more of everything below the enterprise: a worker with a certificate, a machine on the site."""
    at, system = now(), system_actor()
    person = register_person(actor=system, name=f"陈{number}", employer_id=site.contractor.pk, at=at)
    SiteWorker.objects.create(
        project=site.project, person=person, enterprise=site.contractor, trade="塔式起重机司机", special=True,
        valid_from=date(2026, 1, 5),
    )  # fmt: skip
    certificate(site, person, f"闽A01202500{number:04d}", today() - timedelta(days=1))
    machine = register_equipment(
        actor=site.inspector, at=at,
        facts=EquipmentFacts(kind="tower", model="QTZ80", serial=f"S{number}", owner_id=site.contractor.pk),
    )  # fmt: skip
    place_equipment(
        actor=site.inspector, equipment_id=machine.pk, project_id=site.project.pk, on=date(2026, 2, 1), at=at
    )


def certificate(site: Site, person: Person, number: str, until: date) -> None:
    row = CertificateRow(
        kind="special_worker", number=number, holder_name=person.name, class_code="03", person_id=person.pk,
        employer_id=site.contractor.pk, employer_name=site.contractor.name, issuer_name="某省住房和城乡建设厅",
        issued_on=until - timedelta(days=700), valid_from=until - timedelta(days=700), valid_to=until,
    )  # fmt: skip
    ensure_certificates([row], actor=system_actor(), at=now(), batch=new_id())


@pytest.fixture
def site() -> Site:
    site = make_site(lng=119, lat=26)
    before = (photo(site.inspector),)
    issued(
        site, finding(before_photos=before),
        finding("基坑支护变形超过预警值未停工", level=Level.MAJOR, clause_code="2024-7.1", before_photos=before),
    )  # fmt: skip
    employ(site, 1)
    return site


def promote(site: Site, name: str) -> None:
    """Into a key post."""
    held = Person.objects.get(name=name)
    ProjectPost.objects.create(project=site.project, person=held, post="safety_officer", valid_from=date(2026, 1, 5))


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    text = str(answer.content.decode())
    assert oddities(text) == []
    return text


def numbers(text: str) -> dict[str, tuple[str, str]]:
    """The figures at the top: label → (number, address)."""
    found = re.findall(r'<(?:a|div) class="zb-figure[^"]*"(?: href="([^"]*)")?>([^<]+)<b>([^<]+)</b>', text)
    return {label: (number, address.replace("&amp;", "&")) for address, label, number in found}


def test_from_the_enterprise_down_to_the_certificate(site: Site) -> None:
    client = Client()
    client.force_login(user_of(site.inspector))
    firm = page(client, f"/enterprises/{site.contractor.pk}/")
    top = numbers(firm)
    assert {label: number for label, (number, _) in top.items()} == {
        "参建项目": "1", "受聘人员": "1", "起重机械": "1", "证照": "0", "人员证照": "1", "未销号隐患": "2",
        "未销号重大隐患": "1", "事故险情": "0",
    }  # fmt: skip
    for label, rows in (("参建项目", 1), ("受聘人员", 1), ("未销号隐患", 2), ("未销号重大隐患", 1)):
        assert f"共 {rows} 条" in page(client, top[label][1]), label
    project = page(client, f"/projects/{site.project.pk}/")
    assert numbers(project)["在场人员"] == ("1", "#workers")
    assert "陈1" in project
    assert "没有登记证照" in project
    person = page(client, f"/people/{Person.objects.get(name='陈1').pk}/")
    assert "过期" in person
    assert site.project.name in person
    assert re.search(r'href="/certificates/[0-9a-f-]+/"', person)
    # One more of everything: the same number of queries.
    promote(site, "陈1")
    before = _queries(client, site)
    employ(site, 2)
    promote(site, "陈2")
    assert _queries(client, site) == before
    assert "过期" in page(client, f"/projects/{site.project.pk}/")
    stranger = Client()
    other = make_site(code="350103", name="别处的工程")
    stranger.force_login(user_of(other.inspector))
    seen = numbers(page(stranger, f"/enterprises/{site.contractor.pk}/"))
    assert (seen["参建项目"][0], seen["未销号隐患"][0], seen["受聘人员"][0]) == ("0", "0", "2")
    assert Enterprise.objects.count() == 2


def _queries(client: Client, site: Site) -> list[int]:
    counts = []
    for address in (f"/enterprises/{site.contractor.pk}/", f"/projects/{site.project.pk}/"):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(address)
        counts.append(len(caught))
    return counts


def test_grids_show_what_weighs_on_them(site: Site) -> None:
    client = Client()
    client.force_login(user_of(site.leader))
    grid = add_grid(
        actor=site.leader, agency_id=site.agency.pk, name="东片", at=now(),
        outline="118.9,25.9\n119.1,25.9\n119.1,26.1\n118.9,26.1",
    )  # fmt: skip
    duties = [Duty(site.officers[0].pk, GridRole.MAIN)]
    set_grid_officers(actor=site.leader, grid_id=grid.pk, duties=duties, on=today(), at=now())
    assert "有 1 个在建项目不在任何网格里" in page(client, "/grids/map")
    place_in_grids(at=now())
    assert numbers(page(client, f"/grids/{grid.pk}/")) == {
        "在建项目": ("1", f"/projects/?grid={grid.pk}"), "未销号隐患": ("2", ""), "其中重大": ("1", ""),
        "本月到场": ("1", ""),
    }  # fmt: skip
    assert site.project.name in page(client, f"/projects/?grid={grid.pk}")
    assert site.project.name not in page(client, "/projects/?ungridded=1")
    load = re.sub(r"<[^>]+>|\s+", " ", page(client, "/grids/officers"))
    assert re.search(r"林一 .*东片\s+1\s+2\s+1", re.sub(r"\s+", " ", load)), load
    assert (
        "不在任何网格里" not in page(client, "/grids/map").split("</head>")[1].split("zb-meaning")[1].split("</p>")[1]
    )
    assert "没有网格" in page(client, "/grids/officers?free=1")
