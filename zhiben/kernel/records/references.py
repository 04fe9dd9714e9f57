"""Everything that points to a record: found from the models themselves, so that a new table is never forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, ForeignKey, Model, OneToOneField, OuterRef, Q, QuerySet, UniqueConstraint

from zhiben.kernel.records.kinds import RecordKind

# Who had it in hand, may act for it, is told of it: kept by kind and id, in every register alike.
COMMON: Final = (
    ("workflow.CaseParty", "subject_id", "kind"),
    ("workflow.Todo", "holder_id", "holder_kind"),
    ("access.Grant", "reach_id", "reach"),
    ("evidence.Attachment", "owner_id", "owner_kind"),
)


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
    """Foreign keys of every table but histories, and the references by kind and id."""
    loose = [(label, column, tuple(fixed)) for label, column, fixed in kind.loose]
    common = [(label, column, ((kind_column, kind.code),)) for label, column, kind_column in COMMON]
    named = [Reference(model=apps.get_model(label), column=column, fixed=fixed) for label, column, fixed in
             (*common, *loose)]  # fmt: skip
    return [*_foreign_keys(kind.model), *named]


def _foreign_keys(model: type[Model]) -> Iterator[Reference]:
    for other in apps.get_models():
        if _is_history(other):
            continue
        for one in other._meta.concrete_fields:
            if isinstance(one, ForeignKey) and not isinstance(one, OneToOneField) and one.related_model is model:
                yield Reference(model=other, column=one.attname)


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
