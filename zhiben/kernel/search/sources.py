"""What can be found: each package declares how its rows become documents, by set, and which tables feed them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet, TextChoices
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role

# Every column a document query answers, with what stands there when a source says nothing.
COLUMNS: Final[Mapping[str, str]] = {
    "id": "", "title": "", "at": "", "note": "''", "mark": "''", "link": "''", "texts": "'{}'::text[]",
    "codes": "'{}'::text[]", "weight": "0", "place": "null", "province": "''", "city": "''", "county": "''",
    "readers": "'{}'::uuid[]", "hidden_from": "null", "phone": "''",
}  # fmt: skip

# Identifiers only pass through: the driver need not make objects of them.
AS_TEXT: Final = {"id": "::text", "readers": "::text[]", "hidden_from": "::text", "at": "::text"}


@dataclass(frozen=True)
class Feed:
    """A table whose changes concern documents. ``owners``: SQL that turns ``%(ids)s`` into the documents' own ids."""

    table: str
    owners: str = ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """One kind of thing that can be found.

    ``columns``: SQL for the names of ``COLUMNS``, over ``tables``; ``only`` leaves rows out. ``visible`` starts from
    ``visible_to`` and has the last word about who sees what; None: everybody who has signed in. ``rich``: few enough to
    be found by two initials or one syllable. ``personal``: titles are people's names. ``page_url``: name of the address
    of one, which takes ``link`` or else the id; ``url`` where that is not enough. ``list_url``: name of the address of
    the list it is one row of, narrowed by ``?q=``. ``phones``: which of these people have a number that ends so.
    """

    kind: str
    label: str
    roles: frozenset[Role]
    tables: str
    columns: Mapping[str, str]
    feeds: tuple[Feed, ...]
    page_url: str = ""
    url: Callable[[UUID, str], str] | None = None
    visible: Callable[[Actor], QuerySet[Any]] | None = None
    only: str = ""
    icon: str = "file-text"
    list_url: str = ""
    order: int = 100
    rich: bool = False
    personal: bool = False
    phones: Callable[[Actor, str, Sequence[UUID]], set[UUID]] | None = None

    @property
    def scoped(self) -> bool:
        """Whether rows stand somewhere; others are open registries."""
        return "place" in self.columns

    def address(self, pk: UUID, link: str) -> str:
        """The page of one; empty when there is none."""
        return self.url(pk, link) if self.url else reverse(self.page_url, args=[link or pk])

    @property
    def query(self) -> str:
        """All rows as documents; more conditions may follow."""
        listed = ", ".join(
            f"({self.columns.get(name, given)}){AS_TEXT.get(name, '')} as {name}" for name, given in COLUMNS.items()
        )
        return f"select {listed} from {self.tables} where {self.only or 'true'}"  # noqa: S608


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Called from ``AppConfig.ready``; registering again replaces."""
    if not {"id", "title", "at"} <= source.columns.keys() or source.columns.keys() - COLUMNS.keys():
        raise ValueError(f"{source.kind}: columns {sorted(source.columns)}")
    _sources[source.kind] = source


def sources() -> list[Source]:
    """In the order in which they are shown."""
    return sorted(_sources.values(), key=lambda one: (one.order, one.kind))


def source_of(kind: str) -> Source | None:
    return _sources.get(kind)


def label_in_sql(column: str, choices: type[TextChoices]) -> str:
    """The word for a stored code, as SQL."""
    words = " ".join(f"when '{one.value}' then '{one.label}'" for one in choices)
    return f"case {column} {words} else '' end"


def case_columns(alias: str, **more: str) -> dict[str, str]:
    """The columns every case fills in the same way; ``more`` adds and replaces."""
    parties = (
        f"array(select distinct p.subject_id from workflow_caseparty p where p.case_id = {alias}.id"  # noqa: S608
        " and p.kind in ('enterprise', 'project'))"
    )
    return {
        "id": f"{alias}.id", "title": f"{alias}.title", "note": f"{alias}.where_name", "at": f"{alias}.opened_at",
        "texts": f"array[{alias}.where_name]", "weight": f"({alias}.closed_at is not null)::int",
        "place": f"{alias}.place", "province": f"{alias}.province", "city": f"{alias}.city",
        "county": f"{alias}.county",
        "readers": f"case when {alias}.seen_by_parties then {parties} else '{{}}'::uuid[] end", **more,
    }  # fmt: skip


def case_feeds(table: str) -> tuple[Feed, ...]:
    """A case's own table and who is party to it."""
    return (Feed(table), Feed("workflow_caseparty"))
