"""Classes of certificates (A/B/C1…, kinds of special work) as data: ``criteria/certificates.yaml``."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

import yaml
from django.conf import settings

from zhiben.kernel.base.text import clean_code, name_key

FILE: Final = "criteria/certificates.yaml"


@dataclass(frozen=True, kw_only=True)
class CertificateClass:
    """One class of a kind; ``until`` the first day on which none of it is issued any more."""

    code: str
    name: str
    since: date
    until: date | None = None


@cache
def classes_of(kind: str) -> tuple[CertificateClass, ...]:
    """All there are or were; empty for kinds that have none."""
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load((settings.ROOT / FILE).read_text("utf-8"))
    return tuple(
        CertificateClass(code=str(row["code"]), name=row["name"], since=row["from"], until=row.get("to"))
        for row in found.get(kind, ())
    )


def issued_on(kind: str, day: date) -> list[CertificateClass]:
    """Those in which certificates are issued on a day."""
    return [one for one in classes_of(kind) if one.since <= day and (one.until is None or day < one.until)]


def class_named(kind: str, text: str) -> CertificateClass | None:
    """By code or by name, in any spelling."""
    code, key = clean_code(text), name_key(text)
    return next((one for one in classes_of(kind) if one.code == code or name_key(one.name) == key), None)


def class_name(kind: str, code: str) -> str:
    return next((one.name for one in classes_of(kind) if one.code == code), "")
