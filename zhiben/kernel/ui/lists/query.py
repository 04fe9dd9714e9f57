"""The address of a list read into one value: filters, order, page, columns; and written back as links."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, QueryDict

from zhiben.kernel.ui.lists.columns import Column
from zhiben.kernel.ui.lists.filters import Filter

SORT: Final = "sort"
PAGE: Final = "page"
AFTER: Final = "after"
BEFORE: Final = "before"
LAST: Final = "last"
WHOLE: Final = "whole"
COLUMNS: Final = "c"
NOT_FILTERS: Final = frozenset({SORT, PAGE, AFTER, BEFORE, COLUMNS, "export"})


@dataclass(frozen=True)
class ListQuery:
    """``given``: the filters' own names, not empty ones. ``sort``: a column's key, ``-`` before = descending.

    ``page`` 0: the last one. ``after``, ``before``: the row this page begins after or ends before, as ``keyset`` writes
    it; the number of the page is then only told. ``opening``: the filters
    that the list opens with.
    """

    given: dict[str, str]
    sort: str
    page: int
    columns: tuple[str, ...]
    after: str = ""
    before: str = ""
    opening: tuple[tuple[str, str], ...] = ()

    def link(self, **changes: str) -> str:
        """The same list with something changed, from its first page; an empty value removes."""
        params = QueryDict(mutable=True)
        for name, value in {**self.given, SORT: self.sort, **changes}.items():
            if value:
                params[name] = value
        if self.opening and not params.keys() - NOT_FILTERS:
            params[WHOLE] = "1"
        return "?" + params.urlencode()

    @property
    def here(self) -> str:
        """This very page of the list."""
        page = {PAGE: LAST} if self.page == 0 else {PAGE: str(self.page)} if self.page > 1 else {}
        return self.link(**page, **{AFTER: self.after, BEFORE: self.before})

    @property
    def is_whole(self) -> bool:
        """Nothing is filtered, though the list opens with something."""
        return bool(self.opening) and not self.given

    @property
    def is_opening(self) -> bool:
        """Exactly what the list opens with."""
        return bool(self.opening) and self.given == dict(self.opening)

    @property
    def narrowed(self) -> bool:
        """Somebody asked for less than the list opens with."""
        return bool(self.given) and not self.is_opening

    @property
    def filters_only(self) -> str:
        """What a saved filter keeps."""
        return self.link().removeprefix("?")


def read_query(
    request: HttpRequest, filters: Iterable[Filter], columns: Sequence[Column], cookie: str, opens_with: str = ""
) -> ListQuery:
    names = [name for one in filters for name in one.names]
    opening = tuple((name, str(value)) for name, value in QueryDict(opens_with).items())
    given = {name: request.GET[name].strip()[:200] for name in names if request.GET.get(name, "").strip()}
    if not given and WHOLE not in request.GET and not any(name in request.GET for name in names):
        given = dict(opening)
    sortable = {column.key for column in columns if column.sort}
    sort = request.GET.get(SORT, "")
    page = request.GET.get(PAGE, "1")
    return ListQuery(
        given,
        sort if sort.removeprefix("-") in sortable else "",
        0 if page == LAST else max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 8 else 1,
        _columns(request, columns, cookie),
        request.GET.get(AFTER, "")[:600],
        request.GET.get(BEFORE, "")[:600],
        opening,
    )


def _columns(request: HttpRequest, columns: Sequence[Column], cookie: str) -> tuple[str, ...]:
    """Chosen just now, or in this browser before, or as declared. The first column always stays."""
    known = [column.key for column in columns]
    wanted = request.GET.getlist(COLUMNS) or [key for key in request.COOKIES.get(cookie, "").split(".") if key]
    chosen = [key for key in known if key in wanted]
    if not chosen:
        chosen = [column.key for column in columns if not column.hidden]
    return tuple(dict.fromkeys([known[0], *chosen]))
