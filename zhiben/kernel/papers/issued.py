"""Issued papers: whatever an agency has signed and sent carries a QR, a number and the hash of what it says.

One table answers for all of them whether a paper in somebody's hand is genuine and still in force.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.papers.models import IssuedPaper

TOKEN_BYTES: Final = 16
CHECK_LENGTH: Final = 8


def issue_paper(
    *, kind: str, case_id: UUID, name: str, number: str, agency_id: UUID, agency_name: str, where_name: str,
    issued_on: date, content: Mapping[str, Any], at: datetime, token: str = "",
) -> IssuedPaper:  # fmt: skip
    """Freeze what a paper says and give it its QR. ``kind`` is the code of the case's flow, or ``flow:paper`` for one
    of several papers of a case. Once per kind and case: WrongState when it was issued before.
    """
    if IssuedPaper.objects.filter(kind=kind, case_id=case_id).exists():
        raise WrongState(f"{name} {number} 已经制发过了")
    plain = json.loads(json.dumps(dict(content), cls=DjangoJSONEncoder, ensure_ascii=False))
    return IssuedPaper.objects.create(
        token=token or secrets.token_urlsafe(TOKEN_BYTES), kind=kind, case_id=case_id, name=name, number=number,
        agency_id=agency_id, agency_name=agency_name, where_name=where_name, issued_on=issued_on, content=plain,
        content_hash=hash_of(plain), issued_at=at,
    )  # fmt: skip


def revoke_paper(*, kind: str, case_id: UUID, reason: str, at: datetime) -> None:
    """撤销: the row stays and says so to whoever scans it."""
    IssuedPaper.objects.filter(kind=kind, case_id=case_id, revoked_at=None).update(revoked_at=at, revoked_why=reason)


def paper_of(kind: str, case_id: UUID) -> IssuedPaper | None:
    return IssuedPaper.objects.filter(kind=kind, case_id=case_id).first()


def hash_of(content: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical form: sorted keys, no blanks, UTF-8. Printed on the paper and shown behind its QR."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def address_of(paper: IssuedPaper, base: str = "") -> str:
    """Where the QR leads."""
    return f"{(base or settings.BASE_URL).rstrip('/')}/n/{paper.token}"
