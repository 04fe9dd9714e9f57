"""What a code says: no more than the paper does. Numbers of CWT (RFC 8392), and one map of our own."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.terms import CertificateKind
from zhiben.kernel.base.clock import start_of_day
from zhiben.kernel.crypto.cose import NotProved

ISSUER, EXPIRES, BEGINS, SIGNED_AT, OWN = 1, 4, 5, 6, -65537
LIST, INDEX, KIND, GRADE, NUMBER, HOLDER, EMPLOYER, AUTHORITY, FROM, TO = range(1, 11)
TEXTS: Final = (KIND, GRADE, NUMBER, HOLDER, EMPLOYER, AUTHORITY, FROM, TO)


@dataclass(frozen=True, kw_only=True)
class Claims:
    """A code as read. Moments are whole seconds since 1970, None where a certificate has no end or beginning."""

    host: str
    list_no: int
    index: int
    kind: str
    grade: str
    number: str
    holder: str
    employer: str
    authority: str
    valid_from: str
    valid_to: str
    begins: int | None
    expires: int | None

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Label and value of everything the code says, in the order of the paper."""
        kinds = dict(CertificateKind.choices)
        to = self.valid_to or "长期"
        rows = [
            ("持证主体", self.holder), ("证书", str(kinds.get(self.kind, "证书"))), ("类别", self.grade),
            ("证书编号", self.number), ("单位", self.employer),
            ("有效期", f"{self.valid_from} 至 {to}" if self.valid_from else f"至 {to}"), ("发证机关", self.authority),
        ]  # fmt: skip
        return [(label, value) for label, value in rows if value]


def genuine_host() -> str:
    """The one host whose codes and pages are ours."""
    return urlsplit(settings.BASE_URL).netloc


def claims_of(certificate: Certificate, *, list_no: int, index: int, at: datetime) -> dict[int, Any]:
    """What is signed for a certificate. Names and number as on the paper; no identity number, no telephone."""
    own: dict[int, Any] = {LIST: list_no, INDEX: index}
    texts = (
        certificate.kind, certificate.class_name or certificate.class_code, certificate.number, certificate.holder_name,
        certificate.employer_name, certificate.issuer_name, _day(certificate.valid_from), _day(certificate.valid_to),
    )  # fmt: skip
    own |= {key: text for key, text in zip(TEXTS, texts, strict=True) if text}
    claims: dict[int, Any] = {ISSUER: genuine_host()}
    if certificate.valid_to:
        claims[EXPIRES] = _midnight(certificate.valid_to + timedelta(days=1))
    if certificate.valid_from:
        claims[BEGINS] = _midnight(certificate.valid_from)
    return claims | {SIGNED_AT: int(at.timestamp()), OWN: own}


def read_claims(found: dict[int, Any]) -> Claims:
    """Raises NotProved when a signed code is not one of a certificate of this platform."""
    own = found.get(OWN)
    if not isinstance(own, dict) or not all(isinstance(own.get(key), int) for key in (LIST, INDEX)):
        raise NotProved("form")
    texts = {key: own.get(key, "") for key in TEXTS}
    moments = {key: found.get(key) for key in (BEGINS, EXPIRES)}
    if not all(isinstance(text, str) for text in texts.values()):
        raise NotProved("form")
    if not all(moment is None or isinstance(moment, int) for moment in moments.values()):
        raise NotProved("form")
    if found.get(ISSUER) != genuine_host():
        raise NotProved("host")
    return Claims(
        host=found[ISSUER], list_no=own[LIST], index=own[INDEX], begins=moments[BEGINS], expires=moments[EXPIRES],
        kind=texts[KIND], grade=texts[GRADE], number=texts[NUMBER], holder=texts[HOLDER], employer=texts[EMPLOYER],
        authority=texts[AUTHORITY], valid_from=texts[FROM], valid_to=texts[TO],
    )  # fmt: skip


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _midnight(day: date) -> int:
    return int(start_of_day(day).timestamp())
