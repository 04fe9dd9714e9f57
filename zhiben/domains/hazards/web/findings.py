"""How the fields of one finding are laid out: level, then what it may rest on, then the rest."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from zhiben.domains.criteria.public import picker_groups
from zhiben.kernel.ui.forms.form import Field, Form
from zhiben.kernel.workflow.definition import InputKind

FOR_MAJOR = ("fund_wan", "emergency")


def arranged(form: Form, *, prefix: str, day_field: str) -> dict[str, Any]:
    """The form cut at its clause, with the addresses of the fields that a choice fills in while untouched."""
    cut = next(i for i, one in enumerate(form.fields) if one.item.kind == InputKind.CLAUSE)
    fields: Sequence[Field] = form.fields
    major = [one for one in fields if one.item.name.removeprefix(prefix) in FOR_MAJOR]
    return {
        "before": Form(list(fields[:cut])), "clause": fields[cut],
        "after": Form([one for one in fields[cut + 1 :] if one not in major]), "major": Form(major),
        "wording_name": f"{prefix}wording", "wording_field": f"#f-{prefix}description",
        "measure_field": f"#f-{prefix}measure", "day_field": day_field,
    }  # fmt: skip


def choices_on(day: date) -> dict[str, Any]:
    """Clauses in force on that day and ordinary wordings: two queries, whatever the number of items."""
    return {"clauses": picker_groups(on=day), "ordinary": picker_groups(on=day, general=True)}
