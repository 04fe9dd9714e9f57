"""Connections out: where they may go, how long they take, what they make of strange answers."""

import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from email.mime.text import MIMEText
from ipaddress import ip_address
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from zhiben.kernel.net.calling import Call, Caller
from zhiben.kernel.net.failures import MaybeSent, NotSent, TargetRefused, Undeliverable
from zhiben.kernel.net.mail import MailServer, MailSession, Security
from zhiben.kernel.net.targets import find_target, is_named, is_public
from zhiben.kernel.notifications.tests.sinks import Heard, HttpSink, Reply, SmtpSink


@pytest.fixture(autouse=True)
def _loopback_is_inside(settings: Any) -> None:
    settings.INTERNAL_TARGETS = ["127.0.0.0/8"]


@pytest.mark.parametrize("address", [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::",
    "64:ff9b::7f00:1", "ff02::1", "::",
])  # fmt: skip
def test_inside_addresses_in_whatever_dress_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "203.119.25.1", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


def test_the_operators_list_names_networks_and_single_ports() -> None:
    allowed = ["10.2.0.0/16", "127.0.0.1:2525", "[fd00::5]:25", "nonsense", ""]
    assert is_named("10.2.9.9", 80, allowed)
    assert is_named("127.0.0.1", 2525, allowed)
    assert is_named("fd00::5", 25, allowed)
    assert not is_named("127.0.0.1", 25, allowed)
    assert not is_named("10.3.0.1", 80, allowed)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f000001", "2130706433", "127.1", "[::1]"])
def test_nothing_inside_is_reached_without_the_operators_word(host: str, settings: Any) -> None:
    settings.INTERNAL_TARGETS = []
    with HttpSink() as sink, pytest.raises(NotSent):
        Caller().call(Call(url=f"http://{host}:{sink.port}/"))
    assert sink.heard == []


def test_a_name_that_changes_its_address_is_looked_up_once(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """The address that was checked is the one connected to."""
    settings.INTERNAL_TARGETS = []
    answers = iter(["93.184.216.34", "127.0.0.1"])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (next(answers), 443))])
    assert find_target("rebinding.example.cn", 443).address == "93.184.216.34"
    with pytest.raises(TargetRefused):
        find_target("rebinding.example.cn", 443)


def test_to_the_internet_only_encrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("93.184.216.34", 80))])
    with pytest.raises(TargetRefused, match="https"):
        Caller().call(Call(url="http://example.cn/"))


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    with HttpSink(lambda h: Reply(status=302, headers={"Location": "http://127.0.0.1:1/"})) as sink:
        assert Caller().call(Call(url=sink.url)).status == 302
    assert len(sink.heard) == 1


def test_an_endless_answer_is_cut() -> None:
    with HttpSink(lambda h: Reply(body=b"x" * 3_000_000)) as sink:
        answer = Caller(largest=1000).call(Call(url=sink.url))
    assert (len(answer.body), answer.whole) == (1000, False)


def test_whoever_answers_drop_by_drop_is_cut_off() -> None:
    quit_now = Event()

    def drip(heard: Heard) -> Reply:
        quit_now.wait(5)
        return Reply()

    with HttpSink(drip) as sink:
        started = time.monotonic()
        with pytest.raises(MaybeSent):
            Caller(seconds=0.5).call(Call(url=sink.url))
        assert time.monotonic() - started < 2
        quit_now.set()


def test_a_kept_connection_is_used_again_and_renewed_when_the_other_side_closed_it() -> None:
    with HttpSink() as sink:
        caller = Caller(keep=True)
        for _ in range(3):
            assert caller.call(Call(url=sink.url)).status == 200
        line = caller._open
        assert line is not None
        line[1].sock.close()
        assert caller.call(Call(url=sink.url)).status == 200
        caller.close()


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/", "http://u:p@127.0.0.1/", "http:///x", "nonsense", "http://[::1", "http://a:99999/"]
)
def test_addresses_that_make_no_sense_go_nowhere(url: str) -> None:
    with pytest.raises(NotSent):
        Caller().call(Call(url=url))


def letter() -> MIMEText:
    message = MIMEText("内容\n.\n结束\n", "plain", "utf-8")
    message["From"], message["To"], message["Subject"] = "a@example.cn", "b@example.cn", "report"
    return message


def hand_over(server: MailServer) -> str:
    session = MailSession(server, seconds=3.0)
    try:
        return session.hand_over(letter(), sender="a@example.cn", recipient="b@example.cn")
    finally:
        session.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    day = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
        .not_valid_before(day - timedelta(days=1)).not_valid_after(day + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + plain)
    return path


def context(certificate: Path) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate)
    return made


def test_mail_goes_over_an_encrypted_line_to_a_server_whose_certificate_holds(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SmtpSink(tls=context(certificate)) as sink:
        server = MailServer(host="127.0.0.1", port=sink.port, security=Security.STARTTLS)
        with pytest.raises(NotSent):  # nobody vouches for it yet
            hand_over(server)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert hand_over(server) == "queued as 42"
    assert sink.got[0][1].get_content() == "内容\n.\n结束\n"


def test_a_server_that_offers_no_encryption_gets_no_mail() -> None:
    with SmtpSink() as sink:
        with pytest.raises(NotSent):
            hand_over(MailServer(host="127.0.0.1", port=sink.port, security=Security.STARTTLS))
        assert sink.got == []


@pytest.mark.parametrize(
    ("word", "answer", "failure"),
    [
        ("RCPT", "550 nobody", Undeliverable), ("RCPT", "450 busy", NotSent), ("MAIL", "421 going", NotSent),
        ("DATA", "554 spam", Undeliverable), ("DATA", "451 later", NotSent),
        ("DATA", "what message?", MaybeSent), ("DATA", "", MaybeSent), ("MAIL", "hm", NotSent),
    ],
)  # fmt: skip
def test_what_a_mail_server_says_is_understood(word: str, answer: str, failure: type[Exception]) -> None:
    with SmtpSink(answers={word: answer}) as sink, pytest.raises(failure):
        hand_over(MailServer(host="127.0.0.1", port=sink.port, security=Security.PLAIN))


def test_a_mail_server_that_dies_after_the_message_leaves_it_open() -> None:
    with SmtpSink(answers={"DATA": "\r\n" * 20_000}) as sink, pytest.raises(MaybeSent):
        hand_over(MailServer(host="127.0.0.1", port=sink.port, security=Security.PLAIN))
