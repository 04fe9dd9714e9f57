"""Projects through the interface: only one's own, page by page, masked."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from zhiben.kernel.access.models import Grant, Token, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now, today
from zhiben.registry.agencies.models import Agency
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.people.models import Person
from zhiben.registry.projects.services import PartyLine, appoint, change_status, set_parties
from zhiben.registry.projects.tests.conftest import NUMBER, PHONE, Region

URL = "/api/v1/projects"


def caller(agency: Agency) -> Client:
    user = User.objects.create_user(str(agency.pk), None, name="林一")
    grant = Grant.objects.create(
        user=user, role=Role.INSPECTOR, reach=ReachKind.AGENCY, reach_id=agency.pk, path=agency.path,
        level=agency.level, valid_from=now() - timedelta(days=1),
    )  # fmt: skip
    digest = hashlib.sha256(str(agency.pk).encode()).hexdigest()
    Token.objects.create(grant=grant, digest=digest, name="测试", created_at=now())
    return Client(headers={"Authorization": f"Bearer {agency.pk}"})


def names(answer: Any) -> list[str]:
    return [item["name"] for item in answer.json()["items"]]


def test_a_list_holds_what_the_caller_may_see(region: Region) -> None:
    region.project(region.gulou, name="鼓楼工程")
    region.project(region.taijiang, name="台江工程")
    gulou, city = caller(region.gulou), caller(region.city)
    assert names(gulou.get(URL)) == ["鼓楼工程"]
    assert names(gulou.get(f"{URL}?division=350103")) == []
    first = city.get(f"{URL}?limit=1&count=true")
    assert (names(first), first.json()["count"]) == (["鼓楼工程"], 2)
    assert names(city.get(f"{URL}?cursor={first.json()['next']}")) == ["台江工程"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=（一期）", ["青石路（一期）"]),
        ("q=gl-001", ["青石路（一期）"]),
        ("kind=municipal", []),
        ("status=stopped", ["闽江大桥"]),
        ("under_construction=true", ["青石路（一期）", "闽江大桥"]),
        ("under_construction=false", ["停建楼"]),
        ("risk=major", ["闽江大桥"]),
    ],
)
def test_filters(region: Region, query: str, found: list[str]) -> None:
    region.project(region.gulou, name="青石路（一期）", supervise_no="GL-001")
    bridge = region.project(region.gulou, name="闽江大桥", risk="major")
    ended = region.project(region.gulou, name="停建楼")
    actor = region.actor(region.gulou)
    change_status(actor=actor, project_id=bridge.pk, status="stopped", on=today(), reason="停工", at=now())
    change_status(actor=actor, project_id=ended.pk, status="suspended", on=today(), reason="中止", at=now())
    assert names(caller(region.gulou).get(f"{URL}?{query}")) == found


def test_a_project_shows_its_parties_and_posts_with_masked_phones(
    region: Region, firm: Enterprise, manager: Person
) -> None:
    project, actor = region.project(region.gulou), region.actor(region.gulou)
    lines = [PartyLine(role="contractor", enterprise_id=firm.pk)]
    set_parties(actor=actor, project_id=project.pk, parties=lines, on=today(), at=now())
    appoint(actor=actor, project_id=project.pk, post="site_manager", person_id=manager.pk, on=today(), at=now())
    answer = caller(region.gulou).get(f"{URL}/{project.pk}")
    body = answer.json()
    assert [(p["name"], p["role_label"]) for p in body["parties"]] == [("闽江建设有限公司", "施工总承包")]
    assert [(p["name"], p["post_label"], p["phone_masked"]) for p in body["posts"]] == [
        ("陈大山", "项目负责人", "138****1234")
    ]
    assert NUMBER not in answer.content.decode()
    assert PHONE not in answer.content.decode()


def test_another_county_is_told_there_is_no_such_project(region: Region) -> None:
    project = region.project(region.gulou, name="机密工程")
    answer = caller(region.taijiang).get(f"{URL}/{project.pk}")
    assert answer.status_code == 404
    assert "机密" not in answer.content.decode()
    assert Client().get(URL).status_code == 401
