"""A form made from the inputs a verb asks for: shown, read and checked, shown again with what was typed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any, Final

from django.http import QueryDict

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import FieldError
from zhiben.kernel.ui.forms.options import Option, options_of
from zhiben.kernel.workflow.definition import Input, InputKind

FILE_KINDS: Final = (InputKind.PHOTOS, InputKind.FILES)
MANY_KINDS: Final = (*FILE_KINDS, InputKind.OFFICERS)
MOST_PLACES: Final = 16  # before and after the point: 1e9999999 written out would take minutes


@dataclass
class Field:
    """One input with what stands in it now. ``value`` is text, or a list of texts where several may be given."""

    item: Input
    value: Any
    options: list[Option] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.item.name

    @property
    def groups(self) -> list[tuple[str, list[Option]]]:
        return [(name, list(options)) for name, options in groupby(self.options, key=lambda o: o.group)]

    @property
    def empty_and_required(self) -> bool:
        return self.item.required and self.item.kind != InputKind.BOOL and self.value in ("", [], None)


@dataclass
class Form:
    """``errors`` feed the summary on top; each field carries its own as well."""

    fields: list[Field]
    errors: list[FieldError] = field(default_factory=list)

    @property
    def has_files(self) -> bool:
        return any(f.item.kind in FILE_KINDS for f in self.fields)

    def with_errors(self, errors: Iterable[FieldError]) -> "Form":
        """The same form after a refusal. Errors about no field of it stay in the summary only."""
        self.errors = list(errors)
        for one in self.fields:
            one.errors = [e.reason for e in self.errors if e.field == one.name]
        return self


def empty_required(form: Form) -> list[str]:
    """Labels of what a person must still fill in by hand: the measure of how much a form asks."""
    return [f.item.label for f in form.fields if f.empty_and_required]


def fresh_form(inputs: Sequence[Input], actor: Actor, subject: Any = None, initials: Mapping[str, Any] = {}) -> Form:
    """The form as first shown, with everything filled in that the platform knows."""
    return Form([_field(item, _initial(item, subject, initials), actor, subject) for item in inputs])


def given_form(inputs: Sequence[Input], given: QueryDict, actor: Actor, subject: Any = None) -> Form:
    """The form as it was sent."""
    return Form([_field(item, _sent(item, given), actor, subject) for item in inputs])


def read_values(form: Form) -> tuple[dict[str, Any], list[FieldError]]:
    """Typed values by name, and what is missing or cannot be understood. Files are lists of ids in text."""
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    for one in form.fields:
        if one.empty_and_required:
            errors.append(FieldError(field=one.name, reason=_please(one.item)))
            continue
        try:
            values[one.name] = _READ.get(one.item.kind, _text)(one)
        except ValueError as wrong:
            errors.append(FieldError(field=one.name, reason=str(wrong)))
    return values, errors


def _field(item: Input, value: Any, actor: Actor, subject: Any) -> Field:
    return Field(item, value, options_of(item, actor, subject))


def _initial(item: Input, subject: Any, initials: Mapping[str, Any]) -> Any:
    value = initials.get(item.name)
    if value in (None, "") and item.initial is not None and subject is not None:
        value = item.initial(subject)
    if item.kind in MANY_KINDS:
        return [str(one) for one in value or ()]
    if item.kind == InputKind.BOOL:
        return bool(value)
    return "" if value is None else str(value)


def _sent(item: Input, given: QueryDict) -> Any:
    if item.kind in MANY_KINDS:
        return [one for one in given.getlist(item.name) if one]
    if item.kind == InputKind.BOOL:
        return given.get(item.name) == "1"
    return given.get(item.name, "").strip()


def _please(item: Input) -> str:
    if item.kind in FILE_KINDS:
        return f"请上传「{item.label}」"
    picks = (InputKind.CHOICE, InputKind.CLAUSE, InputKind.OFFICERS, InputKind.COLLEAGUE)
    return f"请选择「{item.label}」" if item.kind in picks else f"请填写「{item.label}」"


def _text(one: Field) -> Any:
    return one.value


def _date(one: Field) -> date | None:
    if not one.value:
        return None
    try:
        return date.fromisoformat(one.value)
    except ValueError:
        raise ValueError(f"「{one.item.label}」要写成 2024-07-03 这样的日期") from None


def _number(one: Field) -> int | Decimal | None:
    if not one.value:
        return None
    try:
        number = Decimal(one.value)
    except InvalidOperation:
        raise ValueError(f"「{one.item.label}」要填数字") from None
    if not number.is_finite():
        raise ValueError(f"「{one.item.label}」要填数字")
    if abs(number.adjusted()) > MOST_PLACES:
        raise ValueError(f"「{one.item.label}」的数字太大或者太小，请核对")
    return int(number) if number == number.to_integral_value() else number


def _choice(one: Field) -> str:
    value: str = one.value
    if value and value not in {o.value for o in one.options}:
        raise ValueError(f"请在列出的「{one.item.label}」里选择")
    return value


def _several(one: Field) -> list[str]:
    values: list[str] = one.value
    if one.item.kind == InputKind.OFFICERS and not set(values) <= {o.value for o in one.options}:
        raise ValueError(f"请在列出的「{one.item.label}」里选择")
    return values


_READ: Final[dict[InputKind, Callable[[Field], Any]]] = {
    InputKind.DATE: _date,
    InputKind.NUMBER: _number,
    InputKind.CHOICE: _choice,
    InputKind.CLAUSE: _choice,
    InputKind.COLLEAGUE: _choice,
    InputKind.OFFICERS: _several,
    InputKind.PHOTOS: _several,
    InputKind.FILES: _several,
}
