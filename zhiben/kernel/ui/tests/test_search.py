"""Ctrl-K's page: what it shows, to whom, and what it never shows."""

import pytest
from django.test import Client

from tests.conformance.visible import oddities
from zhiben.domains.hazards.tests.factories import Site, account, issued, make_site, site_account, user_of
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.search.keeping import refresh_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    found = make_site()
    issued(found)
    refresh_all()
    return found


def client(actor: Actor) -> Client:
    one = Client()
    one.force_login(user_of(actor))
    return one


def page(actor: Actor, text: str, **more: str) -> str:
    answer = client(actor).get("/search", {"q": text, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_inspector_finds_project_hazard_notice_and_people_grouped_with_counts(site: Site) -> None:
    shown = page(site.inspector, "青石路")
    for label in ("工程项目", "执法文书", "隐患"):
        assert f"{label}<span>1 条</span>" in shown
    assert "<mark>青石路</mark>安置房一期工程" in shown
    assert f"/projects/{site.project.pk}/" in shown
    assert oddities(shown) == []


@pytest.mark.parametrize("text", ["qsl", "qingshilu", "azf", "qingsl", "JD350102", "青石 安置房", "青石路　８８号"])
def test_sound_code_and_address_lead_to_the_project(site: Site, text: str) -> None:
    assert f"/projects/{site.project.pk}/" in page(site.inspector, text)


def test_another_county_and_another_site_find_nothing_of_it(site: Site) -> None:
    other = make_site(code="320412", name="别处的工程")
    refresh_all()
    stranger = site_account("何", Role.SITE_MANAGER, other.project)
    for actor in (other.inspector, stranger):
        assert "没有找到" in page(actor, "青石路安置房")
    manager = site_account("吴", Role.SITE_MANAGER, site.project)
    assert f"/projects/{site.project.pk}/" in page(manager, "青石路安置房")


def test_the_dialog_asks_for_a_fragment(site: Site) -> None:
    headers = {"HX-Request": "true", "HX-Target": "search-found"}
    answer = client(site.inspector).get("/search", {"q": "yhtz"}, headers=headers)
    shown = answer.content.decode()
    assert "<html" not in shown
    assert 'href="/hazards/"' in shown
    assert "隐患台账" in shown


def test_pages_and_acts_are_those_of_the_role(site: Site) -> None:
    assert "现场检查开文书" in page(site.inspector, "开文书")
    manager = site_account("吴", Role.SITE_MANAGER, site.project)
    assert "现场检查开文书" not in page(manager, "开文书")


def test_a_kind_is_paged(site: Site) -> None:
    for _ in range(21):
        issued(site)
    refresh_all()
    assert "/notices/?q=%E8%B4%A3%E4%BB%A4" in page(site.inspector, "责令限期")
    assert "/notices/?q=" not in page(site.inspector, "zelingxianqi"), "lists do not know sounds"
    first = page(site.inspector, "责令限期", kind="notice")
    second = page(site.inspector, "责令限期", kind="notice", page="2")
    assert first.count("data-hit") >= 20
    assert "下一页" in first
    assert "上一页" in second
    assert second.count("/notices/") < first.count("/notices/")


def test_the_end_of_a_phone_number_is_looked_up_on_demand_recorded_and_not_shown(site: Site) -> None:
    offered = page(site.inspector, "1234")
    assert "吴大山" not in offered
    assert "phone=1" in offered
    assert not Act.objects.filter(verb="person.find_by_phone").exists()

    for digits in ("1234", "01234", "13800001234"):
        shown = page(site.inspector, digits, phone="1")
        assert "吴大山" in shown
        assert "1234<" not in shown.replace('value="', "")
        assert "138****" not in shown
    assert "吴大山" not in page(site.inspector, "91234", phone="1")
    acts = Act.objects.filter(verb="person.find_by_phone").order_by("id")
    assert [(act.detail["digits"], act.detail["found"]) for act in acts] == [(4, 1), (5, 1), (11, 1), (5, 0)]
    assert "1234" not in str([act.detail for act in acts])


def test_who_may_not_look_people_up_gets_no_number_search(site: Site) -> None:
    manager = site_account("吴", Role.SITE_MANAGER, site.project)
    assert "phone=1" not in page(manager, "1234")
    assert "吴大山" not in page(manager, "1234", phone="1")
    assert not Act.objects.filter(verb="person.find_by_phone").exists()


def test_administrators_find_offices_but_no_cases(site: Site) -> None:
    keeper = account("孙", Role.SYSTEM_ADMIN, site.agency)
    shown = page(keeper, "青石路")
    assert "/projects/" not in shown
    assert "监督站" in page(keeper, "gulou") or "监督站" in page(keeper, "鼓楼区")


@pytest.mark.parametrize(
    "text",
    ["", " ", "　", "'; drop table x; --", "%", "_", "\\", "<script>alert(1)</script>", "a" * 5000, "中" * 5000, "\x00青",
     "((((", "[a-z]*", "@350102", "=青石路", "#jd",
     "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "青" * 3 + "\u200b路", "０１２３", "a b c d e f g h"],
)  # fmt: skip
def test_anything_may_be_typed(site: Site, text: str) -> None:
    shown = page(site.inspector, text)
    assert "<script>alert" not in shown
    assert "系统出了问题" not in shown


def test_the_interface_answers_the_same(site: Site) -> None:
    signed_in = client(site.inspector)
    answer = signed_in.get("/api/v1/search", {"q": "青石路", "limit": "5"})
    assert answer.status_code == 200
    groups = {one["kind"]: one for one in answer.json()}
    assert {"project", "hazard", "notice"} <= groups.keys()
    assert groups["project"]["hits"][0]["url"] == f"/projects/{site.project.pk}/"
    assert (groups["project"]["number"], groups["project"]["more"]) == (1, False)
    only = signed_in.get("/api/v1/search", {"q": "青石路", "kind": "hazard"}).json()
    assert [one["kind"] for one in only] == ["hazard"]
    people = signed_in.get("/api/v1/search", {"q": "1234", "phone": "true"}).json()
    assert [hit["title"] for hit in people[0]["hits"]] == ["吴大山"]
    assert "138" not in str(people)
    assert signed_in.get("/api/v1/search", {"q": "青", "limit": "201"}).status_code == 422
    assert signed_in.get("/api/v1/search").status_code == 422
    assert Client().get("/api/v1/search", {"q": "青"}).status_code == 401


def test_the_number_of_statements_does_not_grow_with_what_is_found(
    site: Site, django_assert_max_num_queries: object
) -> None:
    for _ in range(8):
        issued(site)
    refresh_all()
    signed_in = client(site.inspector)
    signed_in.get("/search", {"q": "责令"})
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        signed_in.get("/search", {"q": "责令", "kind": "notice"})


def test_what_was_issued_a_moment_ago_is_found_by_its_number(site: Site) -> None:
    notice = issued(site)
    refresh_all()
    assert f"/notices/{notice.pk}/" in page(site.inspector, notice.number)
