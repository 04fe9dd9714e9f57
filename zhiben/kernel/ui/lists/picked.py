"""Filters that come from a number's link rather than from a form: said in words, and they can be taken off."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.ui.lists.filters import Asked, ChoiceFilter, Filter, Rows

Apply = Callable[[Rows, str, Asked], Rows]
Words = Callable[[str, Asked], str]


def id_in(value: str) -> UUID:
    """Raises InvalidInput."""
    try:
        return UUID(value)
    except ValueError:
        raise InvalidInput.of("id", "没有这条记录") from None


def named_by(names_of: Callable[[Sequence[UUID]], Mapping[UUID, str]]) -> Words:
    """The name of what was picked, for registers that every reader of the list may see."""
    return lambda value, asked: names_of([id_in(value)]).get(id_in(value), "")


@dataclass(frozen=True, kw_only=True)
class PickedFilter(Filter):
    """``apply`` narrows by the value and raises InvalidInput for one that is not ours, which is told and left out.

    ``words`` says the value. It must not name what the reader may not see; where it has no name, ``unnamed`` is said.
    """

    apply: Apply
    words: Words
    unnamed: str = ""
    kind: ClassVar[str] = "picked"

    def shown(self, asked: Asked) -> bool:
        return bool(asked.value(self.name))

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        value = asked.value(self.name)
        if not value:
            return rows
        try:
            return self.apply(rows, value, asked)
        except InvalidInput:
            asked.problems.append(f"没有这样的「{self.label}」，已不按它筛选")
            return rows

    def control(self, asked: Asked) -> dict[str, Any]:
        value = asked.value(self.name)
        return {"value": value, "words": self._said(value, asked) if value else ""}

    def _said(self, value: str, asked: Asked) -> str:
        try:
            return self.words(value, asked) or self.unnamed
        except InvalidInput:
            return self.unnamed


@dataclass(frozen=True, kw_only=True)
class WordFilter(ChoiceFilter):
    """A choice that is not one stored value: ``apply`` says what it means. On a list it shows only while it holds."""

    apply: Apply
    field: str = ""

    def shown(self, asked: Asked) -> bool:
        return bool(asked.value(self.name))

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        value = asked.value(self.name)
        if not value:
            return rows
        if value not in {code for code, _ in self.options(asked.actor)}:
            asked.problems.append(f"没有这样的「{self.label}」，已不按它筛选")
            return rows
        return self.apply(rows, value, asked)
