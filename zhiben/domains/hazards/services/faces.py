"""What anybody may see of a notice who holds its paper: enough to tell that it is real, nothing of what it says."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.services.tries import limited
from zhiben.domains.hazards.terms import NoticeKind, NoticeState
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.errors import InvalidInput, Refusal
from zhiben.kernel.base.text import name_key
from zhiben.registry.agencies.public import agency

CHECK_LENGTH: Final = 8
TOKEN: Final = re.compile(r"[\w-]{1,32}", re.ASCII)
COLUMNS: Final = (
    "id", "project_id", "where_name", "name", "number", "kind", "state", "issued_on", "content_hash", "agency_id"
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Face:
    """The public side of an issued notice. ``notice_id`` and ``project_id`` are for the door, never shown."""

    notice_id: UUID
    project_id: UUID
    where_name: str
    name: str
    number: str
    voided: bool
    agency_name: str
    agency_phone: str
    issued_on: date
    content_hash: str
    takes_codes: bool

    @property
    def verdict(self) -> str:
        return "已作废" if self.voided else "有效"

    @property
    def check(self) -> str:
        return self.content_hash[:CHECK_LENGTH]


def face_of(token: str) -> Face | None:
    """None when there is no issued notice behind the token; drafts do not exist for the public."""
    if not TOKEN.fullmatch(token):
        return None
    with acting_as(system_actor("link")):
        row = Notice.objects.filter(token=token, issued_on__isnull=False).values(*COLUMNS).first()
    if row is None:
        return None
    office, voided = agency(row["agency_id"]), row["state"] == NoticeState.VOIDED
    return Face(
        notice_id=row["id"], project_id=row["project_id"], where_name=row["where_name"], name=row["name"],
        number=row["number"], voided=voided, agency_name=office.name, agency_phone=office.phone,
        issued_on=row["issued_on"], content_hash=row["content_hash"],
        takes_codes=not voided and row["kind"] != NoticeKind.RESUME,
    )  # fmt: skip


def find_issued_notice(*, number: str, check: str, address: str, at: datetime) -> str:
    """Token of the notice with this number whose content hash begins with ``check`` (8 digits beside the QR).

    Raises InvalidInput, Refusal 403 when nothing matches, Refusal 429 after too many wrong tries from one address.
    The caller must catch them in its own transaction, or the try is not counted.
    """
    number = number.replace("\0", "")
    key, digits = name_key(number), name_key(check)
    if not key:
        raise InvalidInput.of("number", "请填写文号")
    if len(digits) < CHECK_LENGTH:
        raise InvalidInput.of("check", f"请填写二维码旁边的 {CHECK_LENGTH} 位校验码")
    return limited(f"verify|{key}", address, lambda: _find(number, digits), at=at)


def _find(number: str, digits: str) -> str:
    with acting_as(system_actor("link")):
        found = list(
            Notice.objects.filter(number__in=_spellings(number), issued_on__isnull=False).values_list(
                "token", "content_hash"
            )[:50]
        )
    token = next((token for token, content_hash in found if content_hash and content_hash.startswith(digits)), None)
    if token is None:
        raise Refusal("没有查到这份文书。请核对文号和校验码，或者扫二维码再试。", status=403, title="没有查到")
    return str(token)


def _spellings(number: str) -> list[str]:
    """The number as typed, and with the brackets that documents use."""
    plain = "".join(number.split())
    official = plain.translate(str.maketrans("[]【】（）()", "〔〕〔〕〔〕〔〕"))
    return list(dict.fromkeys([number.strip(), plain, official]))
