"""The pages of projects, enterprises and people, as those who work with them use them."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.conformance.visible import oddities, visible_text
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.registry.agencies.models import Agency
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.people.models import Person
from zhiben.registry.projects.models import Project, ProjectPeriod
from zhiben.registry.projects.public import parties_of, posts_of
from zhiben.registry.projects.services import PartyLine, appoint, set_parties
from zhiben.registry.projects.tests.conftest import NUMBER, PHONE, Region


def clerk(agency: Agency) -> Client:
    return client_of(
        make_person(f"clerk{Grant.objects.count()}", Role.CLERK, agency=agency.pk, path=agency.path, level=agency.level)
    )


def enterprise_client(firm: Enterprise) -> Client:
    return client_of(make_person("firm", Role.ENTERPRISE_ADMIN, agency=firm.pk, reach=ReachKind.ENTERPRISE))


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    page = answer.content.decode()
    assert oddities(page, known=frozenset()) == []
    return " ".join(visible_text(page))


@pytest.fixture
def project(region: Region, firm: Enterprise, manager: Person) -> Project:
    made, actor = region.project(region.gulou, progress="主体5层", risk="larger"), region.actor(region.gulou)
    lines = [PartyLine(role="contractor", enterprise_id=firm.pk)]
    set_parties(actor=actor, project_id=made.pk, parties=lines, on=today(), at=now())
    appoint(actor=actor, project_id=made.pk, post="site_manager", person_id=manager.pk, enterprise_id=firm.pk,
            on=today(), at=now())  # fmt: skip
    return made


def test_a_project_page_shows_facts_parties_and_masked_people(region: Region, project: Project) -> None:
    text = text_of(clerk(region.gulou).get(f"/projects/{project.pk}/"))
    for word in ("青石路安置房一期", "在建", "较大风险（橙）", "福建省福州市鼓楼区", "鼓楼质安站", "主体5层", "施工总承包",
                 "闽江建设有限公司", "项目负责人", "陈大山", "138****1234", "修改档案", "变更状态"):  # fmt: skip
        assert word in text
    assert PHONE not in text


def test_only_the_responsible_agency_is_offered_the_verbs(region: Region, project: Project, firm: Enterprise) -> None:
    assert "修改档案" not in text_of(clerk(region.city).get(f"/projects/{project.pk}/"))
    assert clerk(region.city).post(f"/projects/{project.pk}/status", {
        "status": "stopped", "on": str(today()), "reason": "停工"}).status_code == 403  # fmt: skip
    assert "修改档案" not in text_of(enterprise_client(firm).get(f"/projects/{project.pk}/"))
    assert clerk(region.taijiang).get(f"/projects/{project.pk}/").status_code == 404
    assert Project.objects.get().status == "under_way"


def test_registering_changing_and_closing_a_project(region: Region) -> None:
    client = clerk(region.gulou)
    form = client.get("/projects/new").content.decode()
    assert '<option value="350102" selected>' in form
    assert "350103" not in form
    given = {"name": "新桥头道路改造", "division_code": "350102", "kind": "municipal", "start_on": "2026-03-01"}
    wrong = client.post("/projects/new", {**given, "plan_end_on": "2025-01-01"})
    assert wrong.status_code == 422
    assert "计划竣工日期不能早于开工日期" in wrong.content.decode()
    assert not Project.objects.exists()
    made = client.post("/projects/new", given)
    project = Project.objects.get()
    assert made["Location"] == f"/projects/{project.pk}/"
    client.post(f"/projects/{project.pk}/change", {**given, "progress": "路基"})
    client.post(f"/projects/{project.pk}/status", {"status": "ended", "on": "2026-06-01", "reason": "竣工"})
    project.refresh_from_db()
    assert (project.progress, project.status) == ("路基", "ended")
    assert list(ProjectPeriod.objects.order_by("valid_from").values_list("status", "valid_from")) == [
        ("under_way", date(2026, 3, 1)), ("ended", date(2026, 6, 1)),
    ]  # fmt: skip


def test_parties_are_named_and_registered_on_the_way(region: Region, project: Project, firm: Enterprise) -> None:
    client, url = clerk(region.gulou), f"/projects/{project.pk}/parties"
    assert "闽江建设有限公司" in client.get(url).content.decode()
    given = {
        "contractor": " 闽江建设有限公司", "consultant": "乌山监理有限公司", "labour": "甲劳务公司\n\n乙劳务公司",
        "on": str(today()),
    }  # fmt: skip
    assert client.post(url, given).status_code == 302
    assert {(p.role, p.enterprise.name) for p in parties_of(project.pk, today())} == {
        ("contractor", "闽江建设有限公司"), ("consultant", "乌山监理有限公司"), ("labour", "甲劳务公司"),
        ("labour", "乙劳务公司"),
    }  # fmt: skip
    assert Enterprise.objects.count() == 4
    unknown = client.post(url, {"owner": "91350100M000100Y43", "on": str(today())})
    assert unknown.status_code == 422
    assert len(parties_of(project.pk, today())) == 4


def test_a_post_is_taken_by_somebody_new_and_the_number_is_kept_masked(region: Region, project: Project) -> None:
    given = {"post": "safety_officer", "name": "王安", "id_number": "440524188001010014", "phone": "13700009876",
             "unit": str(project.parties.get().enterprise_id), "on": str(today())}  # fmt: skip
    answer = clerk(region.gulou).post(f"/projects/{project.pk}/posts", given, follow=True)
    text = text_of(answer)
    assert "王安" in text
    assert "137****9876" in text
    held = next(p for p in posts_of(project.pk, today()) if p.post == "safety_officer")
    assert held.person.id_number_masked == "440***********0014"


def test_pages_of_enterprise_and_person_lead_to_projects_one_may_see(region: Region, project: Project) -> None:
    firm: UUID = project.parties.get().enterprise_id
    person: UUID = project.posts.get().person_id
    for url, word in ((f"/enterprises/{firm}/", "施工总承包"), (f"/people/{person}/", "项目负责人")):
        mine, other = text_of(clerk(region.gulou).get(url)), text_of(clerk(region.taijiang).get(url))
        assert "青石路安置房一期" in mine
        assert word in mine
        assert "青石路安置房一期" not in other
        assert "没有您能看到的项目" in other
        for personal in (NUMBER, PHONE):
            assert personal not in mine + other


def test_a_full_number_is_shown_once_against_a_reason(region: Region, manager: Person) -> None:
    client, url = clerk(region.gulou), f"/people/{manager.pk}/number"
    assert NUMBER not in client.get(url).content.decode()
    refused = client.post(url, {"field": "id_number", "reason": "看"})
    assert (refused.status_code, NUMBER in refused.content.decode()) == (422, False)
    shown = client.post(url, {"field": "id_number", "reason": "核对安全员证书"})
    assert NUMBER in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert [a.detail["reason"] for a in Act.objects.filter(verb="person.unmask")] == ["核对安全员证书"]


def test_an_enterprise_sees_its_own_page_and_projects_only(region: Region, project: Project, firm: Enterprise) -> None:
    region.project(region.gulou, name="别人的工程")
    client = enterprise_client(firm)
    assert "青石路安置房一期" in text_of(client.get("/projects/"))
    assert "别人的工程" not in text_of(client.get("/projects/"))
    assert "闽江建设有限公司" in text_of(client.get(f"/enterprises/{firm.pk}/"))
    assert client.get("/enterprises/new").status_code == 403


def test_registering_an_enterprise_with_a_doubtful_code_keeps_it_and_says_so(region: Region) -> None:
    client = clerk(region.gulou)
    made = client.post("/enterprises/new", {"name": "乌山建工有限公司", "uscc": "91350100M000100Y44"}, follow=True)
    assert "统一社会信用代码的校验码不对" in text_of(made)
    firm = Enterprise.objects.get()
    url, kept = f"/enterprises/{firm.pk}/change", "91350100M000100Y44"
    refused = client.post(url, {"name": firm.name, "uscc": "91350100M000100Y43", "kind": "labour"})
    firm.refresh_from_db()
    assert (refused.status_code, "更正" in refused.content.decode()) == (422, True)
    assert (firm.doubtful, firm.uscc, firm.kinds) == (True, kept, [])
    client.post(url, {"name": firm.name, "uscc": kept, "kind": "labour"})
    firm.refresh_from_db()
    assert (firm.doubtful, firm.uscc, firm.kinds) == (True, kept, ["labour"])
