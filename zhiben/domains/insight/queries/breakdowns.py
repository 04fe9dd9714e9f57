"""One breakdown as a table: groups with names, figures, and the address of the records behind each number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhiben.domains.insight.queries.asking import View
from zhiben.domains.insight.queries.counting import WHOLE, Counts, Measure, Ranked, count_groups, rank_groups
from zhiben.domains.insight.queries.dimensions import DIMENSIONS, Dimension, divisions_below
from zhiben.domains.insight.terms import By


@dataclass(frozen=True, kw_only=True)
class Line:
    """``narrower``: this page for that group alone."""

    key: str
    name: str
    counts: Counts
    urls: Mapping[str, str]
    narrower: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """``total``: how many groups there are in all; ``lines`` may be the largest of them only."""

    by: By
    measures: Sequence[Measure]
    lines: Sequence[Line]
    total: int
    label: str

    @property
    def cut(self) -> bool:
        return self.total > len(self.lines)


def table_of(
    view: View, by: By, measures: Sequence[Measure], *, order: str, first: int = 0, most: int = 20
) -> Table:  # fmt: skip
    """One breakdown asked for alone. One query, and one for the names."""
    dimension = DIMENSIONS[by]
    if not dimension.large:
        return table_and_whole(view, by, measures, order=order, first=first, most=most)[0]
    rows = view.rows.filter(dimension.joined) if dimension.joined is not None else view.rows
    found = rank_groups(rows, dimension.group(view), measures, order=order, first=first, most=most)
    return _named(view, dimension, measures, _only_given(view, dimension, found))


def table_and_whole(
    view: View, by: By, measures: Sequence[Measure], *, order: str, first: int = 0, most: int = 20
) -> tuple[Table, Counts]:  # fmt: skip
    """The same, and the counts of everything that was broken down: from one query where the groups are few."""
    dimension = DIMENSIONS[by]
    if dimension.large:
        table = table_of(view, by, measures, order=order, first=first, most=most)
        return table, count_groups(view.rows, {}, measures)[WHOLE][()]
    counted = count_groups(view.rows, {by.value: [dimension.group(view)]}, measures)
    groups = {key: counts for (key,), counts in counted[by.value].items()}
    return few(view, by, measures, groups, order=order, first=first, most=most), counted[WHOLE][()]


def few(
    view: View, by: By, measures: Sequence[Measure], groups: Mapping[str, Counts], *, order: str, first: int = 0,
    most: int = 20,
) -> Table:  # fmt: skip
    """A breakdown whose groups are all counted: merged where one thing is written in several ways, and ordered."""
    dimension = DIMENSIONS[by]
    merged = _merged(view, dimension, measures, groups)
    if by == By.AGE:
        merged.pop("", None)
    if by == By.DIVISION and not view.asked.value("direct_in"):
        nothing = dict.fromkeys((one.key for one in measures), 0)
        merged = {**{one.code: dict(nothing) for one in divisions_below(view)}, **merged}
    keys = _ordered(dimension, merged, order)
    shown = {key: merged[key] for key in keys[first : first + most]}
    return _named(view, dimension, measures, Ranked(groups=shown, total=len(keys)))


def _ordered(dimension: Dimension, groups: Mapping[str, Counts], order: str) -> list[str]:
    if dimension.order:
        return [key for key in dimension.order if key in groups]
    return sorted(groups, key=lambda key: (-groups[key][order], -next(iter(groups[key].values())), key))


def _merged(
    view: View, dimension: Dimension, measures: Sequence[Measure], groups: Mapping[str, Counts]
) -> dict[str, Counts]:
    """Categories by their name: the criteria and a ledger write one kind of work in several ways."""
    if dimension.by != By.CATEGORY:
        return dict(groups)
    names = dimension.names(view, groups)
    merged: dict[str, Counts] = {}
    for group, counts in groups.items():
        into = merged.setdefault(names[group] if group else "", dict.fromkeys((m.key for m in measures), 0))
        for key, number in counts.items():
            into[key] += number
    return merged


def _only_given(view: View, dimension: Dimension, found: Ranked) -> Ranked:
    """Narrowed to one enterprise, only that one is listed: a project may have had two on a day."""
    given = view.asked.value(dimension.by.value)
    if not given or dimension.by != By.ENTERPRISE:
        return found
    groups = {key: counts for key, counts in found.groups.items() if key == given}
    return Ranked(groups=groups, total=len(groups))


def _named(view: View, dimension: Dimension, measures: Sequence[Measure], found: Ranked) -> Table:
    names = dimension.names(view, found.groups) if found.groups else {}
    by_agency = dimension.by == By.DIVISION and view.area.splits_by_agency
    label = "监管机构" if by_agency else str(dimension.by.label)
    lines = [
        Line(
            key=key, name=names.get(key) or "未登记", counts=counts, narrower=view.link(dimension.opens(view, key)),
            urls={
                m.key: view.records(m.opens, dimension.opens(view, key)) if counts[m.key] else "" for m in measures
            },
        )
        for key, counts in found.groups.items()
    ]  # fmt: skip
    return Table(by=dimension.by, measures=measures, lines=lines, total=found.total, label=label)
