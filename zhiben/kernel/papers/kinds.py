"""What each kind of paper adds to its page behind the QR: its present effect, what its holder may do here."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from zhiben.kernel.papers.models import IssuedPaper

PERSONAL: Final = re.compile(r"(_person|_by|principal|controller|receiver|holder|manager)$")
PEOPLE: Final = frozenset({"officers", "people", "attendees", "signers", "reporters"})
NUMBER: Final = re.compile(r"\d{7,}[\dXx]?")
HIDDEN: Final = "撤销理由涉及个人信息，不在这里公开，可向制发机关查询。"


def _nothing_new(paper: IssuedPaper) -> list[str]:
    return []


def _not_ended(paper: IssuedPaper) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class PaperKind:
    """``standing``: sentences on the present effect (停工仍在执行, 已由…解除), asked with the system's eyes. ``ended``: the
    word instead of 有效 once the paper has had its effect (已解除, 已办结), empty before.

    ``entrance``: the template of a card with what may be done here, filled by ``enter``. ``opened``: the page of
    whoever has opened this paper before, or None.
    """

    standing: Callable[[IssuedPaper], list[str]] = _nothing_new
    ended: Callable[[IssuedPaper], str] = _not_ended
    entrance: str = ""
    enter: Callable[[HttpRequest, IssuedPaper], Mapping[str, Any]] | None = None
    opened: Callable[[HttpRequest, IssuedPaper], HttpResponse | None] | None = None


_kinds: dict[str, PaperKind] = {}
_contacts: list[Callable[[UUID], str]] = []
PLAIN: Final = PaperKind()


def register_paper_kind(code: str, kind: PaperKind) -> None:
    """Called from ``AppConfig.ready``. ``code`` as in ``issue_paper``: a flow, or ``flow:paper``."""
    _kinds[code] = kind


def kind_of(paper: IssuedPaper) -> PaperKind:
    """Of this very paper, else of its flow, else one that adds nothing."""
    return _kinds.get(paper.kind) or _kinds.get(paper.kind.partition(":")[0]) or PLAIN


def register_contact(phone_of: Callable[[UUID], str]) -> None:
    """Who knows an agency's telephone number by its id."""
    _contacts[:] = [phone_of]


def phone_of(paper: IssuedPaper) -> str:
    return _contacts[0](paper.agency_id) if _contacts else ""


def public_reason(paper: IssuedPaper) -> str:
    """Why it was revoked, unless that names a person of the paper or carries a telephone or identity number."""
    said = paper.revoked_why
    if NUMBER.search(said) or any(name in said for name in _people_in(paper.content)):
        return HIDDEN
    return said


def _people_in(content: Any, key: str = "") -> Iterator[str]:
    """Names of people in a paper: what stands under ``…_person``, ``…_by``, or in a list of officers."""
    if isinstance(content, Mapping):
        for name, value in content.items():
            yield from _people_in(value, key if key in PEOPLE and name == "name" else name)
    elif isinstance(content, list):
        for value in content:
            yield from _people_in(value, key)
    elif isinstance(content, str) and len(content) > 1 and (key in PEOPLE or PERSONAL.search(key)):
        yield content
