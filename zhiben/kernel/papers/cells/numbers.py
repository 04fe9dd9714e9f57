"""Numbers as ledgers write them: separators, units in the cell or in the header, 元 and 万元."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from zhiben.kernel.papers.cells.cell import CellError, folded

NUMBER: Final = re.compile(
    r"(?:约|共|合计)?\s*(?:[¥$]|人民币|RMB)?\s*([-+]?\d[\d,]*(?:\.\d+)?|[-+]?\.\d+)\s*(.*)", re.S
)
IN_HEADER: Final = re.compile(r"[(（\[【]\s*(?:单位\s*[:：]\s*)?([^()（）\[\]【】]*?)\s*[)）\]】]\s*$")
SCALES: Final = {"万": Decimal(10_000), "亿": Decimal(100_000_000), "千": Decimal(1000), "百万": Decimal(1_000_000)}
YUAN: Final = ("元", "元整", "圆", "圆整", "人民币", "RMB", "人民币元")
SQUARE_METRES: Final = {"m2", "㎡", "平方米", "平米", "平方", "m^2", "M2"}
MU_AND_HECTARES: Final = {"公顷": Decimal(10_000), "hm2": Decimal(10_000), "ha": Decimal(10_000)}


def unit_in_header(header: str) -> str:
    """The unit a header names in its last brackets: ``合同价（万元）`` → ``万元``; empty when it names none."""
    found = IN_HEADER.search(header.strip())
    return folded(found[1]) if found else ""


def parse_number(raw: Any, *, unit: str = "", header_unit: str = "") -> Decimal:
    """The number in the column's ``unit``. A unit in the cell wins over that of the header."""
    number, suffix = _split(raw)
    factor = _factor(suffix, unit) if suffix else None
    if suffix and factor is None:
        raise CellError(f"“{folded(str(raw))[:30]}”不是数字" + (f"（单位{unit}）" if unit else ""))
    if factor is None:
        factor = _factor(header_unit, unit) or Decimal(1)
    return number * factor


def parse_money_wan(raw: Any, *, header_unit: str = "") -> Decimal:
    """An amount in 万元. Without any unit it is 万元, as the ledgers have it."""
    number, suffix = _split(raw)
    for source in (suffix, header_unit):
        factor = _money_factor(source)
        if factor is not None:
            return number * factor
        if source and source == suffix:
            raise CellError(f"“{folded(str(raw))[:30]}”不是金额，请写数字，单位万元")
    return number


def parse_integer(raw: Any, *, unit: str = "") -> int:
    number = parse_number(raw, unit=unit)
    if number != number.to_integral_value():
        raise CellError(f"应填整数，现为{number.normalize():f}")
    return int(number)


def _split(raw: Any) -> tuple[Decimal, str]:
    if isinstance(raw, bool):
        raise CellError("应填数字")
    if isinstance(raw, int | float):
        # Excel keeps 15 digits; what comes after them is noise of binary fractions.
        return Decimal(f"{raw:.15g}"), ""
    text = folded(str(raw))
    found = NUMBER.fullmatch(text)
    if found is None:
        raise CellError(f"“{text[:30]}”不是数字")
    try:
        return Decimal(found[1].replace(",", "")), found[2].strip().rstrip("。.")
    except InvalidOperation:
        raise CellError(f"“{text[:30]}”不是数字") from None


def _factor(suffix: str, unit: str) -> Decimal | None:
    """By what to multiply to have a number with this suffix in ``unit``; None when the suffix is of another kind."""
    if not suffix:
        return None
    if suffix in ("", unit):
        return Decimal(1)
    if unit in SQUARE_METRES and suffix in MU_AND_HECTARES:
        return MU_AND_HECTARES[suffix]
    scale, rest = _scale(suffix)
    if not rest or rest == unit or (unit in SQUARE_METRES and rest in SQUARE_METRES):
        return scale
    return None


def _money_factor(text: str) -> Decimal | None:
    if not text:
        return None
    scale, rest = _scale(text)
    if rest and rest not in YUAN:
        return None
    return scale / 10_000 if scale != 1 or rest else None


def _scale(text: str) -> tuple[Decimal, str]:
    for word in sorted(SCALES, key=len, reverse=True):
        if text.startswith(word):
            return SCALES[word], text.removeprefix(word).strip()
    return Decimal(1), text
