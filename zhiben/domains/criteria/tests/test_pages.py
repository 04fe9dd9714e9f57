"""The library, a clause with its guided check, and the options of forms, through their doors."""

from datetime import date

import pytest
from django.test import Client

from tests.conformance.visible import oddities
from zhiben.domains.criteria.models import Clause
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.ui.tests.people import client_of, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return client_of(make_person("lin"))


@pytest.fixture
def principal() -> Client:
    return client_of(make_person("chen", Role.PRINCIPAL, reach=ReachKind.ENTERPRISE))


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_library_opens_on_the_edition_in_force_and_keeps_the_old_one(client: Client) -> None:
    page = read(client, "/criteria/")
    assert "共 53 条" in page
    assert "2024-12-13 起施行" in page
    assert "2022版 <b>已废止</b>" in page
    old = read(client, "/criteria/?edition=2022")
    assert "共 34 条" in old
    assert "至 2024-12-12 止" in old
    assert "悬臂高度超限" in old
    assert "未核实" in old


@pytest.mark.parametrize("address", ["/criteria/", "/criteria/?edition=2022", "/criteria/general"])
def test_lists_show_no_codes_and_no_english(client: Client, address: str) -> None:
    page = read(client, address)
    assert oddities(page) == []
    assert ">2024-5.4<" not in page


def test_search_narrows_and_says_when_nothing_fits(client: Client) -> None:
    found = read(client, "/criteria/?q=lqj")
    assert "共 1 条" in found
    assert "无连墙件或整层缺失" in found
    assert "没有符合的条款。" in read(client, "/criteria/?q=核电站")
    assert "共 4 条" in read(client, "/criteria/?category=pit")


def test_every_clause_has_a_page(client: Client) -> None:
    for code in Clause.objects.values_list("code", flat=True):
        assert oddities(read(client, f"/criteria/{code}/")) == []
    assert client.get("/criteria/2024-99.1/").status_code == 404


def test_a_page_takes_the_same_queries_however_much_it_shows(
    client: Client, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get("/criteria/")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get("/criteria/2024-5.4/")


def test_a_principal_of_an_enterprise_checks_himself_against_a_clause(principal: Client) -> None:
    fresh = read(principal, "/criteria/2024-9.4/")
    assert "井道内是否没有采取水平防护措施？" in fresh
    assert "以下有一项成立即可" in fresh
    assert "以下各项须同时成立" in fresh
    open_ = read(principal, "/criteria/2024-9.4/?a-gap_through=0&a-shaft_through=1&a-shaft_open=1")
    assert "尚不能判定" in open_
    assert "还需查明：（1）电梯井口是否没有设置防护门？" in open_
    major = read(principal, "/criteria/2024-9.4/?a-shaft_through=1&a-shaft_open=1&a-shaft_no_door=1")
    assert "依据建质规〔2024〕5号第九条第（四）项，构成重大事故隐患" in major
    none = read(principal, "/criteria/2024-9.4/?a-gap_through=0&a-shaft_through=1&a-shaft_open=0")
    assert "按本条不构成重大事故隐患" in none


def test_doubt_is_shown_before_anything_is_answered(client: Client) -> None:
    assert "没有写明“且”或“或”" in read(client, "/criteria/2024-11.2/")
    assert "未核实" in read(client, "/criteria/2022-4.2/")


def test_strangers_are_sent_to_sign_in() -> None:
    for address in ("/criteria/", "/criteria/general", "/criteria/picker", "/criteria/2024-5.4/"):
        assert Client().get(address)["Location"].startswith("/login")


def test_the_picker_offers_the_clauses_of_the_day(client: Client) -> None:
    old, new = (read(client, f"/criteria/picker?on={day}") for day in (date(2024, 12, 12), date(2024, 12, 13)))
    assert (old.count('<option value="2022-'), old.count('<option value="2024-')) == (34, 0)
    assert (new.count('<option value="2022-'), new.count('<option value="2024-')) == (0, 53)
    assert read(client, "/criteria/picker?on=2022-04-18").count("<option") == 1
    one = read(client, "/criteria/picker?on=2024-12-13&q=连墙件")
    assert 'data-category="脚手架工程"' in one
    assert 'data-evidence="连墙件平面立面布置图、逐层照片、检查验收记录"' in one
    assert "data-wording=" in one


def test_the_picker_never_loses_what_was_picked(client: Client) -> None:
    page = read(client, "/criteria/picker?on=2024-12-13&q=连墙件&picked=2024-5.4")
    assert page.count('<option value="2024-') == 2
    assert " selected>出现坍塌预兆未及时处理（建质规〔2024〕5号第五条第（四）项）</option>" in page


def test_the_picker_drops_a_choice_that_did_not_apply_that_day(client: Client) -> None:
    page = read(client, "/criteria/picker?on=2024-12-12&q=连墙件&picked=2024-5.4")
    assert page.count('<option value="2024-') == 0
    assert " selected>" not in page


def test_the_picker_offers_ordinary_wordings(client: Client) -> None:
    page = read(client, "/criteria/picker?level=GENERAL&category=power")
    assert page.count('data-category="施工用电"') == 4


def test_a_day_that_is_none_is_refused(client: Client) -> None:
    assert client.get("/criteria/picker?on=昨天").status_code == 422
