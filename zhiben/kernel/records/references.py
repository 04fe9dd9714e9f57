"""Everything that points to a record: found from the models themselves, so that a new table is never forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db.models import (
    Case,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    ForeignKey,
    Model,
    OuterRef,
    Q,
    QuerySet,
    UniqueConstraint,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.records.kinds import RecordKind

# Columns that name a record by kind and id, whatever table they stand in: parties, to-dos, grants, marks, bars.
PAIRS: Final = (
    ("kind", "subject_id"), ("subject_kind", "subject_id"), ("holder_kind", "holder_id"), ("reach", "reach_id"),
)  # fmt: skip
# What was done stays as it was done; what rules found and what can be searched is drawn anew; files belong to cases.
STAYS: Final = frozenset({"audit", "evidence", "records", "rules", "search"})
# Rows that hold until an end: of two of the same, the one of the record that is gone ends with it.
ENDS: Final = frozenset({"valid_to", "until", "withdrawn_at"})
TO_DO_END: Final = ("workflow.Todo", "closed_at")


@dataclass(frozen=True)
class Unique:
    """A constraint that a second row of the same would break: the other columns, and for which rows it holds.

    ``nulls_alike``: nothing equals nothing, as ids may be.
    """

    names: list[str]
    condition: Q
    nulls_alike: bool = False


@dataclass(frozen=True, kw_only=True)
class Reference:
    """One column that points to records of a kind; ``fixed`` says which of its rows do. ``keyed``: a column of kind and
    id in one word, by which a table is indexed."""

    model: type[Model]
    column: str
    fixed: tuple[tuple[str, str], ...] = ()
    keyed: str = ""

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    def rows(self, record_id: UUID) -> "QuerySet[Any]":
        rows = self.model._base_manager.filter(**dict(self.fixed), **{self.column: record_id})
        return rows.filter(**{self.keyed: f"{self.fixed[0][1]}:{record_id}"}) if self.keyed else rows

    def movable(self, gone: UUID, survivor: UUID) -> "QuerySet[Any]":
        """Rows that may go over: all but those whose twin already points to the survivor."""
        rows = self.rows(gone)
        for unique in _uniques(self.model, self.column):
            rows = rows.exclude(self._twins(unique, survivor))
        return rows

    def ending(self, gone: UUID, survivor: UUID) -> Iterator[tuple[str, "QuerySet[Any]"]]:
        """Rows that cannot go over as they are, but can once they have ended; by the column that ends them."""
        for unique in _uniques(self.model, self.column):
            if column := _end(self.model, unique.condition):
                yield column, self.rows(gone).filter(self._twins(unique, survivor))

    def end(self, rows: "QuerySet[Any]", column: str, at: datetime) -> None:
        """A day is at least one day after the beginning: what held has held."""
        if not isinstance(self.model._meta.get_field(column), DateField) or column != "valid_to":
            rows.update(**{column: at})
            return
        today = day_of(at)
        after = Cast(F("valid_from") + Value(timedelta(days=1)), DateField())
        rows.update(valid_to=Case(When(valid_from__gte=today, then=after), default=Value(today)))

    def _twins(self, unique: Unique, survivor: UUID) -> Q:
        twins = self.rows(survivor).filter(unique.condition)
        for name in unique.names:
            same = Q(**{name: OuterRef(name)})
            if unique.nulls_alike:
                twins = twins.alias(_beside=ExpressionWrapper(OuterRef(name), output_field=UUIDField()))
                same |= Q(**{f"{name}__isnull": True, "_beside__isnull": True})
            twins = twins.filter(same)
        return unique.condition & Q(Exists(twins))


def references_to(kind: RecordKind) -> list[Reference]:
    """Foreign keys of every table but histories; columns by kind and id; plain ids named after the kind."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label not in STAYS and not _is_history(model):
            found += [*_foreign_keys(model, kind), *_by_name(model, kind)]
    return found


def _foreign_keys(model: type[Model], kind: RecordKind) -> Iterator[Reference]:
    for one in model._meta.concrete_fields:
        if isinstance(one, ForeignKey) and one.related_model is kind.model:
            yield Reference(model=model, column=one.attname)


def _by_name(model: type[Model], kind: RecordKind) -> Iterator[Reference]:
    plain = {one.name for one in model._meta.concrete_fields if isinstance(one, UUIDField)}
    every = {one.name for one in model._meta.concrete_fields}
    for kinds, column in PAIRS:
        if column in plain and kinds in every:
            keyed = "party" if "party" in every else ""
            yield Reference(model=model, column=column, fixed=((kinds, kind.code),), keyed=keyed)
    if f"{kind.code}_id" in plain:
        yield Reference(model=model, column=f"{kind.code}_id")


def _is_history(model: type[Model]) -> bool:
    return hasattr(model, "pgh_tracked_model") or (model.__name__.endswith("Event") and hasattr(model, "pgh_label"))


def _uniques(model: type[Model], column: str) -> Iterator[Unique]:
    """Constraints that a second row of the same would break: the other columns, and for which rows it holds."""
    field = next(f for f in model._meta.concrete_fields if f.attname == column)
    spellings = {field.name, field.attname}
    if field.unique:
        yield Unique([], Q())
    for one in model._meta.constraints:
        if isinstance(one, UniqueConstraint) and spellings & set(one.fields):
            others = [str(_field(model, name).attname) for name in one.fields if name not in spellings]
            yield Unique(others, one.condition or Q(), nulls_alike=one.nulls_distinct is False)
    for names in model._meta.unique_together:
        if spellings & set(names):
            yield Unique([name for name in names if name not in spellings], Q())


def _field(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name)


def _end(model: type[Model], condition: Q) -> str:
    """The column that takes a row out of the constraint, empty when none does: ``valid_to`` of "while valid_to is null"."""
    if len(condition.children) != 1 or not isinstance(condition.children[0], tuple):
        return ""
    name, value = condition.children[0]
    column = str(name).removesuffix("__isnull")
    if value not in (None, True):
        return ""
    return column if column in ENDS or (model._meta.label, column) == TO_DO_END else ""
