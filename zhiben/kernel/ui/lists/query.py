"""The address of a list read into one value: filters, order, page, columns; and written back as links."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, QueryDict

from zhiben.kernel.ui.lists.columns import Column
from zhiben.kernel.ui.lists.filters import Filter

SORT: Final = "sort"
PAGE: Final = "page"
COLUMNS: Final = "c"


@dataclass(frozen=True)
class ListQuery:
    """``given``: the filters' own names, not empty ones. ``sort``: a column's key, ``-`` before = descending."""

    given: dict[str, str]
    sort: str
    page: int
    columns: tuple[str, ...]

    def link(self, **changes: str) -> str:
        """The same list with something changed, from its first page; an empty value removes."""
        params = QueryDict(mutable=True)
        for name, value in {**self.given, SORT: self.sort, **changes}.items():
            if value:
                params[name] = value
        return "?" + params.urlencode()

    @property
    def here(self) -> str:
        """This very page of the list."""
        return self.link(**{PAGE: str(self.page)} if self.page > 1 else {})

    @property
    def filters_only(self) -> str:
        """What a saved filter keeps."""
        return self.link().removeprefix("?")


def read_query(request: HttpRequest, filters: Iterable[Filter], columns: Sequence[Column], cookie: str) -> ListQuery:
    names = [name for one in filters for name in one.names]
    given = {name: request.GET[name].strip()[:200] for name in names if request.GET.get(name, "").strip()}
    sortable = {column.key for column in columns if column.sort}
    sort = request.GET.get(SORT, "")
    page = request.GET.get(PAGE, "1")
    return ListQuery(
        given,
        sort if sort.removeprefix("-") in sortable else "",
        max(1, int(page)) if page.isdigit() and len(page) < 6 else 1,
        _columns(request, columns, cookie),
    )


def _columns(request: HttpRequest, columns: Sequence[Column], cookie: str) -> tuple[str, ...]:
    """Chosen just now, or in this browser before, or as declared. The first column always stays."""
    known = [column.key for column in columns]
    wanted = request.GET.getlist(COLUMNS) or [key for key in request.COOKIES.get(cookie, "").split(".") if key]
    chosen = [key for key in known if key in wanted]
    if not chosen:
        chosen = [column.key for column in columns if not column.hidden]
    return tuple(dict.fromkeys([known[0], *chosen]))
