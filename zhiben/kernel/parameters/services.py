"""Setting parameters: from the product's data files, and by an administrator. The past is never edited."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import yaml
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotPermitted
from zhiben.kernel.parameters.declarations import declaration
from zhiben.kernel.parameters.models import Parameter
from zhiben.kernel.parameters.paths import path_of_code
from zhiben.kernel.parameters.terms import Mark, Origin

FOLDER: Final = settings.ROOT / "criteria" / "parameters"
MARKS: Final = {mark.label: mark for mark in Mark}

REFRESH: Final = """
with said as (
    select distinct on (key, path, valid_from) id, key, path, division_code, valid_from, valid_to, value
    from parameters_parameter where key = any(%s)
    order by key, path, valid_from, (origin = 'administrator') desc, recorded_at desc, id desc
), cut as (
    select *, least(valid_to, lead(valid_from) over (partition by key, path order by valid_from)) as ends from said
)
insert into parameters_effectiveparameter (key, path, division_code, valid_from, valid_to, value, parameter_id)
select key, path, division_code, valid_from, ends, value, id from cut where value is not null
"""


@dataclass(frozen=True, kw_only=True)
class Given:
    """One row of a data file, read and checked."""

    key: str
    division_code: str
    path: str
    value: Any
    valid_from: date
    valid_to: date | None
    source: str
    mark: Mark
    note: str

    @property
    def place(self) -> tuple[str, str, date]:
        return (self.key, self.path, self.valid_from)


def set_parameter(
    *, actor: Actor, key: str, division_code: str, path: str, value: Any, valid_from: date, source: str, mark: Mark,
    at: datetime, note: str = "",
) -> Parameter:  # fmt: skip
    """A new value for a division from a day on; ``value`` None: follow the division above again from that day.

    Only a system administrator, within the division of his own agency, and not for a day that is past: what was
    decided under the old value stays decided under it.
    """
    declared = declaration(key)
    _check_setting(actor, path, valid_from, source, at)
    row = Parameter(
        key=key, division_code=division_code, path=path, value=None if value is None else declared.store(value),
        valid_from=valid_from, source=source.strip(), mark=mark, origin=Origin.ADMINISTRATOR, note=note.strip(),
        recorded_at=at, recorded_by=actor.user_id, recorded_name=actor.name,
    )  # fmt: skip
    with transaction.atomic():
        row.save(force_insert=True)
        refresh_effective([key])
        record_act(
            actor=actor, verb="parameters.set", at=at, object_kind="parameter", object_id=key,
            division=division_code, value=row.value, valid_from=valid_from, source=row.source,
        )  # fmt: skip
    return row


def _check_setting(actor: Actor, path: str, valid_from: date, source: str, at: datetime) -> None:
    if actor.role not in (Role.SYSTEM_ADMIN, Role.SYSTEM):
        raise NotPermitted("只有系统管理员可以设定参数")
    if not path.startswith(actor.path):
        raise NotPermitted("只能设定本辖区的参数")
    wrong = []
    if valid_from < day_of(at):
        wrong.append(FieldError(field="valid_from", reason="起始日期不能早于今天：已经过去的日子按当时的值办理"))
    if not source.strip():
        wrong.append(FieldError(field="source", reason="请写明依据，如文号和条款"))
    if wrong:
        raise InvalidInput(*wrong)


def load_parameters(*, at: datetime, folder: Path = FOLDER) -> int:
    """Take in the values of the data files. Returns rows added; loading the same files again adds none.

    A file row that differs from what the file said before for the same key, division and day is added as a
    correction; an administrator's row for that day still comes first.
    """
    given = [_read(entry) for file in sorted(folder.glob("*.yaml")) for entry in _entries(file)]
    said: dict[tuple[str, str, date], Parameter] = {
        (row.key, row.path, row.valid_from): row for row in _file_rows(g.key for g in given).order_by("recorded_at")
    }
    new = [g for g in given if (before := said.get(g.place)) is None or _differs(before, g)]
    with transaction.atomic():
        Parameter.objects.bulk_create(
            Parameter(**vars(g), origin=Origin.FILE, recorded_at=at, recorded_name="系统") for g in new
        )
        refresh_effective({g.key for g in new})
    return len(new)


def refresh_effective(keys: Iterable[str]) -> None:
    """Cut the rows of these parameters into periods again, in one statement."""
    listed = sorted(keys)
    if not listed:
        return
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('effective_parameter'))")
        cursor.execute("delete from parameters_effectiveparameter where key = any(%s)", [listed])
        cursor.execute(REFRESH, [listed])


def _file_rows(keys: Iterable[str]) -> QuerySet[Parameter]:
    return Parameter.objects.filter(key__in=set(keys), origin=Origin.FILE)


def _differs(before: Parameter, now: Given) -> bool:
    facts = ("value", "valid_to", "source", "mark", "note", "division_code")
    return any(getattr(before, name) != getattr(now, name) for name in facts)


def _entries(file: Path) -> Iterable[dict[str, Any]]:
    for key, rows in (yaml.safe_load(file.read_text("utf-8")) or {}).items():
        for row in rows:
            yield {"key": key, **row}


def _read(entry: dict[str, Any]) -> Given:
    """A file row. Whatever is wrong with it is our mistake and stops the loading."""
    key, code = entry["key"], str(entry.get("division", "000000"))
    return Given(
        key=key, division_code=code, path=path_of_code(code), value=declaration(key).store(entry["value"]),
        valid_from=entry["from"], valid_to=entry.get("to"), source=entry["source"], mark=MARKS[entry["mark"]],
        note=entry.get("note", ""),
    )  # fmt: skip
