"""Numbers of machines. A strange number is a doubt to show, never a reason to refuse a record."""

from datetime import date
from typing import Final

from zhiben.kernel.base.text import clean_code

NO_SERIAL: Final = "没有出厂编号，无法查重"
NO_FILING: Final = "没有产权备案编号"
CLONED: Final = "同一制造单位、出厂编号另有登记（疑似套牌或重复登记）"
SAME_FILING: Final = "产权备案编号与另一台设备相同"


def serial_key(serial: str) -> str:
    """Key under which two spellings of one serial number meet: width, case, spaces, ``NO.`` and dashes."""
    return clean_code(serial).removeprefix("NO.").removeprefix("NO").replace("-", "").replace("#", "").strip(".:：")


def equipment_doubts(*, serial: str, filing_no: str, made_on: date | None, filing_on: date | None) -> list[str]:
    """What looks wrong about one machine by itself."""
    doubts = [] if serial_key(serial) else [NO_SERIAL]
    if not clean_code(filing_no):
        doubts.append(NO_FILING)
    if made_on and filing_on and filing_on < made_on:
        doubts.append("备案日期早于出厂日期")
    return doubts
