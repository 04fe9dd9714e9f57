"""Codes that prove themselves: the platform's word, the published lists, what is never accepted, the tool for others."""

import base64
import gzip
import json
import random
import subprocess
import sys
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography.exceptions import InvalidSignature
from django.conf import settings
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tools.verify_certificate import check as check_elsewhere
from zhiben.cli.commands import keys
from zhiben.domains.certificates.jobs import sign_what_is_left
from zhiben.domains.certificates.models import Proof
from zhiben.domains.certificates.proofs.checking import check_code
from zhiben.domains.certificates.proofs.claims import claims_of
from zhiben.domains.certificates.proofs.lists import ENTRIES, forget_lists, place_of
from zhiben.domains.certificates.services import signing_keys
from zhiben.domains.certificates.services.proving import proofs_of, prove, update_status, update_statuses
from zhiben.domains.certificates.terms import ProofStatus
from zhiben.domains.certificates.tests.proof_scene import certificate, proved, put
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.errors import InvalidInput, WrongState
from zhiben.kernel.crypto import base45
from zhiben.kernel.crypto.cose import sign_code
from zhiben.kernel.crypto.signing import current_signer

pytestmark = pytest.mark.django_db
FORGERIES: Final = 10_000
ENDED: Final = ("revoked_penalty", "revoked_grant", "withdrawn", "cancelled")


@pytest.fixture(autouse=True)
def no_kept_lists() -> None:
    forget_lists()


def word(code: str, **later: int) -> str:
    verdict = check_code(code, at=now() + timedelta(**later))
    assert verdict.accepted == (verdict.word == "good")
    return verdict.word


def bits_of(list_no: int) -> bytes:
    answer = Client().get(f"/verify/status/{list_no}")
    said = json.loads(base64.urlsafe_b64decode(answer.content.split(b".")[1] + b"=="))
    return gzip.decompress(base64.urlsafe_b64decode(said["credentialSubject"]["encodedList"][1:] + "=="))


