"""Icons, days as people write them, deadlines with what is left, grouped numbers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zhiben.kernel.ui.drawings import drawing
from zhiben.kernel.ui.lists.actions import BulkAction
from zhiben.kernel.ui.lists.columns import Column
from zhiben.kernel.ui.lists.query import ListQuery
from zhiben.kernel.ui.lists.read import Reading
from zhiben.kernel.ui.lists.written import write_rows
from zhiben.kernel.ui.menu import write_bar, write_menu
from zhiben.kernel.ui.navigation import address_of
from zhiben.kernel.ui.shots import shot_for
from zhiben.kernel.ui.words import short_moment, show_value, spoken_day

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing beside a word; never instead of one, so it is hidden from screen readers."""
    return drawing(name)


@register.simple_tag
def address(url_name: str) -> str:
    """What ``{% url %}`` says of a page without arguments, found once: every page names ten of them."""
    return address_of(url_name) or reverse(url_name)


@register.inclusion_tag("ui/shot.html", takes_context=True)
def shot(context: dict[str, Any]) -> dict[str, Any]:
    """The one-time code of this page, beside a place where photos are taken."""
    return {"shot": shot_for(context["request"])}


@register.filter
def spoken(value: date | datetime | None) -> str:
    """7月3日, with the year when it is not this one."""
    return spoken_day(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """2024-07-03 14:05 in China."""
    return short_moment(value) if value else ""


@register.filter
def shown(value: Any) -> str:
    """Any value as a clerk reads it: never None, True or an identifier."""
    return show_value(value)


@register.simple_tag(takes_context=True)
def menu_entries(context: dict[str, Any]) -> SafeString:
    return write_menu(context["menu"], context["counts"], _path(context))


@register.simple_tag(takes_context=True)
def bar_entries(context: dict[str, Any]) -> SafeString:
    return write_bar(context["bottom_bar"], context["menu"], context["counts"], _path(context))


def _path(context: dict[str, Any]) -> str:
    request: HttpRequest | None = context.get("request")
    return request.path if request else ""


@register.simple_tag
def list_rows(reading: Reading, bulk: Sequence[BulkAction]) -> SafeString:
    return write_rows(reading.rows, picking=bool(bulk))


@register.simple_tag
def query_link(query: ListQuery, **changes: str) -> str:
    """The address of the same list with something changed."""
    return query.link(**changes)


@register.simple_tag
def sort_link(query: ListQuery, column: Column) -> str:
    """Upwards first, then downwards, then as declared."""
    following = {column.key: f"-{column.key}", f"-{column.key}": ""}
    return query.link(sort=following.get(query.sort, column.key))


@register.simple_tag
def sort_state(query: ListQuery, column: Column) -> SafeString:
    if query.sort.removeprefix("-") != column.key:
        return SafeString("")
    direction = "descending" if query.sort.startswith("-") else "ascending"
    return format_html(' aria-sort="{}"', direction)


@register.simple_tag
def sort_icon(query: ListQuery, column: Column) -> SafeString:
    if query.sort.removeprefix("-") != column.key:
        return SafeString("")
    return icon("sort-descending" if query.sort.startswith("-") else "sort-ascending")
