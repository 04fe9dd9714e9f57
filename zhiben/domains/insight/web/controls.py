"""The filter row of the view: the list's own filters, with choices where a list shows only what a link picked."""

from dataclasses import dataclass
from typing import Any, Final

from zhiben.domains.criteria.public import category_names, clauses_on
from zhiben.domains.hazards.public import BLANK, UNNAMED_CATEGORY, clause_words
from zhiben.domains.insight.queries.asking import View

SHOWN_WHEN_GIVEN: Final = ("project", "enterprise", "unit", "direct_in", "box", "unplaced")


@dataclass(frozen=True)
class Control:
    """What ``ui/list_filter.html`` reads of a filter."""

    name: str
    label: str
    kind: str


def controls_of(view: View) -> list[tuple[Any, dict[str, Any]]]:
    """Filter and control, in the order of the form."""
    found: list[tuple[Any, dict[str, Any]]] = []
    for one in view.filters:
        if one.name in ("category", "clause"):
            found.append((Control(one.name, one.label, "choice"), _choice(view, one.name)))
        elif view.asked.value(one.name) or _offered(view, one.name):
            found.append((one, one.control(view.asked)))
    return found


def _offered(view: View, name: str) -> bool:
    return name not in SHOWN_WHEN_GIVEN and (name != "division" or view.asked.actor.is_regulator)


def _choice(view: View, name: str) -> dict[str, Any]:
    value = view.asked.value(name)
    if name == "category":
        names = list(dict.fromkeys(category_names().values()))
        options = [(one, one) for one in names] + [(BLANK, UNNAMED_CATEGORY)]
    else:
        codes = [one.code for one in clauses_on(view.on)]
        options = sorted(clause_words([*codes, BLANK]).items(), key=lambda pair: _in_order(pair[0]))
    if value and value not in dict(options):
        words = clause_words([value])[value] if name == "clause" else value[:32]
        options = [*options, (value, words)]
    return {"value": value, "options": options}


def _in_order(code: str) -> list[int]:
    return [int(part) for part in code.replace("-", ".").split(".") if part.isdigit()] or [9999]
