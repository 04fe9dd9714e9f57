"""Rows as COPY wants them, with blanks: a story is written once and filled in for every case that takes the same way.

A blank is a name in «guillemets». It stands in any text, also inside JSON; ``«!name»`` is a value of JSON itself (a
number, true, false) and not a text.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from zhiben.kernel.workflow.models import CaseMove, CaseParty
from zhiben.world.copying import has_plain_default
from zhiben.world.walking import Walk

BLANK: Final = re.compile("«(\\w+)»")
RAW: Final = re.compile('"«!(\\w+)»"')
NULL: Final = "\\N"
KEYED: Final = ("certificates.Proof",)  # whose number is signed: it is given here and not by the database
ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
Template = tuple[tuple[type[models.Model], str], ...]


def blank(name: str) -> Any:
    """To be filled in; it stands where a moment, an id or a word belongs."""
    return f"«{name}»"


def raw(name: str) -> Any:
    """The same inside JSON for what is no text there."""
    return f"«!{name}»"


@cache
def fields_of(model: type[models.Model]) -> tuple[Any, ...]:
    """The columns a COPY gives: all but those the database fills itself."""
    auto = () if model._meta.label in KEYED else (models.BigAutoField, models.AutoField)
    return tuple(
        f for f in model._meta.concrete_fields
        if not (f.generated or f.has_db_default() or isinstance(f, auto))
    )  # fmt: skip


def line_of(model: type[models.Model], row: Mapping[str, Any]) -> str:
    """One row; fields left out take their defaults. An unknown name is a mistake of the story."""
    fields = fields_of(model)
    unknown = set(row) - {f.name for f in fields} - {f.attname for f in fields}
    if unknown:
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
    return "\t".join(_text(f, _value(f, row)) for f in fields) + "\n"


def lines_of(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows without blanks."""
    return "".join(line_of(model, row) for row in rows).encode()


def _value(field: Any, row: Mapping[str, Any]) -> Any:
    for name in (field.name, field.attname):
        if name in row:
            return row[name]
    return field.get_default() if has_plain_default(field) else None


def _text(field: Any, value: Any) -> str:
    if value is None:
        return NULL
    if isinstance(field, models.JSONField):
        value = RAW.sub("«\\1»", json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False))
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return f"\\\\x{value.hex()}"
    if isinstance(value, list):
        value = "{" + ",".join(f'"{one}"' for one in value) + "}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value).translate(ESCAPES)


class Story:
    """The rows that one way of going leaves behind, in all tables."""

    def __init__(self) -> None:
        self._lines: dict[type[models.Model], list[str]] = defaultdict(list)

    def add(self, model: type[models.Model], **row: Any) -> None:
        self._lines[model].append(line_of(model, row))

    def add_case(self, walk: Walk, row: Mapping[str, Any], parties: Iterable[tuple[str, str, str]] = ()) -> None:
        """The case as the walk left it, its history, and whom it concerns: kind, subject, role."""
        self.add(walk.flow.model, **{"id": walk.case_id, "backfilled": False, "silent": False, **walk.columns(), **row})
        for move in walk.moves:
            self.add(CaseMove, **move)
        for kind, subject, role in parties:
            self.add(
                CaseParty, flow=walk.flow.code, case_id=walk.case_id, kind=kind, subject_id=blank(subject), role=role
            )

    def template(self) -> Template:
        """For ``%`` with a mapping of the blanks."""
        return tuple(
            (model, BLANK.sub("%(\\1)s", "".join(lines).replace("%", "%%"))) for model, lines in self._lines.items()
        )


class Pile:
    """Text of many rows, by table, until it is handed over."""

    def __init__(self) -> None:
        self._texts: dict[type[models.Model], list[str]] = defaultdict(list)

    def fill(self, template: Template, blanks: Mapping[str, str]) -> None:
        for model, text in template:
            self._texts[model].append(text % blanks)

    def add(self, model: type[models.Model], row: Mapping[str, Any]) -> None:
        self._texts[model].append(line_of(model, row))

    def packed(self) -> dict[str, bytes]:
        return {model._meta.label: "".join(texts).encode() for model, texts in self._texts.items()}


def clean(text: str | UUID) -> str:
    """A value for a blank, as COPY wants it."""
    return str(text).translate(ESCAPES)
