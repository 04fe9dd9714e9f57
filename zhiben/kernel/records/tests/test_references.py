"""Every column that points to a merged record, found from the models: after a merge none still does."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction

from zhiben.kernel.base.clock import now
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.evidence.owners import _owners
from zhiben.kernel.records.kinds import RecordKind, record_kinds
from zhiben.kernel.records.models import Merge
from zhiben.kernel.records.references import STAYS, Reference, _is_history, references_to
from zhiben.kernel.records.services.moving import move_some, return_some

pytestmark = pytest.mark.django_db
# What only a row that means something satisfies, beside its types.
ALONE: Final[dict[str, dict[str, Any]]] = {
    "projects.Informant": {"enterprise_id": {"subject": "enterprise", "agency_id": None, "project_id": None},
                           "project_id": {"subject": "project", "agency_id": None, "enterprise_id": None}},
}  # fmt: skip
SHAPED: Final[dict[str, dict[str, Any]]] = {
    "interviews.Interview": {"number": ""},
    "accidents.Trace": {"hazard_id": UUID(int=9)},
    "certificates.FaceTemplate": {"template_cipher": b"x", "key_cipher": b"x"},
    "projects.Informant": {"subject": "agency", "agency_id": UUID(int=9)},
}


def kinds() -> list[RecordKind]:
    return record_kinds()


@pytest.mark.parametrize("register", kinds(), ids=lambda k: k.code)
def test_after_a_merge_nothing_points_to_the_record_that_is_gone(register: RecordKind) -> None:
    """A row of every table that can point there, made from its types; all go over and all come back."""
    references = references_to(register)
    assert len(references) > 5
    gone, survivor = new_id(), new_id()
    with transaction.atomic():
        rows = [(one, _row(one, gone)) for one in references]
        merge = _merge(register, gone, survivor)
        while move_some(merge, at=now(), most=3):
            pass
        assert [(one.model._meta.label, one.column) for one, _ in rows if one.rows(gone).exists()] == []
        assert [one.model._meta.label for one, pk in rows if not one.rows(survivor).filter(pk=pk).exists()] == []
        assert (merge.moved, merge.left_count, merge.state) == (len(references), 0, "DONE")
        while return_some(merge):
            pass
        assert [one.model._meta.label for one, pk in rows if not one.rows(gone).filter(pk=pk).exists()] == []
        transaction.set_rollback(True)


@pytest.mark.parametrize("register", kinds(), ids=lambda k: k.code)
def test_twins_end_and_go_over_or_stay_and_are_counted(register: RecordKind) -> None:
    """Two rows under one constraint: of those that can end the one ends, and opens again with the undo."""
    gone, survivor = new_id(), new_id()
    bound = [one for one in references_to(register) if list(one.ending(gone, survivor)) or _bound(one)]
    assert bound
    with transaction.atomic():
        for one in bound:
            _row(one, gone, same=True)
            _row(one, survivor, same=True)
        merge = _merge(register, gone, survivor)
        while move_some(merge, at=now(), most=3):
            pass
        stayed = {one.model._meta.label for one in bound if one.rows(gone).exists()}
        ended = {move.model for move in merge.moves.exclude(ended="")}
        assert ended
        assert stayed.isdisjoint(ended)
        assert merge.left_count == sum(one.rows(gone).count() for one in bound)
        while return_some(merge):
            pass
        assert [(one.model._meta.label, one.rows(gone).count()) for one in bound if one.rows(gone).count() != 1] == []
        assert [
            (move.model, pk)
            for move in merge.moves.exclude(ended="")
            for pk in move.keys
            if getattr(apps.get_model(move.model)._base_manager.get(pk=pk), move.ended) is not None
        ] == []
        transaction.set_rollback(True)


def test_no_column_that_may_point_to_a_record_is_forgotten() -> None:
    """Foreign keys all; ids without one where a column beside them tells the kind, or where they are named after it."""
    known = {(one.model, one.column) for register in kinds() for one in references_to(register)}
    codes = {register.code for register in kinds()}
    missed = []
    for model in apps.get_models():
        if _is_history(model) or model._meta.app_label in STAYS:
            continue
        names = {f.attname for f in model._meta.concrete_fields}
        for field in model._meta.concrete_fields:
            points = field.related_model in {register.model for register in kinds()}
            named = isinstance(field, models.UUIDField) and field.attname.removesuffix("_id") in codes
            told = isinstance(field, models.UUIDField) and field.attname.replace("_id", "_kind") in names
            told = told and field.attname.endswith("_id") and field.attname not in ("case_id", "visit_id")
            if (points or named or told) and (model, field.attname) not in known:
                missed.append(f"{model._meta.label}.{field.attname}")
    assert missed == []
    assert codes.isdisjoint(_owners), "files hang on cases: a record that owns some must have them moved"


def test_every_such_column_is_found_by_an_index() -> None:
    """A merge looks for the rows of two ids in each of them while somebody waits."""
    wanted = {(one.model._meta.db_table, one.keyed or _column(one))
              for register in kinds() for one in references_to(register)}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("""
            select c.relname, a.attname from pg_index i join pg_class c on c.oid = i.indrelid
              join unnest(i.indkey) with ordinality k(attnum, place) on k.place <= 2
              join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum where c.relkind = 'r'""")
        led = {(table, column) for table, column in cursor.fetchall()}
    assert sorted(wanted - led) == []


def _bound(one: Reference) -> bool:
    from zhiben.kernel.records.references import _uniques

    return any(True for _ in _uniques(one.model, one.column))


def _merge(register: RecordKind, gone: UUID, survivor: UUID) -> Merge:
    return Merge.objects.create(
        kind=register.code, gone_id=gone, gone_title="甲", survivor_id=survivor, survivor_title="乙", reason="同一份",
        done_name="林晓", at=now(), state="RUNNING",
    )  # fmt: skip


def _row(one: Reference, record_id: UUID, *, same: bool = False) -> Any:
    """A row whose other columns are of the right type; what foreign keys point to is never looked up: all is rolled back."""
    values: dict[str, Any] = {}
    for field in one.model._meta.concrete_fields:
        if isinstance(field, models.AutoField | models.GeneratedField):
            continue
        values[field.attname] = _value(field, same=same)
    label = one.model._meta.label
    values |= {**SHAPED.get(label, {}), **ALONE.get(label, {}).get(one.column, {}), **dict(one.fixed)}
    for check in one.model._meta.constraints:
        if isinstance(check, models.CheckConstraint):
            name, known = _only(check.condition)
            if name.endswith("__in"):
                values[name.removesuffix("__in")] = next(iter(known))
    values[one.column] = record_id
    row = one.model(**values)
    one.model._base_manager.bulk_create([row])
    return row.pk


def _only(condition: Any) -> tuple[str, Any]:
    """What a condition of one part says."""
    first = condition.children[0] if len(condition.children) == 1 else None
    return first if isinstance(first, tuple) else ("", None)


def _column(one: Reference) -> str:
    field: Any = one.model._meta.get_field(one.column)
    return str(field.column)


def _value(field: Any, *, same: bool) -> Any:
    if field.primary_key:
        return new_id()
    if field.null:
        return None
    same = same and not field.unique
    if field.has_default():
        return field.get_default()
    if field.choices:
        return field.choices[0][0]
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    value = next(value for kind, value in _values(same) if isinstance(target, kind))
    return value[: field.max_length] if isinstance(value, str) else value


def _values(same: bool) -> Iterator[tuple[type, Any]]:
    text = "3同" if same else f"3{str(new_id())[-11:]}"  # may be a place: they begin with a digit
    yield models.UUIDField, UUID(int=7) if same else new_id()
    yield models.DateTimeField, datetime.fromisoformat("2026-03-05T09:00:00+08:00")
    yield models.DateField, date(2026, 3, 5)
    yield models.BooleanField, False
    yield ArrayField, []
    yield models.JSONField, {}
    yield models.BinaryField, b"x"
    yield models.IntegerField, 1
    yield models.DecimalField, 1
    yield models.Field, text
