"""Days and moments in the spellings that ledgers use. A month alone stays a month: no day is invented."""

import re
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeVar

from zhiben.kernel.papers.cells.cell import CellError, folded

FULL: Final = re.compile(
    r"(\d{4})\s*[-/.年\\]\s*(\d{1,2})\s*[-/.月\\]\s*(\d{1,2})\s*[日号]?"
    r"(?:[\sT]*(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*[:分]?\s*(\d{1,2})?(?:\.\d+)?\s*秒?)?"
    r"(?:\s*[（(]?(?:星期|周)[一二三四五六日天][)）]?)?"
)
COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
MONTH: Final = re.compile(r"(\d{4})\s*[-/.年\\]\s*(\d{1,2})\s*月?(?:份)?")
COMPACT_MONTH: Final = re.compile(r"(19|20)(\d{2})(0[1-9]|1[0-2])")
SHORT_YEAR: Final = re.compile(r"\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
NO_YEAR: Final = re.compile(r"\d{1,2}[-/.月]\d{1,2}日?")
CHINESE: Final = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})[日号])?"
)
DIGITS: Final = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
EPOCH: Final = date(1899, 12, 30)
SERIALS: Final = (18264.0, 73051.0)  # 1950-01-01 to 2100-01-01
YEARS: Final = (1900, 2100)
D = TypeVar("D", bound=date)


def parse_day(raw: Any, *, month_ok: bool = False) -> str:
    """``"2026-03-05"``, or ``"2026-03"`` when only a month is given and the column allows it."""
    return _precise(_parts(raw), month_ok=month_ok)


def parse_moment(raw: Any) -> str:
    """``"2026-03-05T14:30:00"`` in China's time; a day alone stays ``"2026-03-05"``."""
    if isinstance(raw, datetime):
        return _checked_year(raw).replace(microsecond=0, tzinfo=None).isoformat()
    if isinstance(raw, float) and SERIALS[0] <= raw < SERIALS[1] and raw % 1:
        moment = datetime.combine(EPOCH, datetime.min.time()) + timedelta(seconds=round(raw * 86400))
        return moment.isoformat()
    parts = _parts(raw)
    day = _precise(parts[:3], month_ok=False)
    if len(parts) < 4 or not parts[3]:
        return day
    hour, minute, second = int(parts[3]), int(parts[4] or 0), int(parts[5] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise CellError(f"没有这个时刻：{hour}:{minute:02}")
    return f"{day}T{hour:02}:{minute:02}:{second:02}"


def _parts(raw: Any) -> tuple[str | None, ...]:
    if isinstance(raw, datetime | date):
        _checked_year(raw)
        return (str(raw.year), str(raw.month), str(raw.day))
    if isinstance(raw, bool):
        raise CellError("应填日期")
    if isinstance(raw, int | float):
        return _number_parts(float(raw))
    return _text_parts(folded(str(raw)))


def _number_parts(number: float) -> tuple[str | None, ...]:
    if SERIALS[0] <= number < SERIALS[1]:
        day = EPOCH + timedelta(days=int(number))
        return (str(day.year), str(day.month), str(day.day))
    if number == int(number):
        return _text_parts(str(int(number)))
    text = repr(number)
    if re.fullmatch(r"(19|20)\d\d\.1", text):
        raise CellError(f"“{text}”分不清是1月还是10月，请写成如 2026年10月 的样子")
    return _text_parts(text)


def _text_parts(text: str) -> tuple[str | None, ...]:
    for pattern in (FULL, COMPACT):
        if found := pattern.fullmatch(text):
            return found.groups()
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and SERIALS[0] <= float(text) < SERIALS[1]:
        return _number_parts(float(text))
    if found := CHINESE.fullmatch(text):
        return ("".join(DIGITS[c] for c in found[1]), _count(found[2]), _count(found[3]) if found[3] else None)
    if found := MONTH.fullmatch(text):
        return (found[1], found[2], None)
    if found := COMPACT_MONTH.fullmatch(text):
        return (found[1] + found[2], found[3], None)
    raise CellError(_why_not(text))


def _why_not(text: str) -> str:
    if SHORT_YEAR.fullmatch(text):
        return f"“{text}”的年份要写四位，如 2026-03-05"
    if NO_YEAR.fullmatch(text):
        return f"“{text}”没有写年份，如 2026-03-05"
    return f"“{text[:30]}”不是日期，请写成如 2026-03-05 的样子"


def _precise(parts: tuple[str | None, ...], *, month_ok: bool) -> str:
    year, month = int(parts[0] or 0), int(parts[1] or 0)
    if not YEARS[0] <= year <= YEARS[1]:
        raise CellError(f"年份{year}不对")
    if not 1 <= month <= 12:
        raise CellError(f"没有{month}月")
    if parts[2] is None:
        if month_ok:
            return f"{year:04}-{month:02}"
        raise CellError(f"只写到了{year}年{month}月，这一列要写到日")
    try:
        return date(year, month, int(parts[2])).isoformat()
    except ValueError:
        raise CellError(f"没有这一天：{year}年{month}月{int(parts[2])}日") from None


def _count(text: str) -> str:
    """一 … 三十一 in figures."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return "".join(DIGITS[c] for c in text)
    return str((int(DIGITS.get(tens, "1")) if tens else 1) * 10 + (int(DIGITS[ones]) if ones else 0))


def _checked_year(raw: D) -> D:
    if not YEARS[0] <= raw.year <= YEARS[1]:
        raise CellError(f"年份{raw.year}不对")
    return raw
