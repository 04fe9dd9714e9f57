"""Walking an ordered list by key: a page begins after the last row of the one before, however deep it lies.

An order is one value and then the key, rows without the value last. The database answers it from an index over
(value, key), forwards or backwards: rows with and without a value are asked for apart, because one condition over both
would make it read everything before the page. At most three queries a page.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Model, QuerySet, Value
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from zhiben.kernel.base.text import unstorable

M = TypeVar("M", bound=Model)
KEYS: Final = ("id", "pk")


class WrongPosition(Exception):
    """Not a position of ours, or one of another order."""


@dataclass(frozen=True)
class Position:
    """A row's place in an order: its value and its key."""

    value: Any
    key: Any


@dataclass(frozen=True)
class Order:
    """``path`` as ``F`` takes it; ``down``: largest first. Rows without the value come last either way."""

    path: str
    down: bool = False

    @classmethod
    def read(cls, text: str) -> "Order":
        return cls(text.removeprefix("-"), text.startswith("-"))

    def __str__(self) -> str:
        return f"-{self.path}" if self.down else self.path

    @property
    def by_key(self) -> bool:
        return self.path in KEYS

    def of(self, row: Model) -> Position:
        """Where this row stands."""
        value: Any = None if self.by_key else row
        for step in () if self.by_key else self.path.split("__"):
            value = getattr(value, step, None)
        return Position(value, row.pk)


def in_order(rows: "QuerySet[M]", order: Order) -> "QuerySet[M]":
    """The whole list in one query: for short lists, and for places counted from the start."""
    tie = "-pk" if order.down else "pk"
    if order.by_key:
        return rows.order_by(tie)
    column = F(order.path)
    return rows.order_by(_down(rows, order, column) if order.down else column.asc(), tie)


def walk(
    rows: "QuerySet[M]", order: Order, count: int, *, beyond: Position | None = None, backwards: bool = False
) -> list[M]:
    """Up to ``count`` rows beyond a position, nearest first; from the start, or backwards from the end, without one.

    The keys come first, from an index alone where it holds what is filtered by; then these rows only.
    """
    keys: list[Any] = []
    for part in _parts(rows, order, beyond, backwards):
        keys += part.values_list("pk", flat=True)[: count - len(keys)]
        if len(keys) == count:
            break
    return rows_of(rows, keys)


def jump(rows: "QuerySet[M]", order: Order, start: int, count: int) -> list[M]:
    """Rows counted from the start of the list: costs as much as what lies before them in an index."""
    return rows_of(rows, list(in_order(rows, order).values_list("pk", flat=True)[start : start + count]))


def rows_of(rows: "QuerySet[M]", keys: Sequence[Any]) -> list[M]:
    """These of the rows, in this order."""
    found = {row.pk: row for row in rows.order_by().filter(pk__any_of=Value(list(keys)))} if keys else {}
    return [found[key] for key in keys if key in found]


def write_position(order: Order, place: Position) -> str:
    """For addresses: opaque, names the order it belongs to."""
    text = json.dumps([str(order), _plain(place.value), _plain(place.key)], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_position(rows: "QuerySet[Any]", order: Order, text: str) -> Position:
    """Raises WrongPosition."""
    try:
        written, value, key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if written != str(order) or isinstance(value, list | dict) or not isinstance(key, str | int):
            raise WrongPosition
        if unstorable([value, key]):
            raise WrongPosition
        field = _field(rows, order)
        pk: Any = rows.model._meta.pk
        return Position(value if value is None or field is None else field.to_python(value), pk.to_python(key))
    except (ValueError, TypeError, OverflowError, ValidationError):
        raise WrongPosition from None


def _parts(rows: "QuerySet[M]", order: Order, beyond: Position | None, backwards: bool) -> "Sequence[QuerySet[M]]":
    down = order.down != backwards
    tie = "-pk" if down else "pk"
    if order.by_key:
        side = "lt" if down else "gt"
        return [(rows.filter(**{f"pk__{side}": beyond.key}) if beyond else rows).order_by(tie)]
    column = F(order.path)
    direction = column.desc() if down else column.asc()
    if not _may_lack(rows, order):
        return [_beyond(rows, order, beyond, down).order_by(direction, tie)]
    if beyond is None and not order.down:
        return [rows.order_by(direction, tie)]  # the index has them so: without the value last, or first from the end
    with_value = rows.filter(**{f"{order.path}__isnull": False})
    without = rows.filter(**{f"{order.path}__isnull": True})
    in_lack = beyond is not None and beyond.value is None
    if beyond is not None and in_lack:
        without = without.filter(**{f"pk__{'lt' if down else 'gt'}": beyond.key})
    else:
        with_value = _beyond(with_value, order, beyond, down)
    parts = [with_value.order_by(direction, tie), without.order_by(tie)]
    if backwards:
        return parts[:1] if beyond is not None and not in_lack else parts[::-1]
    return parts[1:] if in_lack else parts


def _beyond(rows: "QuerySet[M]", order: Order, beyond: Position | None, down: bool) -> "QuerySet[M]":
    if beyond is None:
        return rows
    compare = TupleLessThan if down else TupleGreaterThan
    return rows.filter(compare(Tuple(F(order.path), F("pk")), (beyond.value, beyond.key)))


def _down(rows: "QuerySet[Any]", order: Order, column: Any) -> Any:
    return column.desc(nulls_last=True) if _may_lack(rows, order) else column.desc()


def _may_lack(rows: "QuerySet[Any]", order: Order) -> bool:
    """Whether a row can be without the value. A column that cannot is read from its index in both directions."""
    model: Any = rows.model
    for step in order.path.split("__"):
        try:
            field = model._meta.get_field(step)
        except (FieldDoesNotExist, AttributeError):
            return True
        if field.null:
            return True
        model = field.related_model
    return False


def _field(rows: "QuerySet[Any]", order: Order) -> Any:
    """What reads the value back; None for the key alone."""
    if order.by_key:
        return None
    annotation = rows.query.annotations.get(order.path)
    if annotation is not None:
        return getattr(annotation, "output_field", None)
    model: Any = rows.model
    field: Any = None
    for step in order.path.split("__"):
        field = model._meta.get_field(step)
        model = field.related_model
    return field


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value
