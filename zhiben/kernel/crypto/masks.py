"""What of a personal value is shown by default."""

import re
from typing import Final

# An 18-digit number with a day of birth in it, and a mobile: what people write into reasons and opinions.
RESIDENT: Final = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
MOBILE: Final = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")


def mask_id_number(number: str) -> str:
    """Three first and four last characters of an identity number; of a short document number one and two."""
    head, tail = (3, 4) if len(number) >= 15 else (1, 2)
    return _mask(number, head, tail)


def mask_phone(phone: str) -> str:
    """``138****5678``; of a shorter number only the last two digits."""
    return _mask(phone, 3, 4) if len(phone) >= 11 else _mask(phone, 0, 2)


def mask_name(name: str) -> str:
    """The family name: its first character, a star for each of the others."""
    return name[:1] + "*" * (len(name) - 1)


def mask_account(number: str) -> str:
    """The last four digits of a bank account."""
    return _mask(number, 0, 4)


def mask_address(address: str) -> str:
    """The first six characters: about as far as the city or county."""
    return f"{address[:6]}****"


def mask_numbers(text: str) -> str:
    """Free text with the resident numbers and mobiles in it masked."""
    shown = RESIDENT.sub(lambda found: mask_id_number(found[0]), text)
    return MOBILE.sub(lambda found: mask_phone(found[0]), shown)


def _mask(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    return text[:head] + "*" * hidden + text[len(text) - tail :] if hidden > 0 else "*" * len(text)
