"""Every version of a record: what changed, when, by whom, from where. Read from the history the database itself keeps."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.apps import apps

from zhiben.kernel.records.kinds import RecordField, RecordKind
from zhiben.kernel.records.terms import SOURCES

BY_PLATFORM: Final = "系统"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field of one version; ``old`` is empty in the first."""

    field: RecordField
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Version:
    """One state of the record. ``correction``: the id of the correction it came from, else empty."""

    number: int
    at: datetime
    who: str
    source: str
    correction: str = ""
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class FieldSource:
    """What a field says now, since when, from whom."""

    field: RecordField
    text: str
    since: datetime | None
    who: str
    source: str
    correction: str = ""
    earlier: int = 0


def rows_of(kind: RecordKind, record_id: UUID) -> list[Any]:
    """The record as it was after each change, oldest first. One query."""
    history: Any = apps.get_model(kind.model._meta.app_label, f"{kind.model._meta.object_name}Event")
    return list(history.objects.filter(pgh_obj_id=record_id).select_related("pgh_context").order_by("pgh_id"))


def versions_of(kind: RecordKind, rows: Sequence[Any]) -> list[Version]:
    """Oldest first; what changed nothing that people can correct is left out."""
    made: list[Version] = []
    before: Any = None
    for row in rows:
        changes = [c for one in kind.fields if (c := _change(one, before, row))]
        if changes or before is None:
            made.append(_version(len(made) + 1, row, changes))
        before = row
    return made


def sources_of(kind: RecordKind, record: Any, versions: Sequence[Version]) -> list[FieldSource]:
    """Each field with the version that last wrote it; fields that say nothing and never did are left out."""
    found = []
    for one in kind.fields:
        written = [v for v in versions if any(c.field.name == one.name for c in v.changes)]
        text = one.shown(getattr(record, one.attribute, ""))
        if text or written:
            last = written[-1] if written else None
            found.append(FieldSource(
                field=one, text=text, since=last.at if last else None, who=last.who if last else "",
                source=last.source if last else "", correction=last.correction if last else "",
                earlier=max(0, len(written) - 1),
            ))  # fmt: skip
    return found


def stood_since(one: RecordField, rows: Sequence[Any], created: datetime | None) -> datetime | None:
    """Since when the field has had the value it has in the last version."""
    since, last = created, None
    for row in rows:
        value = getattr(row, one.tracked, None)
        if value != last or since is None:
            since = row.pgh_created_at
        last = value
    return since


def _change(one: RecordField, before: Any, row: Any) -> Change | None:
    new = getattr(row, one.tracked, None)
    old = getattr(before, one.tracked, None) if before is not None else None
    if (new or "") == (old or "") and not (before is None and new):
        return None
    shown_old = one.shown(getattr(before, one.attribute, "")) if before is not None else ""
    return Change(field=one, old=shown_old, new=one.shown(getattr(row, one.attribute, "")))


def _version(number: int, row: Any, changes: list[Change]) -> Version:
    said = row.pgh_context.metadata if row.pgh_context_id else {}
    correction = str(said.get("correction") or "")
    source = "更正" if correction else _source(str(said.get("verb") or ""), row.pgh_label)
    return Version(
        number=number, at=row.pgh_created_at, who=str(said.get("actor") or BY_PLATFORM), source=source,
        correction=correction, changes=changes,
    )  # fmt: skip


def _source(verb: str, label: str) -> str:
    for part in verb.split("."):
        if part in SOURCES:
            return SOURCES[part]
    return "登记" if label == "insert" else "修改"
