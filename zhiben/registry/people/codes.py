"""Identity numbers. A wrong check digit is a doubt to show, never a reason to refuse a record."""

from datetime import date
from typing import Final

from zhiben.kernel.base.text import clean_code

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS: Final = "10X98765432"
# What the keyed digests are for: equal numbers of two fields must not meet. Permanent.
ID_PURPOSE: Final = "person.id_number"
PHONE_PURPOSE: Final = "person.phone"
ACCOUNT_PURPOSE: Final = "person.account"
ADDRESS_PURPOSE: Final = "person.address"
CONTACT_PURPOSE: Final = "person.contact_phone"


def id_check_digit(body: str) -> str:
    """The 18th character for the first 17 digits (GB 11643-1999)."""
    return CHECK_DIGITS[sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True)) % 11]


def birth_day(number: str) -> date | None:
    """The day of birth written in an 18-digit number, if it is a day."""
    digits = clean_code(number)[6:14]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def id_number_doubts(number: str) -> list[str]:
    """What looks wrong about a resident's number; empty when nothing does, and for no number at all.

    The address code is where the number was first issued, perhaps a division long abolished: it proves nothing.
    """
    number = clean_code(number)
    if not number:
        return []
    if len(number) == 15 and number.isdigit():
        return ["这是15位旧身份证号"]
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        return ["身份证号应为18位，前17位是数字"]
    doubts = [] if birth_day(number) else ["身份证号中的出生日期不是有效日期"]
    if id_check_digit(number[:17]) != number[17]:
        doubts.append("身份证号的校验码不对")
    return doubts


def clean_phone(phone: str) -> str:
    """Digits as they are dialled in the country."""
    return clean_code(phone).replace("-", "").removeprefix("+86")


def phone_doubts(phone: str) -> list[str]:
    """What looks wrong about a mobile number; empty when nothing does, and for no number at all."""
    phone = clean_phone(phone)
    if not phone or (len(phone) == 11 and phone.isdigit() and phone[0] == "1" and phone[1] in "3456789"):
        return []
    return ["手机号应为11位数字"]
