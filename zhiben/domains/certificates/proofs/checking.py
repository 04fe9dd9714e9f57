"""The verdict on a code that somebody shows. What is not proved is not accepted, whatever the reason."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from django.db import connection

from zhiben.domains.certificates.proofs.claims import Claims, read_claims
from zhiben.domains.certificates.proofs.lists import ENTRIES, REASONS
from zhiben.domains.certificates.terms import ProofStatus
from zhiben.kernel.crypto.cose import NotProved, read_code
from zhiben.kernel.crypto.signing import key_set

Row = tuple[int, str, UUID]
Find = Callable[[int, int], Row | None]
GOOD: Final = "good"
FORGED: Final = {
    "form": "这不是本平台的证书二维码，或者内容残缺、被改动过。",
    "key": "签发这个二维码的密钥不是本平台公布的密钥。",
    "withdrawn": "签发这个二维码的密钥已经撤销，它签过的码一律不再可信。真证照已经换了新码，请持证人出示新的。",
    "signature": "签名不对：内容被改动过，或者是伪造的。",
    "host": "这个二维码写的签发平台不是本平台。",
    "unknown": "签名是本平台的，但平台没有签发过这个二维码。请立即告诉发证机关。",
}
# One row by its place; the code itself is compared, so a stolen key alone does not make a certificate.
FIND: Final = "select status, code, certificate_id from certificates_proof where list_no = %s and index = %s"
WORDS: Final = {
    ProofStatus.GOOD: GOOD,
    ProofStatus.SUSPENDED: "suspended",
    ProofStatus.ENDED: "ended",
    ProofStatus.REPLACED: "replaced",
}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """``word`` is for machines: good, suspended, ended, replaced, expired, early, or why it proves nothing."""

    word: str
    title: str
    reason: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    place: str = ""
    certificate_id: str = ""

    @property
    def accepted(self) -> bool:
        return self.word == GOOD


def row_at(list_no: int, index: int) -> Row | None:
    """Status, code and certificate at a place of the lists, by Django's connection."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, [list_no, index])
        return cast(Row | None, cursor.fetchone())


def check_code(text: str, *, at: datetime, find: Find = row_at) -> Verdict:
    """Signature, issuer, place in the lists, validity on the day: one query. Never raises for what is shown to it."""
    keys = key_set()
    try:
        claims = read_claims(read_code(text, keys.known, keys.withdrawn))
    except NotProved as refused:
        return Verdict(word=refused.reason, title="不可信", reason=FORGED[refused.reason])
    return _standing(claims, text, at, find)


def _standing(claims: Claims, text: str, at: datetime, find: Find) -> Verdict:
    place, row = f"{claims.list_no}-{claims.index}", _row(claims, find)
    if row is None or row[1] != text:
        return Verdict(word="unknown", title="不可信", reason=FORGED["unknown"], place=place)
    status, facts, of = ProofStatus(row[0]), claims.facts, {"place": place, "certificate_id": str(row[2])}
    if status != ProofStatus.GOOD:
        return Verdict(word=WORDS[status], title=status.label, reason=REASONS[status], facts=facts, **of)
    moment = at.timestamp()
    if claims.expires is not None and moment >= claims.expires:
        return Verdict(word="expired", title="已过期", reason="证书的有效期已过。", facts=facts, **of)
    if claims.begins is not None and moment < claims.begins:
        return Verdict(word="early", title="未到有效期", reason="证书的有效期还没有开始。", facts=facts, **of)
    return Verdict(word=GOOD, title="有效", facts=facts, **of)


def _row(claims: Claims, find: Find) -> Row | None:
    if not 0 <= claims.index < ENTRIES or not 1 <= claims.list_no < 2**31:
        return None
    return find(claims.list_no, claims.index)
