"""The rows of the inbox written out: two hundred of them are too many for the template engine on every page."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString

from zhiben.kernel.ui.due import Due
from zhiben.kernel.ui.words import spoken_day
from zhiben.kernel.workflow.models import Todo


@dataclass(frozen=True)
class Row:
    """``pick``: it may change hands, so it has a box to tick."""

    todo: Todo
    due: Due | None
    url: str
    verb_url: str
    hand: str
    pick: bool


def write_rows(rows: Iterable[Row], *, picking: bool) -> SafeString:
    """``picking``: those that may change hands have a box to tick. Everything is escaped here."""
    return SafeString("".join(_row(row, picking) for row in rows))


def _row(row: Row, picking: bool) -> str:
    todo = row.todo
    tone, left, day = (row.due.tone, row.due.words, row.due.day.isoformat()) if row.due else ("later", "不限期", "")
    title, tick = escape(todo.title), ""
    if picking and row.pick:
        tick = f'<input class="zb-tick" type="checkbox" name="pick" value="{todo.pk}" aria-label="选择「{title}」">'
    return f"""<div class="zb-inbox-row" data-row>
  <span class="due-{tone}">{tick}{escape(left)}</span>
  <span>{_what(row, title)}<br><span class="zb-where">{escape(todo.where_name)}{_hand(row)}</span></span>
  <span class="zb-from zb-where">{escape(todo.opened_by or "系统")}<br>{spoken_day(todo.opened_at)} 交办</span>
  <span class="zb-from nowrap">{day}</span>
  {_verb(row)}
</div>"""


def _what(row: Row, title: str) -> str:
    if not row.url:
        return f'<span class="zb-what">{title}</span>'
    return f'<a class="zb-what" data-open href="{escape(row.url)}">{title}</a>'


def _hand(row: Row) -> str:
    if not row.hand:
        return ""
    tone = " chip-blue" if row.hand == "我" else ""
    return f'　<span class="chip{tone}">经办：{escape(row.hand)}</span>'


def _verb(row: Row) -> str:
    label = escape(row.todo.label)
    if not row.verb_url:
        return f'<span class="chip">{label}</span>'
    return f'<a class="btn btn-sm btn-primary" data-verb href="{escape(row.verb_url)}">{label}</a>'
