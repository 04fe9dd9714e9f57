"""What parameters there are. A package declares its own in ``<package>/parameters.py``; values are data."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.parameters.terms import ValueType

LAST_DAY: Final = "last"
NUMBERS: Final = (ValueType.INTEGER, ValueType.DECIMAL)
NONE_OF_THEM: Final = "无"
Value = int | Decimal | bool | str | date | tuple[int, ...] | tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """``meaning`` says in one sentence what the value decides; ``default`` holds where no row says otherwise.

    ``least`` bounds numbers. ``blanks`` names what a pattern may leave open, by the name the program fills in;
    ``needed`` those without which two documents would get the same number. ``options`` are the codes and words of a
    choice; a list (NUMBERS, CHOICES) may be empty and is then shown and typed as 无.
    """

    key: str
    label: str
    unit: str
    type: ValueType
    default: Value | None
    meaning: str
    least: int = 0
    blanks: tuple[tuple[str, str], ...] = ()
    needed: frozenset[str] = frozenset()
    options: tuple[tuple[str, str], ...] = ()

    def parse(self, raw: Any) -> Value:
        """A stored or typed value in the declared type. Refuses (422) what cannot be read as one."""
        value: Value | None = self._read(raw)
        if value is None:
            raise InvalidInput.of("value", f"“{self.label}”应填{_EXPECTED[self.type]}")
        if isinstance(value, int | Decimal) and value < self.least:
            raise InvalidInput.of("value", f"“{self.label}”不能小于 {self.least}")
        return value

    def store(self, raw: Any) -> int | bool | str | list[int] | list[str]:
        """The same as plain JSON; decimals and days as text, so that nothing is rounded."""
        value = self.parse(raw)
        if isinstance(value, tuple):
            return list(value)  # type: ignore[return-value]
        return str(value) if isinstance(value, Decimal | date) else value

    def show(self, value: Value | None) -> str:
        """As people read it: ``3 个工作日``, ``否``."""
        if value is None:
            return "未设定"
        if isinstance(value, bool):
            return "是" if value else "否"
        if self.type == ValueType.MONTH_DAY:
            return "当月最后一天" if value == LAST_DAY else f"每月 {value} 日"
        if self.type == ValueType.PATTERN:
            return self._spelled(str(value))
        if isinstance(value, tuple | list):
            words = dict(self.options)
            shown = "、".join(words.get(str(one), str(one)) for one in value)
            return f"{shown} {self.unit}".rstrip() if shown else NONE_OF_THEM
        if self.type == ValueType.CHOICE:
            return dict(self.options).get(str(value), str(value))
        return f"{value} {self.unit}".rstrip() if self.unit else str(value)

    def _read(self, raw: Any) -> Any:
        if self.type == ValueType.PATTERN:
            return self._pattern(str(raw))
        if self.type in (ValueType.CHOICES, ValueType.CHOICE):
            return self._chosen(raw)
        return _READERS[self.type](raw)

    def _chosen(self, raw: Any) -> tuple[str, ...] | str | None:
        """Codes, or the words people know them by; None when one of them is no option."""
        codes = {**{word: code for code, word in self.options}, **{code: code for code, _ in self.options}}
        found = [codes.get(word) for word in _parts(raw)]
        if None in found:
            return None
        if self.type == ValueType.CHOICE:
            return found[0] if len(found) == 1 else None
        return tuple(dict.fromkeys(code for code in found if code))

    def _pattern(self, raw: str) -> str | None:
        """Blanks may be typed in Chinese, ［年份］, or as the program names them, {year}."""
        text = raw.strip()
        for name, words in self.blanks:
            text = re.sub(rf"[［\[]{words}[］\]]", f"{{{name}}}", text)
        named = set(re.findall(r"\{(.*?)\}", text))
        known = {name for name, _ in self.blanks}
        whole = self.needed <= named <= known
        return text if whole and not re.search(r"[{}]", re.sub(r"\{\w+\}", "", text)) else None

    def _spelled(self, text: str) -> str:
        for name, words in self.blanks:
            text = text.replace(f"{{{name}}}", f"［{words}］")
        return text


_EXPECTED: Final = {
    ValueType.INTEGER: "整数", ValueType.DECIMAL: "数字", ValueType.BOOLEAN: "是或否",
    ValueType.TEXT: "文字", ValueType.DAY: "日期，如 2024-12-13", ValueType.MONTH_DAY: "1 到 28 之间的一天，或“月底”",
    ValueType.PATTERN: "完整的格式，能区别不同文书的部分不能少", ValueType.NUMBERS: "整数，用逗号隔开，没有就填“无”",
    ValueType.CHOICES: "可选的几项，用顿号隔开，没有就填“无”", ValueType.CHOICE: "可选项中的一项",
}  # fmt: skip
_TRUE: Final = {"true", "是", "1", "有"}
_FALSE: Final = {"false", "否", "0", "无"}


def _integer(raw: Any) -> int | None:
    if isinstance(raw, bool):
        return None
    try:
        return int(str(raw).strip())
    except ValueError:
        return None


def _decimal(raw: Any) -> Decimal | None:
    if isinstance(raw, bool):
        return None
    try:
        value = Decimal(str(raw).strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _boolean(raw: Any) -> bool | None:
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().casefold()
    return True if word in _TRUE else False if word in _FALSE else None


def _text(raw: Any) -> str | None:
    return str(raw).strip() or None


def _parts(raw: Any) -> list[str]:
    """The members of a list, stored as JSON or typed with any separator."""
    if isinstance(raw, list | tuple):
        return [str(one) for one in raw]
    text = str(raw).strip()
    return [] if text == NONE_OF_THEM else [part for part in re.split(r"[,，、;；\s]+", text) if part]


def _numbers(raw: Any) -> tuple[int, ...] | None:
    found = [_integer(part) for part in _parts(raw)]
    return None if None in found else tuple(sorted({n for n in found if n is not None}))


def _month_day(raw: Any) -> str | None:
    word = str(raw).strip()
    if word in (LAST_DAY, "月底", "月末", "当月最后一天"):
        return LAST_DAY
    return str(int(word)) if word.isascii() and word.isdigit() and 1 <= int(word) <= 28 else None


def _day(raw: Any) -> date | None:
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(str(raw).strip())
    except ValueError:
        return None


_READERS: Final = {
    ValueType.INTEGER: _integer, ValueType.DECIMAL: _decimal, ValueType.BOOLEAN: _boolean,
    ValueType.TEXT: _text, ValueType.DAY: _day, ValueType.MONTH_DAY: _month_day,
    ValueType.NUMBERS: _numbers,
}  # fmt: skip
_declarations: Final[dict[str, Declaration]] = {}


def declare(
    key: str,
    label: str,
    unit: str,
    type: ValueType,  # noqa: A002 - what it is called on the declaration and in the catalogue
    default: Value | None = None,
    *,
    meaning: str,
    least: int = 0,
    blanks: tuple[tuple[str, str], ...] = (),
    needed: frozenset[str] = frozenset(),
    options: tuple[tuple[str, str], ...] = (),
) -> Declaration:
    """Declare a parameter; returns its declaration. Declaring the same key differently is a mistake in the program."""
    made = Declaration(
        key=key,
        label=label,
        unit=unit,
        type=type,
        default=default,
        meaning=meaning,
        least=least,
        blanks=blanks,
        needed=needed,
        options=options,
    )
    if _declarations.setdefault(key, made) != made:
        raise ValueError(f"parameter {key} is declared twice, differently")
    return made


def declaration(key: str) -> Declaration:
    """KeyError when nobody declared it: a mistake in the program, not of the user."""
    return _declarations[key]


def declarations() -> list[Declaration]:
    """All, by key."""
    return [_declarations[key] for key in sorted(_declarations)]
