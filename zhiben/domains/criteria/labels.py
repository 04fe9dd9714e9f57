"""How clauses are written: from a code to “第五条第（四）项” and from what people write back to a code."""

from typing import Final

DIGITS: Final = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """1 to 99 as they stand in documents: 四, 十, 十七, 二十三."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones else "")


def clause_label(code: str) -> str:
    """``2024-5.4`` → 第五条第（四）项; ``2024-16`` → 第十六条; ``2024-5.4.1`` → 第五条第（四）项第1目."""
    article, *rest = (int(part) for part in code.partition("-")[2].split("."))
    label = f"第{chinese_number(article)}条"
    if rest:
        label += f"第（{chinese_number(rest[0])}）项"
    if len(rest) > 1:
        label += f"第{rest[1]}目"
    return label


def clause_of(code: str) -> str:
    """The clause to which a code belongs: ``2024-5.4.1`` is one of the signs listed under ``2024-5.4``."""
    return ".".join(code.split(".")[:2])
