"""What a ledger is: its columns, how its rows are told apart, checked, written and listed. Packages register theirs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.papers.cells.words import without_brackets, word_key
from zhiben.kernel.papers.columns import Column
from zhiben.kernel.papers.terms import Level

IMPORTERS: Final = frozenset({Role.CLERK, Role.INSPECTOR, Role.LEADER, Role.ENFORCER, Role.SYSTEM})
# Administrators bring in agencies and accounts, certifiers what they issue, officers everything else; which of them
# says each ledger.
DOORS: Final = IMPORTERS | {Role.SYSTEM_ADMIN, Role.CERTIFIER}
MISSING: Final = "missing"
SERIAL_NAMES: Final = ("序号", "备注", "佐证材料", "填报单位", "填报时间")


@dataclass(frozen=True, kw_only=True)
class Run:
    """One import as its ledger sees it. ``path`` and ``division_code`` bound what it may touch; empty is everything.

    ``silent`` imports (补录) must not remind or notify anybody.
    """

    batch_id: UUID
    actor: Actor
    at: datetime
    division_code: str = ""
    path: str = ""
    silent: bool = True


def path_end(path: str) -> str:
    """Where the half-open range of a division's paths ends; ``:`` sorts after every digit in collation C."""
    return f"{path[:-1]}/" if path else ":"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something about one row. ``column`` is a column's name, empty for the row as a whole."""

    row_no: int
    column: str
    reason: str
    value: str = ""
    level: Level = Level.ERROR
    suggestions: tuple[str, ...] = ()
    code: str = "cell"


@dataclass(kw_only=True)
class StagedRow:
    """One row between sheet and database.

    ``values`` holds what was said, by column name: absent = blank or masked (never overwrites), None = 无 or 不适用.
    ``prepare`` sees personal numbers in clear, once, and may add derived values under names with ``_`` (ciphertext,
    look-up keys, ids of what was found); what is staged has the numbers themselves masked.
    """

    row_no: int
    values: dict[str, Any]
    marks: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def error(self, column: str, reason: str, *, value: str = "", suggestions: Sequence[str] = ()) -> None:
        self._add(column, reason, value, Level.ERROR, suggestions)

    def missing(self, column: str, reason: str) -> None:
        """A required column is empty. Forgiven when the row turns out to be of something already registered."""
        self.problems.append(Problem(row_no=self.row_no, column=column, reason=reason, code=MISSING))

    def warn(self, column: str, reason: str, *, value: str = "", suggestions: Sequence[str] = ()) -> None:
        self._add(column, reason, value, Level.WARNING, suggestions)

    def _add(self, column: str, reason: str, value: str, level: Level, suggestions: Sequence[str]) -> None:
        shown = value or str(self.values.get(column) or "")
        self.problems.append(
            Problem(
                row_no=self.row_no, column=column, reason=reason, value=shown[:200],
                level=level, suggestions=tuple(suggestions),
            )
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Check:
    """A check over all rows of a batch at once.

    ``sql`` selects row number, value and reason of rows at fault, in this order, from ``papers_stagingrow s`` where
    ``s.batch_id = %(batch)s``. It may use ``%(path)s`` and ``%(path_end)s`` (the importer's half-open range of paths),
    ``%(division)s``, ``%(today)s``, ``%(agency)s`` and ``%(everywhere)s`` (true for the system).
    ``candidates`` lists the names among which the nearest to each value are offered.
    """

    code: str
    column: str
    sql: str
    level: Level = Level.ERROR
    candidates: Callable[[Run], Iterable[str]] | None = None


@dataclass(frozen=True, kw_only=True)
class ExportFilter:
    """What part of a ledger to write out. ``since`` and ``until`` are days, both included."""

    actor: Actor
    division_code: str = ""
    since: date | None = None
    until: date | None = None
    personal: bool = False


def no_preparation(run: Run, rows: Sequence[StagedRow]) -> None:
    """Most ledgers derive nothing."""


def never_in(run: Run) -> None:
    """A ledger that only goes out."""
    raise InvalidInput.of("kind", "这种台账只导出，不导入")


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """One kind of ledger.

    ``key``: what tells a row from the others within one file, as text; "" when the row cannot be told apart.
    ``prepare``: set-based work on a chunk of rows before staging: derived values, problems seen without the others.
    ``match``: sets ``target_id`` of staged rows that are known already; done before the checks and again before
    ``apply``. ``checks``: set-based checks after staging. ``apply``: writes the good rows of the staging table by
    ``INSERT … SELECT`` inside the caller's transaction and sets ``status`` and ``target_id`` of each.
    ``rows``: what an export writes, as dicts by column name. ``undo``: takes back what ``apply`` did, or None for the
    general way by recorded effects. ``page``: the name of a page of its own that shows a batch. ``distinctive``:
    columns whose header alone tells this ledger from its neighbours. ``takes_in`` False: it only goes out (``apply``
    is ``never_in``).
    """

    kind: str
    title: str
    columns: tuple[Column, ...]
    key: Callable[[Mapping[str, Any]], str]
    apply: Callable[[Run], None]
    rows: Callable[[ExportFilter], Iterable[Mapping[str, Any]]] | None = None
    prepare: Callable[[Run, Sequence[StagedRow]], None] = no_preparation
    match: Callable[[Run], None] | None = None
    checks: tuple[Check, ...] = ()
    touched: Callable[[Run], list[str]] | None = None
    undo: Callable[[Run], None] | None = None
    roles: frozenset[Role] = IMPORTERS
    samples: tuple[Mapping[str, Any], ...] = ()
    notes: tuple[str, ...] = ()
    version: int = 1
    order: int = 100
    distinctive: frozenset[str] = frozenset()
    ignored_headers: tuple[str, ...] = ()
    takes_in: bool = True
    page: str = ""

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        return {c.name: c for c in self.columns}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Column by every compared spelling of its header."""
        found: dict[str, str] = {}
        for spelling in (lambda c: (c.label,), lambda c: (without_brackets(c.label),), lambda c: c.aliases):
            for column in self.columns:
                for name in spelling(column):
                    found.setdefault(word_key(name), column.name)
        return found

    @cached_property
    def ignored(self) -> frozenset[str]:
        """Headers that are known and carry nothing."""
        return frozenset(word_key(n) for n in (*SERIAL_NAMES, *self.ignored_headers)) - set(self.names)

    def spreads_into(self, name: str) -> tuple[str, ...]:
        """Names of the columns a combined column fills."""
        column = self.by_name.get(name)
        return tuple(column.spread("")) if column and column.spread else ()

    @property
    def exported(self) -> tuple[Column, ...]:
        return tuple(c for c in self.columns if c.export)


_ledgers: dict[str, Ledger] = {}


def register(ledger: Ledger) -> Ledger:
    """Make a ledger known under its kind. Registering the same kind again replaces it."""
    _ledgers[ledger.kind] = ledger
    return ledger


def ledgers() -> list[Ledger]:
    return sorted(_ledgers.values(), key=lambda x: (x.order, x.kind))


def kinds_for(role: Role) -> list[str]:
    """Which kinds somebody in this role may bring in."""
    return [ledger.kind for ledger in ledgers() if role in ledger.roles]


def ledger_of(kind: str) -> Ledger:
    found = _ledgers.get(kind)
    if found is None:
        known = "、".join(f"{x.kind}（{x.title}）" for x in ledgers())
        raise InvalidInput.of("kind", f"没有名为“{kind}”的台账。可用的有：{known}")
    return found
