"""Ctrl-K and the page behind it: find anything one may see, and jump to pages and acts of one's role."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.search.asking import LONGEST, phone_of, words_of
from zhiben.kernel.search.finding import Group, Hit, search, search_phone, searchable
from zhiben.kernel.search.matching import naming, spans_of
from zhiben.kernel.search.sources import Source
from zhiben.kernel.ui.doors import signed_in
from zhiben.kernel.ui.lists.page import list_pages
from zhiben.kernel.ui.navigation import places_for

IN_DIALOG: Final = 4
ON_PAGE: Final = 6
OF_A_KIND: Final = 20
MOST_PAGES: Final = 10
MOST_JUMPS: Final = 5
FRAGMENT: Final = "search-found"


@dataclass(frozen=True)
class Jump:
    """A page or an act of the actor's role."""

    label: str
    section: str
    url: str
    icon: str


@dataclass(frozen=True)
class Line:
    title: SafeString
    note: SafeString
    mark: str
    url: str


@dataclass(frozen=True)
class Block:
    """Hits of one kind, ready to be shown. ``all_url``: the list, narrowed; ``more_url``: more of the same here."""

    label: str
    icon: str
    lines: list[Line]
    number: str
    all_url: str
    more_url: str


@signed_in
@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """``?q=&kind=&page=``; ``phone=1`` looks the digits up as the end of a number, which is recorded."""
    actor, asked = actor_of(request), request.GET
    text, kind = asked.get("q", "")[:LONGEST].strip(), asked.get("kind", "")
    context = {
        "q": text,
        "kinds": searchable(actor),
        "known": bool(words_of(text)),
        "phone_url": _phone_url(actor, text),
    }
    if request.headers.get("HX-Target") == FRAGMENT:
        found = search(actor, text, limit=IN_DIALOG)
        context |= {"blocks": _blocks(actor, found, text), "jumps": jumps_for(actor, text)}
        return render(request, "ui/search_found.html", context)
    if asked.get("phone") == "1" and phone_of(text):
        people = search_phone(actor, text, at=now(), limit=OF_A_KIND)
        context |= {"blocks": _blocks(actor, people, ""), "phone_url": "", "by_phone": True}
    elif kind:
        context |= _of_kind(actor, text, kind, asked.get("page", "1"))
    else:
        found = search(actor, text, limit=ON_PAGE)
        context |= {"blocks": _blocks(actor, found, text), "jumps": jumps_for(actor, text)}
    return render(request, "ui/search.html", {**context, "kind": kind, "crumbs": [("首页", "/home"), ("搜索", "")]})


def jumps_for(actor: Actor, text: str) -> list[Jump]:
    """Pages of the menu and buttons of lists whose words are meant."""
    if not words_of(text):
        return []
    offered = [Jump(place.label, place.section, place.url, place.icon) for place in places_for(actor)]
    for page in list_pages.values():
        if actor.role in page.roles:
            offered += [Jump(act.label, page.title, act.url, act.icon or "plus") for act in page().actions(actor)]
    meant = naming(text)
    unique = {jump.url: jump for jump in reversed(offered) if meant(jump.label)}
    return list(reversed(unique.values()))[:MOST_JUMPS]


def _of_kind(actor: Actor, text: str, kind: str, page: str) -> dict[str, Any]:
    number = min(max(int(page), 1), MOST_PAGES) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    groups = search(actor, text, kind=kind, limit=OF_A_KIND, skip=(number - 1) * OF_A_KIND)
    total = groups[0].number if groups else 0
    more = total > number * OF_A_KIND
    here = {"q": text, "kind": kind}
    return {
        "blocks": _blocks(actor, groups, text, whole=True),
        "previous": _address(**here, page=number - 1) if number > 1 else "",
        "next": _address(**here, page=number + 1) if more and number < MOST_PAGES else "",
        "too_many": more and number == MOST_PAGES,
    }


def _blocks(actor: Actor, groups: Sequence[Group], text: str, *, whole: bool = False) -> list[Block]:
    return [
        Block(
            one.source.label, one.source.icon, [_line(one.source, hit, text) for hit in one.hits],
            f"{one.number} 条以上" if one.more else f"{one.number} 条",
            _list_url(one, text),
            "" if whole or one.number <= len(one.hits) or not text else _address(q=text, kind=one.source.kind),
        )
        for one in groups
    ]  # fmt: skip


def _line(source: Source, hit: Hit, text: str) -> Line:
    return Line(
        _marked(hit.title, text, personal=source.personal), _marked(hit.note, text, personal=False), hit.mark, hit.url
    )


def _marked(shown: str, text: str, *, personal: bool) -> SafeString:
    """What was asked for stands out."""
    written, done = "", 0
    for start, end in spans_of(shown, text, personal=personal):
        written += f"{escape(shown[done:start])}<mark>{escape(shown[start:end])}</mark>"
        done = end
    return SafeString(written + escape(shown[done:]))


def _list_url(group: Group, text: str) -> str:
    """Lists look for one piece of text or the beginning of a code, not for sounds."""
    words, name = words_of(text), group.source.list_url
    if not name or len(words) != 1 or (words[0].isascii() and words[0].isalpha()) or group.number <= len(group.hits):
        return ""
    return f"{reverse(name)}?{urlencode({'q': text})}"


def _phone_url(actor: Actor, text: str) -> str:
    """Offered to those who may look people up; it is another press because it is recorded."""
    may = phone_of(text) and any(one.phones for one in searchable(actor))
    return _address(q=phone_of(text), phone=1) if may else ""


def _address(**query: object) -> str:
    return f"{reverse('ui:search')}?{urlencode(query)}"
