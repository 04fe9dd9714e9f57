"""Finding the paper that somebody holds: by the token of its QR, or by its number and the check code beside the QR."""

import re
from datetime import datetime
from typing import Final

from zhiben.kernel.base.errors import InvalidInput, Refusal
from zhiben.kernel.base.text import name_key
from zhiben.kernel.papers.issued import CHECK_LENGTH
from zhiben.kernel.papers.models import IssuedPaper
from zhiben.kernel.papers.tries import limited

TOKEN: Final = re.compile(r"[\w-]{1,32}", re.ASCII)
BRACKETS: Final = str.maketrans("[]【】（）()", "〔〕〔〕〔〕〔〕")


def paper_behind(token: str) -> IssuedPaper | None:
    """None when nothing was issued under the token; drafts do not exist for the public."""
    return IssuedPaper.objects.filter(token=token).first() if TOKEN.fullmatch(token) else None


def find_paper(*, number: str, check: str, address: str, at: datetime) -> IssuedPaper:
    """The paper with this number whose content hash begins with ``check`` (8 digits beside the QR), whatever its kind.

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


def _find(number: str, digits: str) -> IssuedPaper:
    found = IssuedPaper.objects.filter(number__in=_spellings(number), content_hash__startswith=digits).first()
    if found is None:
        raise Refusal("没有查到这份文书。请核对文号和校验码，或者扫二维码再试。", status=403, title="没有查到")
    return found


def _spellings(number: str) -> list[str]:
    """The number as typed, and with the brackets that documents use."""
    plain = "".join(number.split())
    return list(dict.fromkeys([number.strip(), plain, plain.translate(BRACKETS)]))
