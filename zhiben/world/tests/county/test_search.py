"""Search against the registers themselves: nobody finds what he may not see, and everybody finds what he may."""

import random
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.search.finding import search, searchable
from zhiben.kernel.search.models import SearchDocument
from zhiben.kernel.search.readings import sound_of, sounds_of_name, ways
from zhiben.kernel.search.rebuild import rebuild_all
from zhiben.kernel.search.sources import COLUMNS, Source, sources
from zhiben.kernel.search.spelling import fold
from zhiben.registry.agencies.models import Agency
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.projects.models import Project

LIMIT = 200
ASKED = 160


@pytest.fixture(scope="module")
def searched(county: dict[str, int], django_db_blocker: Any) -> Iterator[None]:
    """The county with its documents of search."""
    with django_db_blocker.unblock(), acting_as(system_actor()), transaction.atomic():
        rebuild_all(afresh=True)
        yield
        transaction.set_rollback(True)


def _acting(role: Role, reach: ReachKind, reach_id: UUID, path: str = "", level: str = "") -> Actor:
    user = User.objects.create(username=f"who-{new_id()}", name="林一", password="!")
    return Grant.objects.create(
        user=user, role=role, reach=reach, reach_id=reach_id, path=path, level=level,
        valid_from=now() - timedelta(days=1),
    ).actor()  # fmt: skip


def actors() -> list[Actor]:
    firms = list(Enterprise.objects.filter(kinds__overlap=["contractor", "owner"]).order_by("?")[:3])
    sites = list(Project.objects.order_by("?")[:2])
    found = [
        _acting(role, ReachKind.AGENCY, office.pk, office.path, office.level)
        for office in Agency.objects.all()
        for role in (Role.INSPECTOR, Role.CERTIFIER, Role.LEADER, Role.SYSTEM_ADMIN)
    ]
    found += [_acting(Role.CLERK, ReachKind.AGENCY, new_id(), "35.3501.350102.", "county")]
    found += [_acting(Role.LEADER, ReachKind.AGENCY, new_id(), "", "nation")]
    found += [_acting(role, ReachKind.ENTERPRISE, firm.pk) for firm in firms for role in (Role.PRINCIPAL, Role.OWNER)]
    found += [_acting(role, ReachKind.PROJECT, site.pk) for site in sites for role in (Role.SITE_MANAGER, Role.EXPERT)]
    return [*found, system_actor()]


def rows_of(source: Source) -> dict[str, dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(source.query)
        return {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in cursor.fetchall()}


def holds(source: Source, row: dict[str, Any], word: str) -> bool:
    """Written down anew from what the help says, row by row."""
    title, texts = fold(row["title"]), [fold(t) for t in row["texts"] if t]
    codes = [fold(c) for c in row["codes"] if c]
    if len(word) == 1:
        return word in title
    if any(_stands_in(word, one) for one in (title, *texts)) or (
        len(word) > 3 and any(one.startswith(word) for one in codes)
    ):
        return True
    if word.isdigit():
        return False
    sounds = sounds_of_name(title) if source.personal else (sound_of(title if source.rich else title[:24]),)
    found = [way for sound in sounds for place in range(len(sound)) for way in _divided(sound[place:], word)]
    return any(map(_meant, found)) or (bool(found) and not any(map(_in_syllables, ways(word))))


def _stands_in(word: str, text: str) -> bool:
    """Letters and digits at the beginning of a run of them: 11 is not looked for in 2011."""
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}", text) is not None if word.isascii() else word in text


def _divided(items: tuple[str, ...], word: str) -> Iterator[tuple[str, ...]]:
    """A whole syllable or its first letter for each character."""
    if not word:
        yield ()
    for part in {items[0], items[0][0]} if word and items else ():
        if word.startswith(part):
            yield from ((part, *rest) for rest in _divided(items[1:], word[len(part) :]))


def _meant(way: tuple[str, ...]) -> bool:
    """“fangh” is Fang H., not Fan G. H.: syllables as far as they go, or initials only."""
    return _in_syllables(way) or all(len(part) == 1 for part in way)


