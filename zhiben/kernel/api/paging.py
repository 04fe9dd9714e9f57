"""Lists page by page: an opaque cursor that names the last row, so that pages neither skip nor repeat."""

from typing import Any, Final, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Field, Schema

from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.base.keyset import Order, WrongPosition, read_position, walk, write_position

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

    Four queries at most, the count included. Raises InvalidInput for a cursor that is not ours or belongs to another
    order.
    """
    by = Order.read(order)
    try:
        beyond = read_position(rows, by, query.cursor) if query.cursor else None
    except WrongPosition:
        raise InvalidInput.of("cursor", "翻页标记无效，请从第一页重新开始") from None
    found = walk(rows, by, query.limit + 1, beyond=beyond)
    more, found = len(found) > query.limit, found[: query.limit]
    return {
        "items": found,
        "next": write_position(by, by.of(found[-1])) if more else None,
        "count": rows.order_by().count() if query.count else None,
    }
