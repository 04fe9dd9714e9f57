"""Which registers keep their records true by this package. Each registers its kind; nothing here knows what it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.receipts import watch
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.workflow.definition import InputKind
from zhiben.kernel.workflow.engine import Party

Apply = Callable[..., object]


@dataclass(frozen=True, kw_only=True)
class RecordField:
    """One correctable field. ``name`` is the model's, and the name the register's own verb takes it under.

    For what is kept sealed: ``masked`` is the attribute that is shown instead, ``cipher`` holds the number itself,
    ``index`` the look-up key, ``clean`` brings a number into the spelling that is kept, ``mask`` turns it into what is
    shown. ``shown_as``: columns of lists and ledgers that print it under another name.
    """

    name: str
    label: str
    kind: InputKind = InputKind.TEXT
    choices: tuple[tuple[str, str], ...] = ()
    masked: str = ""
    cipher: str = ""
    mask: Callable[[str], str] | None = None
    index: str = ""
    clean: Callable[[str], str] = str.strip
    shown_as: tuple[str, ...] = ()

    @property
    def attribute(self) -> str:
        """The attribute that may be shown."""
        return self.masked or self.name

    @property
    def tracked(self) -> str:
        """The column whose versions tell when it changed."""
        return self.index or self.attribute

    @property
    def columns(self) -> frozenset[str]:
        """Keys under which an exported file has it."""
        return frozenset({self.name, self.attribute, *self.shown_as})

    def shown(self, value: Any) -> str:
        """A stored value in words."""
        if value is None or value == "":
            return ""
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return dict(self.choices).get(str(value), str(value))


@dataclass(frozen=True, kw_only=True)
class RecordKind:
    """A register of records.

    ``visible``: what an actor may see. ``standing``: the columns of a case about one record (``agency_id``, ``scope``,
    ``place``, ``province``, ``city``, ``county``, ``where_name``); it may refuse when nobody is responsible.
    ``apply(actor=, record_id=, field=, value=, at=)`` is the register's own verb. ``may_ask`` says who but a regulator may
    ask for a correction, ``parties`` whom a correction concerns. ``duplicates`` is a select of pairs that may be one: both
    ids, both titles, why, how sure (1 is surest), the path of the division. ``keys`` are the columns by which the
    register finds a record, emptied in the one that is merged into another (``keys`` that are unique go over to the
    survivor when it has none); ``aliases``: those of them that stay with the record that is gone where the survivor has
    another, and whose look-ups follow ``merged_into``. ``fills``: what else the survivor takes over where it has nothing.
    ``open_register``: every regulator reads all of it. ``ledgers``: kinds of ledger that hold its records.
    ``settle`` gives what else changes in the survivor once it has taken over.
    """

    code: str
    label: str
    model: type[Model]
    fields: tuple[RecordField, ...]
    visible: Callable[[Actor], QuerySet[Any]]
    standing: Callable[[Any, Actor], Mapping[str, Any]]
    apply: Apply
    url_name: str
    may_ask: Callable[[Actor, Any], bool] = lambda actor, record: False
    parties: Callable[[Any], Sequence[Party]] = lambda record: ()
    duplicates: str = ""
    keys: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    fills: tuple[str, ...] = ()
    open_register: bool = True
    ledgers: tuple[str, ...] = ()
    settle: Callable[[Any], Mapping[str, Any]] = lambda record: {}

    def field(self, name: str) -> RecordField:
        """Raises NotVisible for a field that cannot be corrected."""
        found = next((one for one in self.fields if one.name == name), None)
        if found is None:
            raise NotVisible("这一项不能更正")
        return found

    def find(self, actor: Actor, record_id: UUID) -> Any:
        """Raises NotVisible."""
        found = self.visible(actor).filter(pk=record_id).first()
        if found is None:
            raise NotVisible(f"没有这份{self.label}档案，或者不在您的权限范围内")
        return found

    def url(self, record_id: UUID) -> str:
        return reverse(self.url_name, args=[record_id])


_kinds: dict[str, RecordKind] = {}
_steps: dict[str, list[Callable[..., object]]] = {}


def register_merge_step(code: str, step: Callable[..., object]) -> None:
    """What a package must do about its own rows before they go over: ``step(gone_id=, survivor_id=, actor=, at=)``.

    It runs in the transaction of the merge, as the platform, and may refuse. Undoing a merge does not undo it.
    """
    _steps.setdefault(code, []).append(step)


def merge_steps(code: str) -> list[Callable[..., object]]:
    return _steps.get(code, [])


def register_record_kind(kind: RecordKind) -> None:
    """Called from ``AppConfig.ready`` of the register. Its lists and ledgers leave receipts from now on."""
    _kinds[kind.code] = kind
    watch(kind.model._meta.label, kind.code)
    for ledger in kind.ledgers:
        watch(f"ledger:{ledger}", kind.code)


def record_kind(code: str) -> RecordKind:
    """Raises NotVisible for a kind nobody registered: codes come from addresses."""
    if code not in _kinds:
        raise NotVisible("没有这一类档案")
    return _kinds[code]


def record_kinds() -> list[RecordKind]:
    return [_kinds[code] for code in sorted(_kinds)]


def registered(code: str) -> bool:
    return code in _kinds
