"""One-time codes in general: made, printed, given once, and the phone remembered. What they open is the caller's."""

import hashlib
import secrets
from datetime import datetime
from typing import Any, Final, TypeVar

from django.db.models import QuerySet

from zhiben.domains.hazards.models import LinkCode
from zhiben.kernel.base.errors import InvalidInput, Refusal
from zhiben.kernel.crypto import blind_index, mask_phone, open_sealed, seal

C = TypeVar("C", bound=LinkCode)
DIGITS: Final = 8


def fresh_code(rows: QuerySet[C], *, purpose: str, subject: dict[str, Any], at: datetime, until: datetime) -> str:
    """A new code for what ``subject`` names (the row's foreign key); unused ones before it die."""
    rows.filter(**subject, used_at=None).delete()
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    rows.create(
        **subject, code_hash=_hash(purpose, subject, code), code_cipher=seal(code), created_at=at, valid_until=until
    )
    return code


def unused_code(rows: QuerySet[C], *, subject: dict[str, Any], at: datetime) -> str:
    """The code to print: the unused one in force, or empty."""
    row = rows.filter(**subject, used_at=None, valid_until__gt=at).order_by("-created_at").first()
    return open_sealed(bytes(row.code_cipher)) if row and row.code_cipher else ""


def use_code(
    rows: QuerySet[C],
    *,
    purpose: str,
    subject: dict[str, Any],
    code: str,
    name: str,
    phone: str,
    at: datetime,
    wrong: str,
) -> tuple[C, str]:
    """Use the code up on this phone. Returns its row and the phone's secret, which is never stored.

    Raises InvalidInput without a name, Refusal 403 with the sentence ``wrong``; wrong codes are limited by the door.
    """
    if not name.strip():
        raise InvalidInput.of("name", "请填写您的姓名")
    found = rows.select_for_update().filter(**subject, code_hash=_hash(purpose, subject, code.strip()))
    row = found.filter(used_at=None, valid_until__gt=at).first()
    if row is None:
        raise Refusal(wrong, status=403, title="打不开")
    secret = secrets.token_urlsafe(32)
    row.used_at, row.holder_name, row.secret_hash, row.code_cipher = at, name.strip()[:64], _digest(secret), None
    row.holder_phone_masked = mask_phone(phone) if phone else ""
    row.holder_phone_cipher = seal(phone) if phone else None
    row.save(update_fields=[
        "used_at", "holder_name", "secret_hash", "code_cipher", "holder_phone_masked", "holder_phone_cipher",
    ])  # fmt: skip
    return row, secret


def phone_that_opened(rows: QuerySet[C], *, subject: dict[str, Any], secret: str) -> C | None:
    """Whose phone this is, from its cookie."""
    return rows.filter(**subject, secret_hash=_digest(secret)).first() if secret else None


def _hash(purpose: str, subject: dict[str, Any], code: str) -> str:
    (pk,) = subject.values()
    return blind_index(f"{getattr(pk, 'pk', pk)}:{code}", purpose=purpose)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
