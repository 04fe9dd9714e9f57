"""What anybody sees of a notice, and how a code opens it: on one phone, for one notice, not by guessing."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from zhiben.domains.hazards.models import Notice, NoticeCode
from zhiben.domains.hazards.services.codes import issue_code
from zhiben.domains.hazards.services.issuing import void_notice
from zhiben.domains.hazards.tests.factories import Site, draft, issued, items, make_site
from zhiben.domains.hazards.tests.phones import code_of, cookie_of, give_code, opened
from zhiben.domains.hazards.web.link.door import COOKIE
from zhiben.kernel.base.clock import now
from zhiben.kernel.papers.issued import hash_of, is_untouched
from zhiben.kernel.papers.models import WrongTries

pytestmark = pytest.mark.django_db
WRONG = "签收码不对、已用过或已过期"


@pytest.fixture
def site() -> Site:
    return make_site()


def words(answer: Any) -> str:
    return strip_tags(answer.content.decode())


def test_a_stranger_sees_that_the_paper_is_real_and_nothing_of_what_it_says(site: Site) -> None:
    notice = issued(site)
    answer = Client().get(f"/n/{notice.token}")
    assert answer.status_code == 200
    shown = words(answer)
    given = ("有效", notice.name, notice.number, site.agency.name, f"{notice.issued_on:%Y-%m-%d}", site.project.name)
    for text in given:
        assert text in shown
    assert hash_of(notice.content or {}) in shown
    hazard = items(notice)[0]
    for text in (notice.addressee, hazard.description, hazard.location, "林一"):
        assert text not in shown


@pytest.mark.parametrize("which", ["never made", "draft", "discarded"])
def test_what_was_never_issued_does_not_exist(site: Site, which: str) -> None:
    notice = draft(site)
    assert notice.token == ""
    token = {"never made": "no-such-token", "draft": notice.pk.hex, "discarded": str(notice.pk)[:32]}[which]
    if which == "discarded":
        from zhiben.domains.hazards.services.drafts import discard_draft

        discard_draft(actor=site.inspector, notice_id=notice.pk, reason="重复", at=now())
    for answer in (Client().get(f"/n/{token}"), Client().post(f"/n/{token}/open", {"code": "12345678"})):
        assert answer.status_code == 404
        assert "不存在" in words(answer)
        assert notice.name not in words(answer)
    assert Client().get(f"/n/{token}/document.pdf").status_code == 404


def test_a_voided_notice_says_so_and_takes_no_code(site: Site) -> None:
    notice = issued(site)
    code, phone = code_of(notice), opened(notice)
    another = issue_code(actor=site.inspector, notice=notice, at=now())
    void_notice(actor=site.leader, notice_id=notice.pk, reason="文号有误", at=now())
    for client in (Client(), phone):
        shown = words(client.get(f"/n/{notice.token}"))
        assert "作废" in shown
        assert "有效" not in shown
        assert "签收码" not in shown
        assert f"{now():%Y-%m-%d}" in shown
        assert "文号有误" in shown
    assert (code, another) != ("", "")


def test_the_content_stays_what_was_issued(site: Site) -> None:
    notice = issued(site)
    was = notice.content_hash
    hazard = items(notice)[0]
    type(hazard).objects.filter(pk=hazard.pk).update(description="改过的描述", deadline_on=now().date())
    notice.refresh_from_db()
    assert notice.paper
    assert (notice.content_hash, is_untouched(notice.paper)) == (was, True)
    assert notice.paper.content["items"][0]["description"] != "改过的描述"
    notice.paper.content["items"][0]["description"] = "另一种说法"
    assert not is_untouched(notice.paper)


def test_the_code_opens_the_notice_on_this_phone(site: Site) -> None:
    notice = issued(site)
    client = Client()
    answer = give_code(client, notice)
    assert (answer.status_code, answer["Location"]) == (302, f"/n/{notice.token}")
    cookie = answer.cookies[COOKIE]
    assert (cookie["path"], cookie["samesite"], cookie["max-age"]) == (f"/n/{notice.token}", "Lax", 30 * 24 * 3600)
    assert cookie["httponly"]
    row = NoticeCode.objects.get(notice=notice)
    assert (row.holder_name, row.holder_phone_masked, row.code_cipher) == ("吴大山", "138****1234", None)
    assert cookie.value not in row.secret_hash
    shown = words(client.get(f"/n/{notice.token}"))
    assert notice.addressee in shown
    assert items(notice)[0].description in shown


def test_a_used_an_expired_and_a_wrong_code_are_refused_alike(site: Site) -> None:
    notice = issued(site)
    used = code_of(notice)
    opened(notice)
    expired = issue_code(actor=site.inspector, notice=notice, at=now())
    NoticeCode.objects.filter(notice=notice, used_at=None).update(valid_until=now() - timedelta(seconds=1))
    for address, code in enumerate((used, expired, "00000000")):
        answer = give_code(Client(), notice, code, address=f"10.0.0.{address}")
        assert answer.status_code == 403
        assert WRONG in words(answer)
        assert COOKIE not in answer.cookies


def test_what_is_not_filled_in_is_named_all_at_once(site: Site) -> None:
    notice = issued(site)
    answer = Client().post(f"/n/{notice.token}/open", {})
    assert answer.status_code == 422
    for reason in ("请填写签收码", "请填写您的姓名", "请填写您的手机号"):
        assert reason in words(answer)
    assert "手机号不对" in words(give_code(Client(), notice, phone="12345"))
    assert not WrongTries.objects.filter(failures__gt=0).exists()
    opened(notice)


def test_guessing_stops_after_five_wrong_codes_for_a_quarter_of_an_hour(site: Site) -> None:
    notice, other = issued(site), issued(site)
    assert [give_code(Client(), notice, "00000000").status_code for _ in range(5)] == [403] * 5
    answer = give_code(Client(), notice)
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    assert "请 15 分钟后再试" in words(answer)
    assert NoticeCode.objects.get(notice=notice).used_at is None
    opened(other)
    WrongTries.objects.update(since=now() - timedelta(minutes=15))
    opened(notice)


def test_another_address_is_not_held_back_until_many_guess_together(site: Site) -> None:
    notice = issued(site)
    for _ in range(5):
        give_code(Client(), notice, "00000000", address="10.0.0.1")
    assert give_code(Client(), notice, "00000000", address="10.0.0.2").status_code == 403
    for number in range(44):
        give_code(Client(), notice, "00000000", address=f"10.0.1.{number}")
    assert give_code(Client(), notice, address="10.0.2.1").status_code == 429


def test_no_address_is_kept(site: Site) -> None:
    give_code(Client(), issued(site), "00000000", address="203.0.113.77")
    rows = [str(list(row)) for row in WrongTries.objects.values_list()]
    assert len(rows) == 2
    assert not any("203.0.113" in row for row in rows)


def test_a_cookie_opens_its_own_notice_only(site: Site) -> None:
    first, second = issued(site), issued(site)
    client = opened(first)
    forger = Client()
    for value in (cookie_of(client), cookie_of(client)[:-2] + "xx", "", "abc:def:ghi"):
        forger.cookies[COOKIE] = value
        page = forger.get(f"/n/{second.token}")
        assert items(second)[0].description not in words(page)
        assert "收到文书的单位，从这里打开办理" in words(page)
        assert forger.post(f"/n/{second.token}/receive").status_code == 302
    assert not Notice.objects.exclude(received_at=None).exists()


def test_a_colleague_opens_it_on_a_second_phone(site: Site) -> None:
    notice = issued(site)
    client = opened(notice)
    shown = words(client.post(f"/n/{notice.token}/colleague"))
    code = re.search(r"\b\d{8}\b", shown)
    assert code
    assert f"http://testserver/n/{notice.token}" in shown
    again = words(client.post(f"/n/{notice.token}/colleague"))
    assert code[0] in again
    colleague = opened(notice, code=code[0], name="郑小川", phone="13900005678")
    assert "以郑小川的名义" in words(colleague.get(f"/n/{notice.token}"))
    assert "以吴大山的名义" in words(client.get(f"/n/{notice.token}"))


def test_the_holder_reaches_nothing_else_of_the_project(site: Site) -> None:
    notice, other = issued(site), issued(site)
    client, hazard = opened(notice), items(other)[0]
    for address in (
        f"/n/{other.token}/document.pdf", f"/n/{other.token}/done", f"/notices/{notice.pk}/document.pdf",
        f"/hazards/{hazard.pk}/", f"/notices/{other.pk}/", "/hazards/", "/projects/", "/home",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code in (302, 404), address
        assert answer.status_code == 404 or answer["Location"].startswith(("/login", f"/n/{other.token}"))


@pytest.mark.parametrize("token", ["%00", "a%00b", "x" * 500, "..%2f", "令牌"])
def test_a_garbled_address_is_simply_not_there(token: str) -> None:
    assert Client().get(f"/n/{token}").status_code == 404


def test_what_no_text_can_hold_is_left_out(site: Site) -> None:
    notice = issued(site)
    client = opened(notice, name="吴\0大山" + "长" * 100)
    client.post(f"/n/{notice.token}/receive", {"receiver": "吴\0大山" + "长" * 100})
    notice.refresh_from_db()
    assert notice.received_by == ("吴大山" + "长" * 61)


def test_forms_need_their_token(site: Site) -> None:
    notice = issued(site)
    answer = give_code(Client(enforce_csrf_checks=True), notice)
    assert answer.status_code == 403
    assert NoticeCode.objects.get(notice=notice).used_at is None
