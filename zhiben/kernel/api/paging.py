"""Lists page by page: an opaque cursor that names the last row, so that pages neither skip nor repeat."""

import base64
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet
from ninja import Field, Schema

from zhiben.kernel.base.errors import InvalidInput

T = TypeVar("T")
M = TypeVar("M", bound=Model)
MOST: Final = 200


class Page(Schema, Generic[T]):
    """One page. ``next`` empty: this is the last; ``count`` only when asked for."""

    items: list[T]
    next: str | None = None
    count: int | None = None


class PageQuery(Schema):
    """What every list takes."""

    limit: int = Field(default=50, ge=1, le=MOST, description="每页条数，最多 200")
    cursor: str = Field(default="", max_length=500, description="上一页给出的 next")
    count: bool = Field(default=False, description="是否同时给出总数")


def page_of(rows: "QuerySet[M]", query: PageQuery, *, order: str = "id") -> dict[str, Any]:
    """The page that ``query`` asks for, ready for ``Page[…]``. ``order``: a field, ``-`` for descending, nulls last.

    Two queries at most. Raises InvalidInput for a cursor that is not ours or belongs to another order.
    """
    name, down = order.removeprefix("-"), order.startswith("-")
    ordered = rows.order_by(*_ordering(name, down))
    if query.cursor:
        ordered = ordered.filter(_after(rows.model, name, down, *_read(query.cursor, order)))
    found = list(ordered[: query.limit + 1])
    more, found = len(found) > query.limit, found[: query.limit]
    return {
        "items": found,
        "next": _write(order, getattr(found[-1], name), found[-1].pk) if more else None,
        "count": rows.order_by().count() if query.count else None,
    }


def _ordering(name: str, down: bool) -> list[Any]:
    if name in ("id", "pk"):
        return ["-pk" if down else "pk"]
    field = F(name)
    return [field.desc(nulls_last=True) if down else field.asc(nulls_last=True), "-pk" if down else "pk"]


def _after(model: type[Model], name: str, down: bool, value: Any, key: Any) -> Q:
    side = "lt" if down else "gt"
    try:
        key = model._meta.pk.to_python(key)
        beyond = Q(**{f"pk__{side}": key})
        if name in ("id", "pk"):
            return beyond
        if value is None:
            return Q(**{f"{name}__isnull": True}) & beyond
        value = model._meta.get_field(name).to_python(value)  # type: ignore[union-attr]
    except (ValidationError, TypeError):
        raise _wrong_cursor() from None
    same = Q(**{name: value}) & beyond
    return Q(**{f"{name}__{side}": value}) | same | Q(**{f"{name}__isnull": True})


def _write(order: str, value: Any, key: Any) -> str:
    text = json.dumps([order, _plain(value), _plain(key)], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, order: str) -> tuple[Any, Any]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        written, value, key = json.loads(text)
    except (ValueError, TypeError):
        raise _wrong_cursor() from None
    if written != order or isinstance(value, list | dict) or not isinstance(key, str | int):
        raise _wrong_cursor()
    return value, key


def _wrong_cursor() -> InvalidInput:
    return InvalidInput.of("cursor", "翻页标记无效，请从第一页重新开始")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value
