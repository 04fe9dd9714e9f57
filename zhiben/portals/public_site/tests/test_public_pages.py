"""The landing page, and checking a paper notice by its number."""

import pytest
from django.test import Client
from django.utils.html import strip_tags

from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.tests.factories import draft, issued, make_site, user_of
from zhiben.kernel.papers.models import WrongTries

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice() -> Notice:
    return issued(make_site())


def check(notice: Notice, number: str = "", digits: str = "", address: str = "10.1.1.1") -> tuple[int, str]:
    given = {"number": number or notice.number, "check": digits or notice.content_hash[:8]}
    answer = Client().post("/verify", given, REMOTE_ADDR=address)
    return answer.status_code, answer.headers.get("Location", "") or strip_tags(answer.content.decode())


def test_landing_leads_to_signing_in_and_to_checking() -> None:
    page = Client().get("/").content.decode()
    assert 'href="/login"' in page
    assert 'href="/verify"' in page
    assert "<script" not in page


def test_landing_leads_somebody_signed_in_to_work(notice: Notice) -> None:
    client, site = Client(), make_site(name="另一工程")
    client.force_login(user_of(site.inspector))
    page = client.get("/").content.decode()
    assert 'href="/home"' in page
    assert "进入工作台" in page


def test_number_and_check_code_lead_to_the_notice(notice: Notice) -> None:
    found = (302, f"/n/{notice.token}")
    assert check(notice) == found
    assert check(notice, notice.number.replace("〔", "[").replace("〕", "]")) == found
    assert check(notice, f" {notice.number} ", notice.content_hash[:8].upper()) == found
    assert check(notice, notice.number.replace("〔", "（").replace("〕", "）")) == found


@pytest.mark.parametrize(("number", "digits"), [("榕鼓建责改〔2020〕999号", ""), ("", "00000000")])
def test_one_alone_does_not_say_that_the_other_is_right(notice: Notice, number: str, digits: str) -> None:
    status, said = check(notice, number, digits)
    assert status == 403
    assert "没有查到这份文书" in said


def test_a_draft_is_not_found() -> None:
    drafted = draft(make_site())
    status, said = check(drafted, "（草稿）", "00000000")
    assert (status, "没有查到" in said) == (403, True)


def test_what_is_not_filled_in_is_named(notice: Notice) -> None:
    assert Client().post("/verify", {"number": "", "check": ""}).status_code == 422
    status, said = check(notice, digits="1234")
    assert status == 422
    assert "8 位校验码" in said
    assert check(notice, "\0", "\0\0\0\0\0\0\0\0")[0] == 422
    assert check(notice, "文号\0", "\0\0\0\0\0\0\0\0")[0] == 422
    assert check(notice, "文号\0", "\x0000000000")[0] == 403


def test_guessing_check_codes_stops(notice: Notice) -> None:
    assert [check(notice, digits="00000000")[0] for _ in range(6)] == [403] * 5 + [429]
    assert check(notice)[0] == 429
    assert check(notice, address="10.9.9.9")[0] == 302
    assert "10.1.1.1" not in str(list(WrongTries.objects.values_list()))
