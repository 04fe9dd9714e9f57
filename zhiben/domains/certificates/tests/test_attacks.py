"""What people without the power try, what clever codes try, and what names try when they are printed or exported."""

import zlib
from datetime import timedelta
from io import BytesIO
from typing import Any, Final

import pypdf
import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from openpyxl import load_workbook

from zhiben.domains.certificates.models import Certificate, Decision, Proof
from zhiben.domains.certificates.proofs.checking import check_code
from zhiben.domains.certificates.proofs.claims import claims_of
from zhiben.domains.certificates.tests.factories import licence
from zhiben.domains.certificates.tests.proof_scene import certificate, proved
from zhiben.domains.certificates.workflow import CERTIFICATE_FLOW
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.crypto import base45, cbor
from zhiben.kernel.crypto.cose import PREFIX, pack, sign_code
from zhiben.kernel.crypto.signing import add_signing_key, current_signer, key_set
from zhiben.kernel.testing.tables import export_table
from zhiben.kernel.ui.tests.people import client_of, make_person
from zhiben.kernel.workflow.models import CaseMove
from zhiben.registry.agencies.models import Agency
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.projects.tests.conftest import Region

pytestmark = pytest.mark.django_db
REFUSED: Final = {302, 403, 404, 405, 409, 422}


def signed_in(role: Role, agency: Agency) -> Client:
    return client_of(make_person(f"{role}-{agency.pk}", role, agency=agency.pk, path=agency.path, level=agency.level))


def test_nobody_without_the_power_moves_a_certificate(region: Region, firm: Enterprise) -> None:
    """Other roles, other levels, another province, the holder itself, an ended grant, an ended session, a missing token."""
    case = licence(region, firm.pk)
    beside = make_person("beside", Role.CERTIFIER, agency=region.city.pk, path="46.", level="province")
    ended = make_person("ended", Role.CERTIFIER, agency=region.province.pk, path="35.", level="province")
    gone = client_of(ended)
    Grant.objects.filter(pk=ended.pk).update(valid_to=now() - timedelta(minutes=1))
    signed_out = signed_in(Role.CERTIFIER, region.province)
    Session.objects.filter(session_key=signed_out.cookies["sessionid"].value).delete()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(
        make_person("strict", Role.CERTIFIER, agency=region.province.pk, path="35.", level="province").user
    )
    tried = {
        "leader": signed_in(Role.LEADER, region.province), "clerk": signed_in(Role.CLERK, region.province),
        "city": signed_in(Role.CERTIFIER, region.city), "county": signed_in(Role.CERTIFIER, region.gulou),
        "beside": client_of(beside), "ended": gone, "signed out": signed_out, "nobody": Client(), "no token": strict,
        "holder": client_of(make_person("own", Role.ENTERPRISE_ADMIN, reach=ReachKind.ENTERPRISE, agency=firm.pk)),
        "system": client_of(make_person("root", Role.SYSTEM_ADMIN, agency=region.province.pk, path="35.", level="province")),
    }  # fmt: skip
    said = {
        "since": today().isoformat(), "until": (today() + timedelta(days=29)).isoformat(), "reason": "试一试", "basis": "无",
        "valid_to": (today() + timedelta(days=1200)).isoformat(), "holder_name": "改名公司", "scope_text": "全部",
    }  # fmt: skip
    before = Certificate.objects.filter(pk=case.pk).values().get()
    for step in CERTIFICATE_FLOW.transitions:
        for who, client in tried.items() if step.action == "suspend" else [("holder", tried["holder"])]:
            answer = client.post(f"/certificates/{case.pk}/do/{step.action}/", said)
            assert answer.status_code in REFUSED, (step.action, who)
    issue = {"enterprise": firm.name, "number": "（闽）JZ安许证字〔2026〕000999", "issued_on": today().isoformat()}
    for who, client in tried.items():
        assert client.post("/certificates/new/?kind=enterprise_license", issue).status_code in REFUSED, who
    assert Certificate.objects.values().get() == before
    assert (CaseMove.objects.filter(case_id=case.pk).count(), Decision.objects.count()) == (1, 0)
    assert Proof.objects.get().status == 0


def coded(message: bytes, *, packed: bytes | None = None) -> str:
    return PREFIX + base45.encode(packed if packed is not None else pack(message))


def signed(protected: Any, claims: Any, *, unprotected: Any = None, tag: int = 18, key: Any = None) -> str:
    """A code as ours but for what the test says, with a genuine signature over it."""
    head = protected if isinstance(protected, bytes) else cbor.encode(protected)
    payload = claims if isinstance(claims, bytes) else cbor.encode(claims)
    signer = key or current_signer()
    signature = signer.sign(cbor.encode(["Signature1", head, b"", payload]))
    return coded(cbor.encode(cbor.Tagged(tag, [head, unprotected or {}, payload, signature])))


