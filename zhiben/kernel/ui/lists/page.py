"""A list page is declared: rows, columns, filters, totals, acts. Everything else is the same everywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.ui.doors import View, open_to
from zhiben.kernel.ui.lists.actions import BulkAction, Empty, PageAction
from zhiben.kernel.ui.lists.bulk import run_bulk
from zhiben.kernel.ui.lists.columns import Column
from zhiben.kernel.ui.lists.export import export_list
from zhiben.kernel.ui.lists.filters import Asked, ChoiceFilter, Filter
from zhiben.kernel.ui.lists.marks import MARKS, bring_marks, mark_filter
from zhiben.kernel.ui.lists.query import COLUMNS, ListQuery, read_query
from zhiben.kernel.ui.lists.read import read_list
from zhiben.kernel.ui.lists.saved import saved_filters
from zhiben.kernel.ui.pages import remember

M = TypeVar("M", bound=Model)
list_pages: dict[str, type["ListPage[Any]"]] = {}


class ListPage(Generic[M]):
    """Declare the class variables, ``rows`` and ``row_url``; mount ``as_view()``.

    ``name`` is permanent: browsers and saved filters remember by it. ``totals_by`` names a ChoiceFilter. A list that
    grows for ever opens with filters (``opens_with``: "open=1", in words ``opening_words``) that its readers can take
    off, and has an index over its default order for every level of division (``docs/how-to/pages.md``). Rows start
    from ``visible_to(actor)`` and bring what the columns read (``select_related``); ``prepare`` may add what needs one
    more query for the whole page. ``marks``: kind of subject → path from a row to its id ({"project": "pk"}): the list
    then shows the anomaly marks of those subjects and can be filtered by them.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    meaning: ClassVar[str] = ""
    roles: ClassVar[frozenset[Role]]
    columns: ClassVar[Sequence[Column]]
    filters: ClassVar[Sequence[Filter]] = ()
    totals_by: ClassVar[str] = ""
    default_sort: ClassVar[str] = "-pk"
    opens_with: ClassVar[str] = ""
    opening_words: ClassVar[str] = ""
    page_size: ClassVar[int] = 50
    bulk: ClassVar[Sequence[BulkAction]] = ()
    marks: ClassVar[Mapping[str, str]] = {}
    empty: ClassVar[Empty] = Empty(why="这里还没有记录。")
    crumbs: ClassVar[Sequence[tuple[str, str]]] = (("首页", "/home"),)
    template: ClassVar[str] = "ui/list.html"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "name" in cls.__dict__:
            if cls.marks and MARKS not in cls.columns:
                cls.columns = (*cls.columns, MARKS)
                cls.filters = (*cls.filters, mark_filter(cls.marks))
            cls.columns = [_with_words(column, cls.filters) for column in cls.columns]
            list_pages[cls.name] = cls

    def rows(self, actor: Actor, at: datetime) -> QuerySet[M]:
        """What this actor sees."""
        raise NotImplementedError

    def sorted_by(self, asked: Asked) -> str:
        """The order when none is chosen; may depend on what is asked for, where another index serves it."""
        return self.default_sort

    def row_url(self, row: M) -> str:
        """Where a row leads; empty = nowhere."""
        return ""

    def prepare(self, rows: Sequence[M]) -> None:
        """Add to the rows of one page what one more query can bring."""

    def complete(self, rows: Sequence[M]) -> None:
        """Everything that is brought for a page of rows at once."""
        self.prepare(rows)
        if self.marks and rows:
            bring_marks(self.marks, rows)

    def actions(self, actor: Actor) -> Sequence[PageAction]:
        """Buttons of the page for this actor."""
        return ()

    def more_context(self, request: HttpRequest, asked: Asked) -> dict[str, Any]:
        """More for a template of one's own."""
        return {}

    @classmethod
    def as_view(cls) -> View:
        @open_to(cls.roles)
        def view(request: HttpRequest) -> HttpResponse:
            return cls().respond(request)

        view.list_page = cls  # type: ignore[attr-defined]
        return view

    @property
    def cookie(self) -> str:
        return f"zb_c_{self.name}"

    def respond(self, request: HttpRequest) -> HttpResponse:
        actor, at = actor_of(request), now()
        if request.method == "POST":
            return run_bulk(self, request, actor, at)
        query = read_query(request, self.filters, self.columns, self.cookie, self.opens_with)
        asked = Asked(actor, at, query.given)
        if request.GET.get("export") == "xlsx":
            return export_list(self, asked, query)
        return self._page(request, asked, query)

    def _page(self, request: HttpRequest, asked: Asked, query: ListQuery) -> HttpResponse:
        partial = request.headers.get("HX-Target") == "list"
        context = {
            "page": self, "query": query, "reading": read_list(self, asked, query),
            "controls": [(one, one.control(asked), one.active(asked)) for one in self.filters if one.shown(asked)],
            "problems": list(dict.fromkeys(asked.problems)),
            "bulk": [action for action in self.bulk if asked.actor.role in action.roles],
            "actions": self.actions(asked.actor), "saved": saved_filters(asked.actor, self.name),
            "empty_url": self.empty.url(asked.actor) if self.empty.url else "",
            "crumbs": [*self.crumbs, (self.title, "")], "chosen": query.columns, **self.more_context(request, asked),
        }  # fmt: skip
        response = render(request, "ui/list_body.html" if partial else self.template, context)
        if partial:
            response["HX-Push-Url"] = request.path + query.here
        if request.GET.getlist(COLUMNS):
            remember(response, self.cookie, ".".join(query.columns))
        return response


def _with_words(column: Column, filters: Sequence[Filter]) -> Column:
    """A column that shows what a filter asks for uses the filter's words: the states of a case have no choices."""
    if column.words or column.value is not None:
        return column
    choices = (one.choices for one in filters if isinstance(one, ChoiceFilter) and one.field == column.key)
    words = next((dict(found) for found in choices if not callable(found)), {})
    return replace(column, words={str(code): label for code, label in words.items()})
