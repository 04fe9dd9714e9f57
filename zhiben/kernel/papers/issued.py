"""Issued papers: whatever an agency has signed and sent carries a QR, a number and the hash of what it says.

One table answers for all of them whether a paper in somebody's hand is genuine and still in force.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.papers.models import IssuedPaper

TOKEN_BYTES: Final = 16
CHECK_LENGTH: Final = 8
ISSUED: Final = "paper.issue"
REVOKED: Final = "paper.revoke"
OBJECT: Final = "paper"


@dataclass(frozen=True, kw_only=True)
class PaperDraft:
    """What a paper is to say. ``kind`` is the code of the case's flow, or ``flow:paper`` for one of several papers."""

    kind: str
    case_id: UUID
    name: str
    number: str
    agency_id: UUID
    agency_name: str
    where_name: str
    issued_on: date
    content: Mapping[str, Any]
    at: datetime
    token: str = ""


def issue_paper(
    *, kind: str, case_id: UUID, name: str, number: str, agency_id: UUID, agency_name: str, where_name: str,
    issued_on: date, content: Mapping[str, Any], at: datetime, token: str = "",
) -> IssuedPaper:  # fmt: skip
    """Freeze what a paper says and give it its QR. ``kind`` is the code of the case's flow, or ``flow:paper`` for one
    of several papers of a case. Once per kind and case: WrongState when it was issued before.
    """
    if IssuedPaper.objects.filter(kind=kind, case_id=case_id).exists():
        raise WrongState(f"{name} {number} 已经制发过了")
    draft = PaperDraft(
        kind=kind, case_id=case_id, name=name, number=number, agency_id=agency_id, agency_name=agency_name,
        where_name=where_name, issued_on=issued_on, content=content, at=at, token=token,
    )  # fmt: skip
    return issue_papers([draft])[0]


def issue_papers(drafts: Sequence[PaperDraft]) -> list[IssuedPaper]:
    """The same for many that are taken over, in their order. The hash of each also goes under the audit's seal."""
    papers = [_paper(draft) for draft in drafts]
    IssuedPaper.objects.bulk_create(papers, batch_size=500)
    Act.objects.bulk_create(
        [_act(ISSUED, paper, paper.issued_at, hash=paper.content_hash) for paper in papers], batch_size=1000
    )
    return papers


def revoke_paper(*, kind: str, case_id: UUID, reason: str, at: datetime) -> None:
    """撤销: the row stays and says so to whoever scans it. What was revoked before, or never issued, stays as it is."""
    paper = IssuedPaper.objects.filter(kind=kind, case_id=case_id, revoked_at=None).first()
    if paper is None:
        return
    IssuedPaper.objects.filter(pk=paper.pk).update(revoked_at=at, revoked_why=reason[:300])
    Act.objects.bulk_create([_act(REVOKED, paper, at, reason=reason[:300])])


def paper_of(kind: str, case_id: UUID) -> IssuedPaper | None:
    return IssuedPaper.objects.filter(kind=kind, case_id=case_id).first()


def hash_of(content: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical form: sorted keys, no blanks, UTF-8. Printed on the paper and shown behind its QR."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_untouched(paper: IssuedPaper) -> bool:
    """The stored content still has the hash it was issued with."""
    return hash_of(paper.content) == paper.content_hash


def address_of(paper: IssuedPaper, base: str = "") -> str:
    """Where the QR leads."""
    return f"{(base or settings.BASE_URL).rstrip('/')}/n/{paper.token}"


def _paper(draft: PaperDraft) -> IssuedPaper:
    plain = json.loads(json.dumps(dict(draft.content), cls=DjangoJSONEncoder, ensure_ascii=False))
    return IssuedPaper(
        token=draft.token or secrets.token_urlsafe(TOKEN_BYTES), kind=draft.kind, case_id=draft.case_id,
        name=draft.name, number=draft.number, agency_id=draft.agency_id, agency_name=draft.agency_name,
        where_name=draft.where_name, issued_on=draft.issued_on, content=plain, content_hash=hash_of(plain),
        issued_at=draft.at,
    )  # fmt: skip


def _act(verb: str, paper: IssuedPaper, at: datetime, **detail: str) -> Act:
    """Who signed is in the case's own history; this row ties the hash to the sealed log."""
    system = system_actor()
    return Act(
        verb=verb, at=at, actor_id=None, actor_name=system.name, role=system.role.value, via=system.via,
        object_kind=OBJECT, object_id=str(paper.pk), detail={"number": paper.number, **detail},
    )  # fmt: skip
