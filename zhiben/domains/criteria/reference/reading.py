"""Reading the data files of ``criteria/``: every slip in them is named by file and code before anything is stored."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import yaml

from zhiben.domains.criteria.conditions import BadTree, check_tree
from zhiben.domains.criteria.initials import initials_of
from zhiben.domains.criteria.labels import clause_label
from zhiben.domains.criteria.models import Category, Clause, Edition, FindingKind, Wording
from zhiben.kernel.parameters.terms import Mark

MARKS: Final = {mark.label: mark for mark in Mark}


class BadCriteria(ValueError):
    """A data file contradicts itself. For whoever edits the files, not for users of the platform."""


@dataclass(frozen=True)
class Standard:
    """One edition with everything under it, as rows not yet stored."""

    edition: Edition
    categories: list[Category]
    clauses: list[Clause]


def read_standard(path: Path) -> Standard:
    """One ``hazard_standard_*.yaml``."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    head = raw["edition"]
    edition = Edition(**{**head, "mark": MARKS[head["mark"]]})
    categories = [Category(id=f"{edition.key}-{row['key']}", edition=edition, **row) for row in raw["categories"]]
    known = {category.key: category for category in categories}
    clauses = [
        _clause(edition, known, position, row, f"{path.name} {row['code']}")
        for position, row in enumerate(raw["clauses"], start=1)
    ]
    if len({clause.code for clause in clauses}) != len(clauses):
        raise BadCriteria(f"{path.name}: a code occurs twice")
    return Standard(edition, categories, clauses)


def _clause(
    edition: Edition, categories: dict[str, Category], position: int, row: dict[str, Any], where: str
) -> Clause:
    if not str(row["code"]).startswith(f"{edition.key}-") or row["category"] not in categories:
        raise BadCriteria(f"{where}: does not belong to this edition or names a category it does not have")
    try:
        check_tree(row["test"])
    except BadTree as error:
        raise BadCriteria(f"{where}: {error}") from error
    category, mark = categories[row["category"]], MARKS[row["mark"]]
    return Clause(
        code=row["code"], edition=edition, category=category, position=position, label=clause_label(row["code"]),
        title=row["title"], text=row["text"], conditions=row["test"], sub_items=row.get("sub_items", []),
        wording=row["wording"], measure=row["measure"], evidence=row["evidence"],
        detect=row.get("detect", []), mark=mark, logic_mark=MARKS[row["logic_mark"]] if "logic_mark" in row else mark,
        logic_note=row.get("logic_note", ""), note=row.get("note", ""), change=row.get("change", ""),
        predecessors=row.get("predecessors", []), successors=row.get("successors", []),
        initials=initials_of(row["title"], row["text"], category.name),
    )  # fmt: skip


def read_general(path: Path) -> tuple[list[FindingKind], list[Wording]]:
    """``general_findings.yaml``: categories of ordinary hazards and their wordings."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))["kinds"]
    kinds = [FindingKind(key=row["key"], name=row["name"], position=at) for at, row in enumerate(raw, start=1)]
    wordings = [
        Wording(
            code=row["code"], kind=kind, position=at, wording=row["wording"], measure=row["measure"],
            evidence=row["evidence"], initials=initials_of(row["wording"], kind.name),
        )
        for kind, group in zip(kinds, raw, strict=True)
        for at, row in enumerate(group["wordings"], start=1)
    ]  # fmt: skip
    return kinds, wordings


def overlapping(editions: list[Edition]) -> tuple[Edition, Edition] | None:
    """Two editions that claim the same day, if there are such."""
    ordered = sorted(editions, key=lambda e: e.valid_from)
    for earlier, later in pairwise(ordered):
        if earlier.valid_to is None or later.valid_from < earlier.valid_to:
            return earlier, later
    return None
