"""Loading the criteria from the data files. Safe to repeat: only rows that differ are written."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from zhiben.domains.criteria.models import Category, Clause, Edition, FindingKind, Wording
from zhiben.domains.criteria.reference.reading import BadCriteria, overlapping, read_general, read_standard

FOLDER: Final = settings.ROOT / "criteria"
Row = TypeVar("Row", bound=Model)


@transaction.atomic
def load_criteria(folder: Path = FOLDER) -> None:
    """Editions, categories, clauses. A new file is a new edition, in force from its own day without further steps.

    Raises BadCriteria when the files contradict themselves; then nothing is changed.
    """
    standards = [read_standard(path) for path in sorted(folder.glob("hazard_standard_*.yaml"))]
    clash = overlapping([standard.edition for standard in standards])
    if clash:
        raise BadCriteria(f"{clash[0].key} and {clash[1].key} are in force on the same day")
    bring_in_line(Edition, [standard.edition for standard in standards])
    bring_in_line(Category, [row for standard in standards for row in standard.categories])
    bring_in_line(Clause, [row for standard in standards for row in standard.clauses])
    general = folder / "general_findings.yaml"
    if general.exists():
        kinds, wordings = read_general(general)
        bring_in_line(FindingKind, kinds)
        bring_in_line(Wording, wordings)


def bring_in_line(model: type[Row], wanted: Sequence[Row]) -> None:
    """Add what is new, mend what differs, touch nothing else: an update without a change would be history noise."""
    names = [field.attname for field in model._meta.concrete_fields]
    present = {row.pk: _values(row, names) for row in model._default_manager.filter(pk__in=[row.pk for row in wanted])}
    model._default_manager.bulk_create([row for row in wanted if row.pk not in present])
    changed = [row for row in wanted if row.pk in present and present[row.pk] != _values(row, names)]
    _update(model, changed, [name for name in names if name != model._meta.pk.attname])


def _update(model: type[Row], rows: Sequence[Row], names: Iterable[str]) -> None:
    if rows:
        fields = [model._meta.get_field(name.removesuffix("_id")).name for name in names]
        model._default_manager.bulk_update(rows, fields)


def _values(row: Model, names: Iterable[str]) -> list[Any]:
    return [getattr(row, name) for name in names]
