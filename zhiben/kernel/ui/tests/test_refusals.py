"""A refusal reads as a page, a fragment or problem+json; an error names itself for the operator."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from zhiben.kernel.base.errors import FieldError, InvalidInput, NotVisible, WrongState
from zhiben.kernel.ui.doors import public

pytestmark = pytest.mark.django_db


@public("a test")
def wrong_state(request: HttpRequest) -> HttpResponse:
    raise WrongState("林晓已于7月3日办理「复查」")


@public("a test")
def invalid(request: HttpRequest) -> HttpResponse:
    raise InvalidInput(FieldError(field="reason", reason="请填写「理由」"))


@public("a test")
def hidden(request: HttpRequest) -> HttpResponse:
    raise NotVisible()


@public("a test")
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a bug")


urlpatterns = [
    path("wrong", wrong_state),
    path("api/v1/invalid", invalid),
    path("invalid", invalid),
    path("hidden", hidden),
    path("broken", broken),
    path("", include("zhiben.conf.urls")),
]
handler404 = "zhiben.kernel.ui.refusals.not_found"
handler500 = "zhiben.kernel.ui.refusals.server_error"
here = override_settings(ROOT_URLCONF=__name__)


@here
@pytest.mark.parametrize(
    ("address", "status", "words"), [("/wrong", 409, "林晓已于7月3日"), ("/hidden", 404, "没有找到")]
)
def test_refusal_is_a_page_with_a_way_back(address: str, status: int, words: str) -> None:
    answer = Client().get(address, headers={"referer": "http://testserver/inbox?x=1"})
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert 'href="/inbox?x=1"' in answer.content.decode()


@here
def test_way_back_never_leaves_the_house() -> None:
    page = Client().get("/wrong", headers={"referer": "http://evil.example/inbox"}).content.decode()
    assert "evil" not in page
    assert 'href="/"' in page


@here
def test_refusal_to_htmx_is_a_fragment_that_links_to_the_field() -> None:
    page = Client().get("/invalid", headers={"hx-request": "true"}).content.decode()
    assert "<html" not in page
    assert 'href="#f-reason"' in page


@here
def test_refusal_under_api_is_problem_json() -> None:
    answer = Client().get("/api/v1/invalid")
    assert answer["Content-Type"].startswith("application/problem+json")
    body = answer.json()
    assert body["status"] == 422
    assert body["errors"] == [{"field": "reason", "reason": "请填写「理由」"}]
    assert "请填写" in answer.content.decode()


@here
def test_bug_shows_a_number_for_the_operator_and_nothing_of_the_inside() -> None:
    client = Client(raise_request_exception=False)
    answer = client.get("/broken")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert answer["X-Trace-Id"] in page
    assert "RuntimeError" not in page
    assert "没有保存" in page


def test_unknown_address_is_a_chinese_page() -> None:
    answer = Client().get("/no-such-page")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()


def test_form_without_token_is_refused_in_chinese() -> None:
    answer = Client(enforce_csrf_checks=True).post("/login", {"username": "x"})
    assert answer.status_code == 403
    assert "请刷新后再提交" in answer.content.decode()


def test_every_page_carries_the_strict_headers() -> None:
    answer = Client().get("/login")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


def test_nul_in_an_address_leads_nowhere_and_in_a_form_is_left_out(client: Client) -> None:
    assert client.get("/criteria/a%00b/").status_code == 404
    assert client.get("/login?next=%00").status_code == 200
    answer = client.post("/login", {"username": "ling\0dao", "password": "\0"})
    assert (answer.status_code, 'value="lingdao"' in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("host", ["a b", "x:y:z", "<script>"])
def test_a_host_that_cannot_be_is_refused_not_a_fault(client: Client, host: str) -> None:
    assert client.get("/login", headers={"host": host, "referer": "http://a b/x"}).status_code == 400
