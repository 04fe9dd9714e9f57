"""The ways in which hazards are broken down: an expression, names for its groups, and how a group's records open."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, CharField, F, Q, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from zhiben.domains.criteria.public import category_names
from zhiben.domains.hazards.public import (
    AGES,
    BLANK,
    CHANNEL,
    KIND,
    SOURCE,
    STAGE,
    STATE,
    UNNAMED_CATEGORY,
    age_of,
    channel_choices,
    clause_words,
    hazard_rows,
)
from zhiben.domains.insight.queries.asking import View
from zhiben.domains.insight.terms import By
from zhiben.kernel.ui.lists.divisions import DivisionChoice, division_source
from zhiben.registry.agencies.public import agency_names
from zhiben.registry.agencies.public import names_of as division_names
from zhiben.registry.enterprises.public import names_of as enterprise_names
from zhiben.registry.projects.public import STAGES

Names = Callable[[View, Iterable[str]], dict[str, str]]
CONTRACTOR: Final = Q(project__parties__role="contractor", project__parties__valid_from__lte=F("found_on")) & (
    Q(project__parties__valid_to=None) | Q(project__parties__valid_to__gt=F("found_on"))
)


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """``large``: thousands of groups, ranked by the database; the others are few and shown whole.

    ``opens``: what the address says to have one group. ``order``: groups in an order of their own (ages, stages).
    """

    by: By
    group: Callable[[View], Combinable]
    names: Names
    opens: Callable[[View, str], Mapping[str, str]]
    large: bool = False
    order: tuple[str, ...] = ()
    joined: Q | None = None


def _fixed(choices: Iterable[tuple[Any, Any]]) -> Names:
    words = {str(code): str(label) for code, label in choices}
    return lambda view, groups: {group: words.get(group, "未注明") for group in groups}


def _simple(name: str) -> Callable[[View, str], Mapping[str, str]]:
    return lambda view, group: {name: group}


def _blank(name: str) -> Callable[[View, str], Mapping[str, str]]:
    return lambda view, group: {name: group or BLANK}


def _split(view: View) -> Combinable:
    """Below the area; agencies in a county."""
    if view.area.level == "province":
        return Case(When(city="", then=F("county")), default=F("city"), output_field=CharField())
    column = {"nation": "province", "city": "county"}.get(view.area.level)
    return F(column) if column else Cast("agency_id", CharField())


def _split_names(view: View, groups: Iterable[str]) -> dict[str, str]:
    wanted = set(groups)
    here = {"": f"{view.area.name}本级"}
    if view.area.splits_by_agency:
        named = {str(pk): name for pk, name in agency_names([UUID(g) for g in wanted if g]).items()}
        return here | {group: named.get(group, "未登记的机构") for group in wanted if group}
    known = {one.code: one.name for one in divisions_below(view)}
    gone = division_names(wanted - known.keys() - {""}) if wanted - known.keys() - {""} else {}
    return here | {group: (known | gone).get(group, "未登记的区划") for group in wanted if group}


def divisions_below(view: View) -> Sequence[DivisionChoice]:
    """What stands straight below the area now; nothing below a county."""
    source = division_source()
    return source.children(view.area.code) if source is not None and not view.area.splits_by_agency else ()


def _split_opens(view: View, group: str) -> Mapping[str, str]:
    if view.area.splits_by_agency:
        return {"unit": group}
    return {"division": group} if group else {"direct_in": view.area.level}


def _project_names(view: View, groups: Iterable[str]) -> dict[str, str]:
    """As the hazards that the reader sees name it: a project out of sight is not named."""
    wanted = list(groups)
    rows = hazard_rows(view.asked.actor).filter(project_id__in=wanted).order_by("project_id")
    return {str(pk): name for pk, name in rows.distinct("project_id").values_list("project_id", "where_name")}


def _category_names(view: View, groups: Iterable[str]) -> dict[str, str]:
    known = category_names()
    return {group: known.get(group, group) or UNNAMED_CATEGORY for group in groups}


DIMENSIONS: Final[Mapping[By, Dimension]] = {
    one.by: one
    for one in (
        Dimension(by=By.DIVISION, group=_split, names=_split_names, opens=_split_opens),
        Dimension(
            by=By.ENTERPRISE, group=lambda view: F("project__parties__enterprise_id"), joined=CONTRACTOR, large=True,
            names=lambda view, groups: {str(k): v for k, v in enterprise_names([UUID(g) for g in groups]).items()},
            opens=_simple("enterprise"),
        ),
        Dimension(by=By.PROJECT, group=lambda view: F("project_id"), names=_project_names, large=True,
                  opens=_simple("project")),
        Dimension(by=By.CLAUSE, group=lambda view: F("clause_code"), opens=_blank("clause"),
                  names=lambda view, groups: clause_words(groups)),
        Dimension(by=By.CATEGORY, group=lambda view: KIND, names=_category_names, opens=_blank("category")),
        Dimension(by=By.AGE, group=lambda view: age_of(view.on), opens=_simple("age"),
                  names=_fixed((code, label) for code, label, *_ in AGES), order=tuple(code for code, *_ in AGES)),
        Dimension(by=By.CHANNEL, group=lambda view: CHANNEL, opens=_simple("channel"),
                  names=_fixed(channel_choices()), order=tuple(code for code, _ in channel_choices())),
        Dimension(by=By.SOURCE, group=lambda view: F("source"), opens=_simple("source"),
                  names=_fixed(SOURCE.choices)),  # type: ignore[arg-type]
        Dimension(by=By.STATE, group=lambda view: F("state"), opens=_simple("state"),
                  names=_fixed(STATE.choices)),  # type: ignore[arg-type]
        Dimension(by=By.STAGE, group=lambda view: STAGE, opens=_simple("stage"), names=_fixed(STAGES),
                  order=tuple(code for code, _ in STAGES)),
    )
}  # fmt: skip
