"""What parameters there are. A package declares its own in ``<package>/parameters.py``; values are data."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.parameters.terms import ValueType

Value = int | Decimal | bool | str | date


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """``meaning`` says in one sentence what the value decides; ``default`` holds where no row says otherwise."""

    key: str
    label: str
    unit: str
    type: ValueType
    default: Value | None
    meaning: str

    def parse(self, raw: Any) -> Value:
        """A stored or typed value in the declared type. Refuses (422) what cannot be read as one."""
        value = _READERS[self.type](raw)
        if value is None:
            raise InvalidInput.of("value", f"“{self.label}”应填{_EXPECTED[self.type]}")
        return value

    def store(self, raw: Any) -> int | bool | str:
        """The same as plain JSON; decimals and days as text, so that nothing is rounded."""
        value = self.parse(raw)
        return str(value) if isinstance(value, Decimal | date) else value

    def show(self, value: Value | None) -> str:
        """As people read it: ``3 个工作日``, ``否``."""
        if value is None:
            return "未设定"
        if isinstance(value, bool):
            return "是" if value else "否"
        return f"{value} {self.unit}".rstrip() if self.unit else str(value)


_EXPECTED: Final = {
    ValueType.INTEGER: "整数", ValueType.DECIMAL: "数字", ValueType.BOOLEAN: "是或否",
    ValueType.TEXT: "文字", ValueType.DAY: "日期，如 2024-12-13",
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


def _day(raw: Any) -> date | None:
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(str(raw).strip())
    except ValueError:
        return None


_READERS: Final = {
    ValueType.INTEGER: _integer, ValueType.DECIMAL: _decimal, ValueType.BOOLEAN: _boolean,
    ValueType.TEXT: _text, ValueType.DAY: _day,
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
) -> Declaration:
    """Declare a parameter; returns its declaration. Declaring the same key differently is a mistake in the program."""
    made = Declaration(key=key, label=label, unit=unit, type=type, default=default, meaning=meaning)
    if _declarations.setdefault(key, made) != made:
        raise ValueError(f"parameter {key} is declared twice, differently")
    return made


def declaration(key: str) -> Declaration:
    """KeyError when nobody declared it: a mistake in the program, not of the user."""
    return _declarations[key]


def declarations() -> list[Declaration]:
    """All, by key."""
    return [_declarations[key] for key in sorted(_declarations)]
