"""Codes of projects and permits. A wrong code is a doubt to show, never a reason to refuse a record."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from zhiben.kernel.base.text import clean_code

PROJECT_CODE: Final = re.compile(r"(\d{6})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})")
BETWEEN_PARTIES: Final = re.compile(r"[、;；,，\n/／|]+")
PERMIT_NO: Final = re.compile(r"(\d{6})(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})")


@dataclass(frozen=True, kw_only=True)
class PermitParts:
    """What an 18-digit construction permit number says about itself."""

    division_code: str
    day: date
    serial: str
    kind: str


def project_code_doubts(code: str) -> list[str]:
    """What looks wrong about a 16-digit project code; empty when nothing does, and for no code at all."""
    code = clean_code(code)
    if not code:
        return []
    parts = PROJECT_CODE.fullmatch(code)
    if parts is None:
        return ["项目编码通常为16位数字"]
    if _day(2000 + int(parts[2]), int(parts[3]), int(parts[4])) is None:
        return ["项目编码第7至12位不是有效日期"]
    return []


def permit_parts(number: str) -> PermitParts | None:
    """The parts of an 18-digit permit number, or None when it is not one."""
    parts = PERMIT_NO.fullmatch(clean_code(number))
    day = _day(int(parts[2]), int(parts[3]), int(parts[4])) if parts else None
    if parts is None or day is None:
        return None
    return PermitParts(division_code=parts[1], day=day, serial=parts[5], kind=parts[6])


def permit_doubts(number: str) -> list[str]:
    """What looks wrong about a construction permit number; empty when nothing does, and for none at all."""
    number = clean_code(number)
    if not number or permit_parts(number):
        return []
    if PERMIT_NO.fullmatch(number):
        return ["施工许可证号第7至14位不是有效日期"]
    return ["施工许可证号通常为18位数字"]


def three_parties(text: str) -> dict[str, str]:
    """``甲公司/乙公司/丙公司`` under 建设/施工/监理单位."""
    parts = [p.strip() for p in BETWEEN_PARTIES.split(text)] + ["", "", ""]
    return {"owner": parts[0], "contractor": parts[1], "consultant": parts[2]}


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
