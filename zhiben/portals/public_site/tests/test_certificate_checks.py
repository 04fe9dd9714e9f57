"""Checking certificates over HTTP: short answers, published keys, and an access log that names nobody."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from psycopg_pool import PoolTimeout
from pytest_django import DjangoAssertNumQueries

from zhiben.domains.certificates.models import Proof, PublicCheckDay
from zhiben.domains.certificates.proofs.lists import forget_lists
from zhiben.domains.certificates.public import row_at
from zhiben.domains.certificates.services.proving import update_status
from zhiben.domains.certificates.tests.proof_scene import proved, put
from zhiben.domains.hazards.tests.factories import make_site, user_of
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.crypto.signing import current_signer
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.portals.public_site import door
from zhiben.portals.public_site.jobs import count_checks
from zhiben.portals.public_site.visits import log_folder, write_visits

pytestmark = pytest.mark.django_db


@pytest.fixture
def proof() -> Proof:
    return proved()[0]


def ask(content: Any, **headers: str) -> Any:
    return Client().post("/verify/check", content, content_type="application/json", headers=headers)


def test_the_platforms_word_costs_one_query_and_no_session(
    proof: Proof, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        answer = ask({"code": proof.code})
    said = answer.json()
    assert (answer.status_code, said["accepted"], said["word"], said["title"]) == (200, True, "good", "有效")
    assert ["持证主体", "林大山1"] in said["facts"]
    assert (answer["Cache-Control"], answer.cookies) == ("no-store", {})
    assert answer["Content-Length"] == str(len(answer.content))
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    update_status(certificate=put(proof, "suspended"), at=now())
    assert ask({"code": proof.code}).json()["title"] == "暂扣"


def test_what_caches_may_keep_for_everybody_depends_on_nobody(
    proof: Proof, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Somebody signed in gets the same bytes under the same tag, and no session is looked at for anybody."""
    user = user_of(make_site().inspector)
    for address, kind, queries in (
        ("/verify/keys", "application/json; charset=utf-8", 1), ("/verify/status/1", "application/vc+jwt", 2),
    ):  # fmt: skip
        client = Client()
        client.force_login(user)
        forget_lists()
        with django_assert_num_queries(queries):
            answer = client.get(address)
        plain = Client().get(address)
        assert (answer.status_code, answer["Content-Type"], plain.content) == (200, kind, answer.content)
        for one in (answer, plain):
            assert (one["Cache-Control"], one.cookies, one.has_header("Vary")) == ("public, max-age=30", {}, False)
            assert one["Content-Length"] == str(len(one.content))
            assert "default-src 'self'" in one["Content-Security-Policy"]
        known = client.get(address, headers={"If-None-Match": f'W/"x", {plain["ETag"]}'})
        assert (known.status_code, known.content, known["ETag"]) == (304, b"", plain["ETag"])
        assert known["Cache-Control"] == "public, max-age=30"
        assert client.head(address).content == b""
        assert client.post(address).status_code == 405
    for missing in ("/verify/status/2", "/verify/status/0", f"/verify/status/{10**30}"):
        answer = Client().get(missing)
        assert (answer.status_code, answer["Cache-Control"], answer.json()["status"]) == (404, "no-store", 404)
    assert Client().get("/verify/status/../keys").status_code == 404
    assert Client().get("/verify/keys/").status_code == 404


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"code": 7}', '{"code": "' + "0" * 9000 + '"}', "\xff", "[" * 8000]
)
def test_what_is_no_question_is_refused_in_words(content: str) -> None:
    answer = ask(content)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert "code" in answer.json()["detail"]


@pytest.mark.parametrize(
    "code", ["", "ZB1:", "\0", "ZB1:\u4e2d", "https://look-alike.example/verify", "ZB1:" + "0" * 5000]
)
def test_nonsense_is_never_accepted(code: str) -> None:
    said = ask(json.dumps({"code": code})).json()
    assert (said["accepted"], said["facts"], said["word"]) == (False, [], "form")


def test_codes_are_asked_about_in_the_body_only(proof: Proof) -> None:
    assert Client().get("/verify/check", {"code": proof.code}).status_code == 405


def test_the_form_works_without_scripts_and_without_a_token(proof: Proof) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.post("/verify/", {"code": f"{proof.code}\r\n"}).content.decode()
    assert "zb-check-good" in page
    assert "林大山1" in page
    page = client.post("/verify/", {"code": proof.code[:-2]}).content.decode()
    assert "zb-check-bad" in page
    assert "林大山1" not in page


def test_the_published_keys_are_public_and_nothing_else(proof: Proof) -> None:
    said = Client().get("/verify/keys").json()
    (key,) = said["keys"]
    assert set(key) == {"kty", "crv", "x", "kid", "alg", "use"}
    assert (key, said["lists"]) == (current_signer().published(), 1)
    assert said["statuses"]["1"][0] == "暂扣"
    tag = Client().get("/verify/keys")["ETag"]
    assert Client().get("/verify/keys", headers={"If-None-Match": tag}).status_code == 304


