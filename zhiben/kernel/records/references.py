"""Everything that points to a record: found from the models themselves, so that a new table is never forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db.models import (
    Exists,
    ForeignKey,
    Model,
    OneToOneField,
    OuterRef,
    Q,
    QuerySet,
    UniqueConstraint,
    UUIDField,
)

from zhiben.kernel.records.kinds import RecordKind

# Columns that name a record by kind and id, whatever table they stand in: parties, to-dos, grants, files, marks, bars.
PAIRS: Final = (
    ("kind", "subject_id"), ("subject_kind", "subject_id"), ("holder_kind", "holder_id"), ("owner_kind", "owner_id"),
    ("reach", "reach_id"),
)  # fmt: skip
# What was done stays as it was done; what rules found and what can be searched is drawn anew.
STAYS: Final = frozenset({"audit", "records", "rules", "search"})


@dataclass(frozen=True, kw_only=True)
class Reference:
    """One column that points to records of a kind; ``fixed`` says which of its rows do."""

    model: type[Model]
    column: str
    fixed: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    def rows(self, record_id: UUID) -> "QuerySet[Any]":
        return self.model._base_manager.filter(**dict(self.fixed), **{self.column: record_id})

    def movable(self, gone: UUID, survivor: UUID) -> "QuerySet[Any]":
        """Rows that may go over: all but those whose twin already points to the survivor."""
        rows = self.rows(gone)
        for names, condition in _uniques(self.model, self.column):
            twins = self.rows(survivor).filter(condition, **{name: OuterRef(name) for name in names})
            rows = rows.exclude(condition & Q(Exists(twins)))
        return rows


def references_to(kind: RecordKind) -> list[Reference]:
    """Foreign keys of every table but histories; columns by kind and id; plain ids named after the kind."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label not in STAYS and not _is_history(model):
            found += [*_foreign_keys(model, kind), *_by_name(model, kind)]
    return found


def _foreign_keys(model: type[Model], kind: RecordKind) -> Iterator[Reference]:
    for one in model._meta.concrete_fields:
        if isinstance(one, ForeignKey) and not isinstance(one, OneToOneField) and one.related_model is kind.model:
            yield Reference(model=model, column=one.attname)


def _by_name(model: type[Model], kind: RecordKind) -> Iterator[Reference]:
    plain = {one.name for one in model._meta.concrete_fields if isinstance(one, UUIDField)}
    every = {one.name for one in model._meta.concrete_fields}
    for kinds, column in PAIRS:
        if column in plain and kinds in every:
            yield Reference(model=model, column=column, fixed=((kinds, kind.code),))
    if f"{kind.code}_id" in plain:
        yield Reference(model=model, column=f"{kind.code}_id")


def _is_history(model: type[Model]) -> bool:
    return hasattr(model, "pgh_tracked_model") or (model.__name__.endswith("Event") and hasattr(model, "pgh_label"))


def _uniques(model: type[Model], column: str) -> Iterator[tuple[list[str], Q]]:
    """Constraints that a second row of the same would break: the other columns, and for which rows it holds."""
    field = next(f for f in model._meta.concrete_fields if f.attname == column)
    spellings = {field.name, field.attname}
    for one in model._meta.constraints:
        if isinstance(one, UniqueConstraint) and spellings & set(one.fields):
            yield [name for name in one.fields if name not in spellings], one.condition or Q()
    for names in model._meta.unique_together:
        if spellings & set(names):
            yield [name for name in names if name not in spellings], Q()
