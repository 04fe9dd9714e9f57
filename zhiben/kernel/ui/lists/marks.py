"""Anomaly marks on lists: a badge in a column of its own, and a filter, on every list that says whose rows it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.db.models import Exists, Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.marks.queries import marks_of, open_marks_on
from zhiben.kernel.marks.terms import ManualMark
from zhiben.kernel.rules.declarations import rules
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import Asked, ChoiceFilter, Rows

KEY: Final = "marks"
ANY: Final = "any"
CHOICES: Final = ((ANY, "有异常标记"), *ManualMark.choices, ("none", "无异常标记"))


def _labels(row: Any) -> str:
    return "、".join(dict.fromkeys(mark.label for mark in getattr(row, "_marks", ())))


def _tone(row: Any) -> str:
    return next((mark.tone for mark in getattr(row, "_marks", ())), "")


MARKS: Final = Column(key=KEY, label="异常标记", kind=Kind.CHIP, value=_labels, tone=_tone)


@dataclass(frozen=True, kw_only=True)
class MarkFilter(ChoiceFilter):
    """``subjects``: kind of subject → path from the row to its id; one marked subject of a row is enough."""

    subjects: Mapping[str, str]
    kind: ClassVar[str] = "choice"

    def shown(self, asked: Asked) -> bool:
        return asked.actor.is_regulator

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        value = asked.value(self.name)
        if value not in dict(self.options(asked.actor)):
            return rows
        code = "" if value in (ANY, "none") else value
        found = Q()
        for kind, path in self.subjects.items():
            found |= Q(Exists(open_marks_on(kind, path, code)))
        return rows.filter(~found if value == "none" else found)


def mark_filter(subjects: Mapping[str, str]) -> MarkFilter:
    """By any mark, by one that people set, by one of the rules about such subjects, or by none."""

    def choices(actor: Actor) -> list[tuple[str, str]]:
        found = [(one.code, one.label) for one in rules() if one.subject in subjects]
        return [*CHOICES[:-1], *found, CHOICES[-1]]

    return MarkFilter(name="marked", label="异常标记", field="", choices=choices, subjects=subjects)


def bring_marks(subjects: Mapping[str, str], rows: Sequence[Any]) -> None:
    """The open marks of what each row shows: one query for each kind of subject."""
    for row in rows:
        row._marks = []
    for kind, path in subjects.items():
        ids = {row: _id(row, path) for row in rows}
        found = marks_of(kind, {pk for pk in ids.values() if pk})
        for row in rows:
            row._marks += found.get(ids[row], [])


def _id(row: Any, path: str) -> Any:
    for step in path.split("__"):
        row = getattr(row, step, None)
    return row