def test_clever_codes_prove_nothing_and_cost_nothing(settings: Any, tmp_path: Any) -> None:
    """Signed with our own key where that helps the attacker: form alone must stop them."""
    settings.DATA = tmp_path
    first = current_signer()
    add_signing_key()
    own = current_signer()
    (proof,) = proved(1)
    claims = claims_of(proof.certificate, list_no=proof.list_no, index=proof.index, at=proof.made_at)
    head, listed = {1: -8, 4: own.key_id}, claims[-65537]
    assert (
        check_code(signed(head, claims), at=now()).word == "good"
    )  # the scene is right, so what follows means something
    elsewhere = certificate(2)
    bomb = zlib.compress(b"\0" * 60_000_000, 9)[:2800]
    wrong = {
        "bomb": coded(b"", packed=bomb), "long": PREFIX + "0" * 200_000, "nested": coded(b"\x81" * 2000 + b"\0"),
        "tags": coded(b"\xd2" * 2000 + b"\0"), "many": coded(b"\x9b" + b"\xff" * 8), "map": coded(b"\xbb\x7f" + b"\xff" * 7),
        "bytes": coded(b"\x5b\x7f" + b"\xff" * 7), "endless": coded(b"\x9f\xff"), "float": coded(b"\xfb" + b"\0" * 8),
        "twice": signed(head, b"\xa2" + cbor.encode(1) + cbor.encode("a") + cbor.encode(1) + cbor.encode("b")),
        "two kids": signed(b"\xa3\x01\x27\x04\x41\x01\x04\x48" + own.key_id, claims),
        "long head": signed(b"\xb8\x02\x01\x27\x04\x48" + own.key_id, claims),
        "order": signed(cbor.encode({4: own.key_id, 1: -8}), claims),
        "more head": signed({**head, 2: [99]}, claims), "no alg": signed({4: own.key_id}, claims),
        "open head": signed({1: -8}, claims, unprotected={4: own.key_id}),
        "none": signed({1: 0, 4: own.key_id}, claims), "hmac": signed({1: 5, 4: own.key_id}, claims),
        "es256": signed({1: -7, 4: own.key_id}, claims), "text alg": signed({1: "EdDSA", 4: own.key_id}, claims),
        "other kid": signed({1: -8, 4: first.key_id}, claims), "short kid": signed({1: -8, 4: own.key_id[:4]}, claims),
        "text kid": signed({1: -8, 4: own.key_id.hex()}, claims), "tag": signed(head, claims, tag=98),
        "no claims": signed(head, {}), "list": signed(head, [1]), "text place": signed(head, {**claims, -65537: {**listed, 2: "1"}}),
        "text day": signed(head, {**claims, 4: "2099"}), "number as name": signed(head, {**claims, -65537: {**listed, 6: 7}}),
        "other list": signed(head, {**claims, -65537: {**listed, 1: 2}}),
        "far place": signed(head, {**claims, -65537: {**listed, 2: 131_072}}),
        "below": signed(head, {**claims, -65537: {**listed, 2: -1}}),
        "huge": signed(head, {**claims, -65537: {**listed, 1: 2**63}}),
        "longer": signed(head, {**claims, 4: claims[4] + 86_400 * 365}),
        "no end": signed(head, {k: v for k, v in claims.items() if k != 4}),
        "its place": sign_code(claims_of(elsewhere, list_no=proof.list_no, index=proof.index, at=now()), own),
        "wide": proof.code.replace("Z", "Ｚ", 1), "wide later": proof.code[:8] + chr(ord(proof.code[8]) + 0xFEE0) + proof.code[9:],
        "lower": proof.code.lower(), "bom": "\ufeff" + proof.code, "twice told": proof.code + proof.code[4:],
        "surrogate": proof.code[:9] + "\ud800", "accent": proof.code[:9] + "A\u0301" + proof.code[9:],
    }  # fmt: skip
    words = {name: check_code(code, at=now()).word for name, code in wrong.items()}
    assert set(words.values()) <= {"form", "key", "signature", "unknown"}, words
    for name, word in {"other kid": "signature", "es256": "key", "none": "key", "longer": "unknown", "its place": "unknown",
                       "bomb": "form"}.items():  # fmt: skip
        assert words[name] == word, name
    assert len(key_set().known) == 2


def test_what_names_say_is_printed_and_exported_as_words(region: Region, firm: Enterprise, tmp_path: Any) -> None:
    """A paper and a table never run what a ledger brought."""
    nasty = ['#panic("x")', "*粗* _斜_ $x$ `raw` <a> @b", ']}) #import "/etc/passwd"', "\\u{41} // 注 /* 释 */"]
    formulas = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://a","b")', "\t=1", "=cmd|' /C calc'!A0"]
    client = signed_in(Role.CERTIFIER, region.province)
    for n, name in enumerate(nasty):
        made = certificate(n, holder_name=name, employer_name=name, class_name=name[:60], issuer_name=name)
        Certificate.objects.filter(pk=made.pk).update(number=f'{n}/../\r\nX-Bad: 1"{name}'[:80], title=f"a\n{name}")
        answer = client.get(f"/certificates/{made.pk}/certificate.pdf")
        assert (answer.status_code, answer.headers["Content-Type"], answer.has_header("X-Bad")) == (
            200,
            "application/pdf",
            False,
        )
        text = pypdf.PdfReader(BytesIO(answer.content)).pages[0].extract_text().replace(" ", "").replace("\n", "")
        assert name.replace(" ", "") in text, name
    for n, name in enumerate(formulas):
        certificate(100 + n, holder_name=name, employer_name=name, issuer_name=name)
    books = [
        load_workbook(export_table("certificates", tmp_path / "out.xlsx", at=now())),
        load_workbook(BytesIO(client.get("/certificates/?export=xlsx").content)),
    ]
    for book in books:
        cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n", "d", "b"}
        assert not [cell for cell in cells if cell.hyperlink]
        assert {"=1+1", "@SUM(A1)"} <= {str(cell.value) for cell in cells}