def _in_syllables(way: tuple[str, ...]) -> bool:
    return all(len(part) > 1 for part in way[:-1])


def words(chance: random.Random, rows: dict[str, list[dict[str, Any]]], source: Source) -> str:
    """A piece of some row, in one of the ways people type."""
    row = chance.choice(rows[source.kind])
    title = fold(row["title"])
    start = chance.randrange(len(title))
    han = "".join(c for c in title if not c.isascii()) or title
    place = chance.randrange(max(1, len(han) - 3))
    sound = sound_of(han[place : place + chance.choice((2, 3, 4))]) if not source.personal else sound_of(han)
    code = next((fold(c) for c in row["codes"] if c), "")
    return chance.choice([
        title[start : start + chance.choice((2, 3, 5))], han[place], "".join(sound), "".join(s[0] for s in sound),
        sound[0] + "".join(s[0] for s in sound[1:]) if sound else han, code[: chance.choice((4, 6, 9, 20))] or han,
    ])  # fmt: skip


def test_found_is_seen_and_seen_is_found(searched: None) -> None:
    chance = random.Random(20261121)
    by_source = {one.kind: rows_of(one) for one in sources()}
    rows = {kind: list(found.values()) for kind, found in by_source.items() if found}
    assert {
        "project",
        "enterprise",
        "person",
        "hazard",
        "notice",
        "agency",
        "clause",
        "listing",
        "order",
    } <= rows.keys()
    everybody, leaked, missed, compared = actors(), [], [], 0
    for _ in range(ASKED):
        actor = chance.choice(everybody)
        word = words(chance, rows, chance.choice([one for one in sources() if one.kind in rows]))
        with acting_as(actor):
            groups = {one.source.kind: one for one in search(actor, word, limit=LIMIT)}
            seen = {one.kind: _visible(one, actor) for one in searchable(actor)}
        assert groups.keys() <= seen.keys()
        for kind, ids in seen.items():
            source = next(one for one in sources() if one.kind == kind)
            found = {str(hit.id) for hit in groups[kind].hits} if kind in groups else set()
            leaked += [(actor.role, word, kind, pk) for pk in found - ids]
            wanted = {pk for pk in ids if holds(source, by_source[kind][pk], word)} if _askable(source, word) else set()
            compared += len(wanted)
            if len(wanted) <= LIMIT:
                missed += [(actor.role, word, kind, by_source[kind][pk]["title"]) for pk in wanted - found]
            else:
                assert len(found) == LIMIT
    assert leaked == []
    assert missed == []
    assert compared > 1000


def _visible(source: Source, actor: Actor) -> set[str]:
    if source.visible is None:
        return set(rows_of(source))
    return {str(pk) for pk in source.visible(actor).values_list("pk", flat=True)}


def _askable(source: Source, word: str) -> bool:
    """Cases answer to the sound of three characters, or to two whole syllables."""
    return not word.isascii() or source.rich or all(len(way) > 2 for way in ways(word))


def test_the_database_itself_shows_nobody_more(searched: None) -> None:
    """The documents read past the search, as the application's role, are within the net."""
    for actor in actors():
        with acting_as(actor):
            for source in sources():
                seen = set(SearchDocument.objects.filter(kind=source.kind).values_list("object_id", flat=True))
                if actor.reach in (ReachKind.ENTERPRISE, ReachKind.PROJECT) and source.visible:
                    allowed = {UUID(pk) for pk in _wide(source, actor)}
                    assert seen <= allowed, (actor.role, source.kind)
    with acting_as(Actor(name="", role=Role.LINK_HOLDER)):
        assert set(SearchDocument.objects.values_list("kind", flat=True)) == {"clause"}
        assert search(Actor(name="", role=Role.LINK_HOLDER), "建设") == []


def _wide(source: Source, actor: Actor) -> set[str]:
    """What the rows themselves say about readers: parties of the past count for the net, as they do for projects."""
    with acting_as(system_actor()):
        return {pk for pk, row in rows_of(source).items() if str(actor.reach_id) in row["readers"]}