def listed(proof: Proof) -> int:
    return bits_of(proof.list_no)[proof.index // 4] >> (6 - 2 * (proof.index % 4)) & 3


def test_a_code_says_what_the_paper_says_and_nothing_more() -> None:
    (proof,) = proved()
    verdict = check_code(proof.code, at=now())
    assert verdict.accepted
    assert dict(verdict.facts) == {
        "持证主体": "林大山1", "证书": "特种作业操作资格证", "类别": "建筑架子工（普通脚手架）", "证书编号": "闽A022026000001",
        "单位": "闽江建设集团有限公司", "有效期": f"{today() - timedelta(days=30)} 至 {today() + timedelta(days=700)}",
        "发证机关": "榕树省住房和城乡建设厅",
    }  # fmt: skip
    assert word(proof.code, days=701) == "expired"
    assert word(proof.code, days=699) == "good"
    assert word(proof.code, days=-31) == "early"


@pytest.mark.parametrize("state", ENDED)
def test_suspension_return_and_end_are_told_apart_at_once(state: str) -> None:
    (proof,) = proved()
    assert (word(proof.code), listed(proof)) == ("good", 0)
    for step, said, bits in (("suspended", "suspended", 1), ("valid", "good", 0), (state, "ended", 2)):
        update_status(certificate=put(proof, step), at=now())
        forget_lists()
        assert (word(proof.code), listed(proof)) == (said, bits)


def test_a_new_code_ends_the_old_one_whatever_becomes_of_the_certificate() -> None:
    (first,) = proved()
    second = prove(certificate=first.certificate, at=now())
    assert (word(first.code), word(second.code)) == ("replaced", "good")
    assert update_statuses(certificate_ids=[first.certificate_id], at=now()) == 0
    assert proofs_of([first.certificate_id]) == {first.certificate_id: second}
    assert (listed(first), listed(second)) == (3, 0)


def test_a_batch_takes_four_statements_and_so_does_ending_it(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    made = [certificate(n) for n in range(1, 40)]
    with django_assert_num_queries(3):
        from zhiben.domains.certificates.services.proving import prove_many

        proofs = prove_many(certificates=made, at=now())
    assert len({(p.list_no, p.index) for p in proofs}) == 39
    for proof in proofs:
        put(proof, "cancelled", closed=True)
    with django_assert_num_queries(1):
        assert update_statuses(certificate_ids=[p.certificate_id for p in proofs], at=now()) == 39
    assert {word(p.code) for p in proofs[:5]} == {"ended"}


def test_checking_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    (proof,) = proved()
    with django_assert_num_queries(1):
        assert word(proof.code) == "good"
    with django_assert_num_queries(0):
        assert word(proof.code[:-1] + "A") in ("form", "signature")


def test_every_place_of_a_list_is_given_once_and_neighbours_are_apart() -> None:
    places = [place_of(n) for n in range(1, ENTRIES + 1)]
    assert len(set(places)) == ENTRIES == 131_072
    assert {list_no for list_no, _ in places} == {1}
    assert place_of(ENTRIES + 1)[0] == 2
    assert max(index for _, index in places) == ENTRIES - 1


def test_a_code_signed_with_our_key_but_never_given_out_is_refused() -> None:
    (proof,) = proved()
    forged = certificate(2)
    for index in (proof.index, (proof.index + 1) % ENTRIES):
        claims = claims_of(forged, list_no=proof.list_no, index=index, at=now())
        assert word(sign_code(claims, current_signer())) == "unknown"


def forgeries(genuine: list[str], stranger: Any, signed: list[dict[int, Any]]) -> list[str]:
    """Altered, truncated, lengthened, transposed, spliced, re-signed and swapped-key codes, with a fixed seed."""
    chance, alphabet = random.Random(20261121), base45.ALPHABET
    found: set[str] = set()
    resigned = [sign_code(claims, stranger) for claims in signed]
    own = current_signer()
    for nth, claims in enumerate(signed):
        head = type("Pretender", (), {"algorithm": own.algorithm, "key_id": own.key_id, "sign": stranger.sign})
        resigned[nth : nth + 1] = [resigned[nth], sign_code(claims, head())]
    while len(found) < FORGERIES:
        code, other = chance.sample(genuine, 2)
        at = chance.randrange(4, len(code))
        found.add(
            (
                code[:at] + chance.choice(alphabet) + code[at + 1 :],
                code[:at],
                code[:at] + chance.choice(alphabet) + code[at:],
                code[:at] + code[at + 1 :],
                code[: at - 1] + code[at : at + 1] + code[at - 1 : at] + code[at + 1 :],
                code[:at] + other[at:],
                code + chance.choice(alphabet) * chance.randrange(1, 4),
                chance.choice(resigned),
                "".join(chance.choice(alphabet) if chance.random() < 0.02 else c for c in code),
            )[chance.randrange(9)]
        )
        found -= set(genuine)
    return sorted(found)


def test_ten_thousand_forged_codes_and_none_is_accepted_here_or_elsewhere(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from zhiben.kernel.crypto.signing import Ed25519, key_id_of

    private = Ed25519PrivateKey.generate()
    stranger = Ed25519(private, private.public_key(), key_id_of(private.public_key().public_bytes_raw()))
    proofs = proved(60)
    for proof in proofs[40:]:  # the last third is genuine but ended: its codes are shown unaltered too
        update_status(certificate=put(proof, "revoked_penalty", closed=True), at=now())
    claims = [claims_of(p.certificate, list_no=p.list_no, index=p.index, at=p.made_at) for p in proofs]
    wrong = [*forgeries([p.code for p in proofs], stranger, claims), *(p.code for p in proofs[40:])]
    assert len(wrong) >= FORGERIES
    assert [code for code in wrong if check_code(code, at=now()).accepted] == []
    assert all(check_code(p.code, at=now()).accepted for p in proofs[:40])
    keys, jws = json.loads(Client().get("/verify/keys").content), Client().get("/verify/status/1").content.decode()
    fooled = [code for code in wrong[::4] if elsewhere(keys, jws, code) == "有效"]
    assert fooled == []
    assert elsewhere(keys, jws, proofs[0].code) == "有效"


def elsewhere(keys: dict[str, Any], jws: str, code: str) -> str:
    try:
        return check_elsewhere(keys, jws, code)[0]
    except (ValueError, KeyError, IndexError, TypeError, OverflowError, AttributeError, InvalidSignature):
        return "refused"
    except Exception as problem:  # zlib.error
        return type(problem).__name__


def test_the_tool_for_others_is_short_and_says_the_same(tmp_path: Path) -> None:
    good, bad = proved(2)
    update_status(certificate=put(bad, "suspended"), at=now())
    (tmp_path / "keys.json").write_bytes(Client().get("/verify/keys").content)
    (tmp_path / "list.jws").write_bytes(Client().get("/verify/status/1").content)
    tool = Path(settings.ROOT) / "tools/verify_certificate.py"
    assert len(tool.read_text().splitlines()) <= 60

    def run(code: str) -> tuple[int, str]:
        words = [sys.executable, str(tool), str(tmp_path / "keys.json"), str(tmp_path / "list.jws"), code]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.split(" ")[0].strip()

    assert run(good.code) == (0, "有效")
    assert run(bad.code) == (1, "暂扣")
    assert run(good.code[:-3])[0] == 1


def test_the_lists_grow_with_what_is_given_out_and_change_their_tag_with_it() -> None:
    (proof,) = proved()
    first = Client().get("/verify/status/1")
    assert (first.status_code, first["Content-Type"], first["Cache-Control"]) == (
        200, "application/vc+jwt", "public, max-age=30",
    )  # fmt: skip
    assert Client().get("/verify/status/1", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    update_status(certificate=put(proof, "suspended"), at=now())
    forget_lists()
    again = Client().get("/verify/status/1", HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]
    assert len(bits_of(1)) * 4 == ENTRIES
    assert Client().get("/verify/status/2").status_code == 404
    assert Proof.objects.get().status == ProofStatus.SUSPENDED


def test_a_new_key_keeps_old_codes_and_a_withdrawn_one_makes_them_red_until_they_are_signed_again(
    settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr(signing_keys, "AT_ONCE", 2)

    def command(*words: str) -> tuple[int, str]:
        parser = ArgumentParser()
        keys.arguments(parser)
        return keys.run(parser.parse_args(words)), capsys.readouterr().out

    def state() -> list[tuple[Any, ...]]:
        listed = json.loads(command("list", "--json")[1])
        return [(one["number"], one["state"], one["used"], one["left"]) for one in listed]

    old = proved(5)
    put(old[1], "suspended")
    put(old[2], "cancelled", closed=True)
    update_statuses(certificate_ids=[p.certificate_id for p in old], at=now())
    before = Client().get("/verify/status/1").content
    assert state() == [(1, "current", 5, 0)]

    assert command("rotate")[0] == 0
    new = prove(certificate=certificate(9), at=now())
    assert state() == [(2, "current", 1, 0), (1, "believed", 5, 0)]
    assert (word(old[0].code), word(new.code), new.key_id != old[0].key_id) == ("good", "good", True)
    published = Client().get("/verify/keys").json()
    assert (len(published["keys"]), published["withdrawn"]) == (2, [])
    jws = Client().get("/verify/status/1").content
    assert head_of(jws)["kid"] == published["keys"][0]["kid"] != head_of(before)["kid"]
    assert elsewhere(published, jws.decode(), old[0].code) == elsewhere(published, before.decode(), new.code) == "有效"

    with pytest.raises(InvalidInput):
        command("withdraw", "1")
    with pytest.raises(InvalidInput):
        command("withdraw", "7", "--reason", "备份盘丢失")
    status, said = command("withdraw", "1", "--reason", "备份盘丢失")
    assert (status, "4 张在用证照" in said) == (0, True)
    assert "certificates.sign_again" in waiting_jobs()
    with pytest.raises(WrongState):
        command("withdraw", "1", "--reason", "备份盘丢失")
    assert state() == [(2, "current", 1, 0), (1, "withdrawn", 5, 4)]
    assert {word(p.code) for p in old} == {"withdrawn"}
    assert "已撤销，在用二维码 5 个，还有 4 张证照等待换新码" in command("list")[1]
    published, stolen = Client().get("/verify/keys").json(), before.decode()
    assert [key["kid"] for key in published["keys"]] == [head_of(jws)["kid"]]
    assert published["withdrawn"] == [head_of(before)["kid"]]
    # What the withdrawn key has signed is not believed elsewhere either, neither a code nor a list.
    assert elsewhere(published, jws.decode(), old[0].code) == elsewhere(published, stolen, new.code) == "refused"

    sign_what_is_left()
    assert state() == [(2, "current", 5, 0), (1, "withdrawn", 1, 0)]
    current = proofs_of([p.certificate_id for p in old])
    assert [word(current[p.certificate_id].code) for p in old] == ["good", "suspended", "withdrawn", "good", "good"]
    assert Proof.objects.count() == 10
    sign_what_is_left()
    assert Proof.objects.count() == 10
    verbs = Act.objects.filter(object_kind="signing_key").order_by("id").values_list("verb", "object_id")
    assert list(verbs) == [("keys.rotate", "2"), ("keys.withdraw", "1")]


def head_of(jws: bytes) -> Any:
    return json.loads(base64.urlsafe_b64decode(jws.split(b".")[0] + b"=="))


def waiting_jobs() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("select task_name from procrastinate_jobs where status = 'todo'")
        return {name for (name,) in cursor.fetchall()}
