"""What a phone says and keeps behind any link: a code with a name and a number, and a signed cookie."""

import re
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from zhiben.kernel.base.errors import FieldError, InvalidInput

KEPT: Final = 30 * 24 * 3600
PHONE: Final = re.compile(r"(?:\+?86[ -]?)?1[3-9]\d{9}")
MISSING: Final = {"code": "请填写签收码", "name": "请填写您的姓名", "phone": "请填写您的手机号"}


def said(request: HttpRequest, field: str, most: int) -> str:
    """What was typed, without what no text holds, and no longer than its column."""
    return request.POST.get(field, "").replace("\0", "").strip()[:most]


def given_code(request: HttpRequest) -> dict[str, str]:
    """``code``, ``name`` and ``phone`` of the form. Raises InvalidInput naming what is missing or wrong."""
    given = {field: said(request, field, 64) for field in ("code", "name", "phone")}
    wrong = [FieldError(field=field, reason=reason) for field, reason in MISSING.items() if not given[field]]
    if given["phone"] and not PHONE.fullmatch(given["phone"]):
        wrong.append(FieldError(field="phone", reason="手机号不对，请填 11 位手机号"))
    if wrong:
        raise InvalidInput(*wrong)
    return given


def keep_secret(answer: HttpResponse, cookie: str, *, salt: str, path: str, secret: str) -> HttpResponse:
    """The phone's key, sent back only to the pages below ``path`` and out of reach of scripts."""
    answer.set_cookie(
        cookie, signing.dumps(secret, salt=salt), max_age=KEPT, path=path, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return answer


def kept_secret(request: HttpRequest, cookie: str, *, salt: str) -> str:
    """Empty when there is none, it is too old, or it was made for something else."""
    try:
        return str(signing.loads(request.COOKIES.get(cookie, ""), salt=salt, max_age=KEPT))
    except signing.BadSignature:
        return ""