def test_the_worker_keeps_what_the_page_needs_and_changes_with_it() -> None:
    answer = Client().get("/verify/sw.js")
    head = answer.content.decode().splitlines()
    assert answer["Content-Type"].startswith("text/javascript")
    assert head[0].startswith('const VERSION = "')
    for address in json.loads(head[1].removeprefix("const SHELL = ").removesuffix(";")):
        assert Client().get(address).status_code == 200, address
    assert Client().get("/verify/app.webmanifest").json()["scope"] == "/verify/"


def test_every_check_leaves_a_line_that_names_nobody(proof: Proof, settings: Any, tmp_path: Path) -> None:
    write_visits()
    settings.DATA = tmp_path
    old = log_folder() / "verify-2020-01-01.log"
    old.parent.mkdir()
    old.touch()
    # Signing keys lie in the data folder too: here another one, so the code is of a key that nobody knows.
    Client().post("/verify/check", {"code": proof.code}, content_type="application/json", REMOTE_ADDR="10.20.30.40")
    while not (files := [one for one in log_folder().glob("verify-*.log") if one != old]):
        write_visits()
    (line,) = files[0].read_text().splitlines()
    assert line.split()[1:4] == ["/verify/check", "200", "key"]
    assert line.endswith("10.20.30.*")
    assert "林大山" not in line
    assert proof.code not in line
    assert (oct(files[0].stat().st_mode)[-3:], old.exists()) == ("600", False)

    # Counted every hour by day, kind and answer: again and again, each time the whole day, and nobody is named.
    place = f"{proof.list_no}-{proof.index}"
    with files[0].open("a") as more:
        for word, where in (("good", place), ("good", place), ("suspended", place), ("made-up", "-"), ("form", "x")):
            more.write(f"2026-01-01T00:00:00Z /verify/check 200 {word} {where} 1.00ms 10.20.30.*\nbroken line\n")
    for _ in range(2):
        count_checks.func()
    counted = {(row.kind, row.word): row.times for row in PublicCheckDay.objects.filter(day=today())}
    assert counted == {("", "key"): 1, (proof.certificate.kind, "good"): 2, (proof.certificate.kind, "suspended"): 1}
    reader = client_of(make_person("certifier", Role.CERTIFIER))
    shown = reader.get("/checks/public/").content.decode()
    assert all(words in shown for words in ("不是平台公布的密钥", "看不出是哪张证书", "暂扣"))
    assert "林大山" not in shown
    unproved = reader.get("/checks/public/?unproved=1").content.decode()
    assert "共 1 条" in unproved
    assert reader.get("/checks/").content.decode().count("/checks/public/") == 1
    assert (
        client_of(make_person("head", Role.PRINCIPAL, reach=ReachKind.ENTERPRISE)).get("/checks/public/").status_code
        == 403
    )


def test_the_short_way_says_the_same_and_leaves_everything_odd_to_the_ordinary_one(
    proof: Proof, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "_row", row_at)

    def through(method: str, path: str, body: bytes) -> tuple[str, bytes]:
        begun: list[str] = []
        asked = {"REQUEST_METHOD": method, "PATH_INFO": path, "REMOTE_ADDR": "10.0.0.1", "wsgi.input": BytesIO(body)}
        short = door.ChecksDoor(lambda environ, _: [b"ordinary ", environ["wsgi.input"].read()])
        answer = b"".join(short(asked, lambda status, headers: begun.append(status)))
        return "".join(begun), answer

    question = json.dumps({"code": proof.code}).encode()
    status, answer = through("POST", "/verify/check", question)
    said, ordinary = json.loads(answer), ask({"code": proof.code}).json()
    assert status == "200 OK"
    assert {**said, "checked_at": ""} == {**ordinary, "checked_at": ""}
    assert through("POST", "/verify/check", b"{}") == ("", b"ordinary {}")
    assert through("GET", "/verify/check", b"") == ("", b"ordinary ")
    assert through("POST", "/verify/", question) == ("", b"ordinary " + question)

    # A flood from one address leaves room for everybody else; an office behind one has room too.
    flood = door.ChecksDoor(lambda environ, _: [b"ordinary"], each=2)
    assert [flood.shares.take("10.0.0.1") for _ in range(3)] == [True, True, False]

    def knock(address: str, path: str = "/verify/check") -> str:
        begun: list[Any] = []
        asked = {"REQUEST_METHOD": "POST", "PATH_INFO": path, "REMOTE_ADDR": address, "wsgi.input": BytesIO(question)}
        answer = b"".join(flood(asked, lambda status, headers: begun.extend([status, dict(headers)])))
        if begun and begun[0] == "429 Too Many Requests":
            assert (begun[1]["Retry-After"], json.loads(answer)["status"]) == ("1", 429)
            assert begun[1]["Content-Type"].startswith("application/problem+json")
        return begun[0][:3] if begun else answer.decode()

    assert (knock("10.0.0.1"), knock("10.0.0.2"), knock("10.0.0.1", "/verify/")) == ("429", "200", "ordinary")
    flood.shares.give_back("10.0.0.1")
    assert [knock("10.0.0.1") for _ in range(50)] == ["200"] * 50

    def closed(list_no: int, index: int) -> None:
        raise PoolTimeout

    monkeypatch.setattr(door, "_row", closed)
    assert through("POST", "/verify/check", question) == ("", b"ordinary " + question)
