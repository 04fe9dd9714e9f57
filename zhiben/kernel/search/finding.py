"""Finding: what an actor may see of what answers to a few letters, kind by kind, the best first."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import CharField, Value

from zhiben.kernel.access.actors import DIVISION_COLUMNS, Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.search.asking import asks_for, phone_ask, phone_of
from zhiben.kernel.search.sources import Source, sources

CAP: Final = 500  # matches of one kind that are looked at, and counted
WITHIN: Final = 4000  # newest documents of a kind among which matches of very common words are sought first
SPARE: Final = 5  # more than wanted, in case a document is older than what its subject's rights are now
MOST: Final = 200
PHONES_TRIED: Final = 1000
FIND: Final = "select * from search_find(%s::jsonb, %s, %s, %s::uuid, %s::uuid, %s, %s, %s, %s)"


@dataclass(frozen=True)
class Hit:
    """One found subject. ``note`` says where or whose it is, ``mark`` its state in a word."""

    kind: str
    id: UUID
    title: str
    note: str
    mark: str
    url: str
    at: datetime


@dataclass(frozen=True)
class Group:
    """Hits of one kind. ``number`` is exact below ``CAP``; ``more``: there are at least so many."""

    source: Source
    hits: list[Hit]
    number: int
    more: bool


@dataclass
class _Found:
    rows: list[Any] = field(default_factory=list)
    number: int = 0


def searchable(actor: Actor, kind: str = "") -> list[Source]:
    """What this actor may look for."""
    return [one for one in sources() if _may(actor, one) and kind in ("", one.kind)]


def search(actor: Actor, text: str, *, kind: str = "", limit: int = 5, skip: int = 0) -> list[Group]:
    """Groups in their order, each with at most ``limit`` hits. One statement, and one more to be sure of rights.

    Never more than the actor's own ``visible_to``; a row written a moment ago may be missing for a second. ``skip``
    only makes sense with one ``kind``.
    """
    chosen = searchable(actor, kind)
    found = _find(actor, _asks(actor, chosen, text, loose=False), limit, skip)
    if not found and not skip:
        found = _find(actor, _asks(actor, chosen, text, loose=True), limit, skip)
    seen = _seen(actor, chosen, found)
    return [group for one in chosen if one.kind in found and (group := _group(one, found[one.kind], seen, limit))]


def search_phone(actor: Actor, text: str, *, at: datetime, limit: int = 20) -> list[Group]:
    """People whose number ends in these digits (four at least, or all eleven). Recorded; shows no number.

    Nothing for who may not look people up.
    """
    digits = phone_of(text)
    groups = []
    for source in searchable(actor):
        if source.phones is None or not digits:
            continue
        ask = phone_ask(source, digits, _reach(actor, source))
        found = _find(actor, [ask], PHONES_TRIED, 0, cap=PHONES_TRIED).get(source.kind, _Found())
        exact = source.phones(actor, digits, [row[1] for row in found.rows])
        rows = [row for row in found.rows if row[1] in exact]
        record_act(actor=actor, verb="person.find_by_phone", at=at, object_kind=source.kind, digits=len(digits),
                   found=len(rows))  # fmt: skip
        if rows:
            hits = [_hit(source, row) for row in rows[:limit]]
            groups.append(Group(source, hits, len(rows), more=False))
    return groups


def _asks(actor: Actor, chosen: Iterable[Source], text: str, *, loose: bool) -> list[dict[str, Any]]:
    return [ask for reach, some in _by_reach(actor, chosen).items() for ask in asks_for(some, text, reach, loose=loose)]


def _may(actor: Actor, source: Source) -> bool:
    return actor.is_system or (actor.user_id is not None and actor.role in source.roles)


def _by_reach(actor: Actor, chosen: Iterable[Source]) -> dict[str, list[Source]]:
    grouped: dict[str, list[Source]] = {}
    for one in chosen:
        grouped.setdefault(_reach(actor, one), []).append(one)
    return grouped


def _reach(actor: Actor, source: Source) -> str:
    """The word among a document's tokens that says that this actor may see it; empty where no such word is needed."""
    if source.visible is None or actor.is_system:
        return ""
    if actor.reach == ReachKind.AGENCY:
        return actor.division_code if source.scoped and actor.level in ("city", "county", "zone") else ""
    return str(actor.reach_id)


def _find(actor: Actor, asks: Sequence[dict[str, Any]], most: int, skip: int, *, cap: int = CAP) -> dict[str, _Found]:
    found: dict[str, _Found] = {}
    if asks:
        with connection.cursor() as cursor:
            cursor.execute(FIND, [json.dumps(asks), *_reach_of(actor), most + SPARE, skip, cap, WITHIN])
            for row in cursor.fetchall():
                one = found.setdefault(row[0], _Found())
                one.rows.append(row)
                one.number = row[8]
    return found


def _reach_of(actor: Actor) -> list[Any]:
    """level, code, reader, viewer."""
    if actor.is_system:
        return ["", "", None, None]
    if actor.reach == ReachKind.AGENCY:
        return [DIVISION_COLUMNS.get(actor.level, ""), actor.division_code, None, actor.reach_id]
    return ["", "", actor.reach_id or UUID(int=0), None]


def _seen(actor: Actor, chosen: Iterable[Source], found: Mapping[str, _Found]) -> set[tuple[str, UUID]]:
    """Which of them the sources themselves show to this actor."""
    asked = [
        one.visible(actor).filter(pk__in=[row[1] for row in found[one.kind].rows]).order_by()
        .values_list(Value(one.kind, CharField()), "pk")
        for one in chosen
        if one.visible is not None and one.kind in found
    ]  # fmt: skip
    return set(asked[0].union(*asked[1:], all=True)) if asked else set()


def _group(source: Source, found: _Found, seen: Collection[tuple[str, UUID]], limit: int) -> Group | None:
    rows = [row for row in found.rows if source.visible is None or (source.kind, row[1]) in seen]
    if not rows:
        return None
    hits = [_hit(source, row) for row in rows[:limit]]
    gone = len(found.rows) - len(rows)
    return Group(source, hits, max(found.number - gone, len(hits)), more=found.number >= CAP)


def _hit(source: Source, row: Any) -> Hit:
    kind, pk, title, note, mark, link, at = row[:7]
    return Hit(kind, pk, title, note, mark, source.address(pk, link), at)
