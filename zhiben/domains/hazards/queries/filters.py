"""One vocabulary for narrowing hazards: the ledger on screen and every figure counted over it read the same address.

A number links to the list with exactly the names and values it was counted with, so both can only say the same.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.db.models import Exists, Q

from zhiben.domains.criteria.public import category_names, clause_label, clauses_named
from zhiben.domains.hazards.indicators.dates import open_at
from zhiben.domains.hazards.models import Hazard, Serving
from zhiben.domains.hazards.queries.narrowing import (
    AGES,
    BLANK,
    CLOSED_DAY,
    KIND,
    NEW,
    STAGE,
    STOCK,
    age_condition,
    legacy_condition,
    legacy_words,
    legacy_year,
)
from zhiben.domains.hazards.terms import CHANNELS, OPEN_STATES, HazardState, Level, Source
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of, today
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.ui.lists.filters import Asked, ChoiceFilter, DateRangeFilter, Filter, Rows, ToggleFilter
from zhiben.kernel.ui.lists.picked import PickedFilter, WordFilter, id_in, named_by
from zhiben.registry.agencies.public import agency_names
from zhiben.registry.enterprises.public import names_of
from zhiben.registry.projects.public import STAGES, contractors_on


def unsigned(rows: Any, actor: Actor, at: datetime) -> Any:
    return rows.filter(pk__in=Serving.objects.open().values("hazard_id"))


def counted(rows: Any, actor: Actor, at: datetime) -> Any:
    return rows.counted()


def unplaced(rows: Any, actor: Actor, at: datetime) -> Any:
    return rows.filter(Q(project__lat=None) | Q(project__lng=None))


def past_deadline(rows: Any, actor: Actor, at: datetime) -> Any:
    return rows.past_deadline(on=day_of(at))


class StateFilter(ChoiceFilter):
    """A state of open hazards also says that they are open, which the database cannot know: the index of open ones
    then answers."""

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        narrowed = super().narrow(rows, asked)
        return narrowed.filter(closed_at=None) if asked.value(self.name) in OPEN_STATES else narrowed


class ClosedFilter(DateRangeFilter):
    """销号日期: of ledgers that say "closed" without a date, the day they were taken over."""

    def shown(self, asked: Asked) -> bool:
        return self.active(asked)

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        return super().narrow(rows.alias(closed_day=CLOSED_DAY), asked) if self.active(asked) else rows


class QuietToggle(ToggleFilter):
    """Shows only while it holds."""

    def shown(self, asked: Asked) -> bool:
        return asked.value(self.name) == "1"


def _legacy_choices(actor: Actor) -> list[tuple[str, str]]:
    year = legacy_year(actor.path, today())
    return [(value, legacy_words(value)) for value in (f"{STOCK}-{year}", f"{NEW}-{year}")]


class LegacyFilter(WordFilter):
    """Any year may stand in a link; the form offers the one in force where the reader works."""

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        value = asked.value(self.name)
        try:
            return rows.filter(legacy_condition(value)) if value else rows
        except InvalidInput:
            asked.problems.append(f"没有这样的「{self.label}」，已不按它筛选")
            return rows

    def control(self, asked: Asked) -> dict[str, Any]:
        shown, value = super().control(asked), asked.value(self.name)
        try:
            legacy_condition(value)
        except InvalidInput:
            return shown
        offered = dict(shown["options"])
        return {**shown, "options": list((offered | {value: legacy_words(value)}).items())}


def _by_legacy(rows: Rows, value: str, asked: Asked) -> Rows:
    return rows.filter(legacy_condition(value))


def _by_age(rows: Rows, value: str, asked: Asked) -> Rows:
    return rows.filter(age_condition(value, day_of(asked.at)))


def _by_channel(rows: Rows, value: str, asked: Asked) -> Rows:
    named = {key: sources for key, _, sources in CHANNELS}
    others = [source for source in Source.values if source not in {s for held in named.values() for s in held}]
    return rows.filter(source__in=named.get(value, others))


def channel_choices() -> list[tuple[str, str]]:
    return [*((key, label) for key, label, _ in CHANNELS), ("other", "其他渠道")]


def _by_stage(rows: Rows, value: str, asked: Asked) -> Rows:
    found: Rows = rows.alias(stage_of_project=STAGE).filter(stage_of_project=value)
    return found


def _by_clause(rows: Rows, value: str, asked: Asked) -> Rows:
    return rows.filter(clause_code="" if value == BLANK else value)


def _by_category(rows: Rows, value: str, asked: Asked) -> Rows:
    """By its name: every way in which ledgers and the criteria write it."""
    if value == BLANK:
        return rows.filter(category="", clause_code="")
    written = [key for key, name in category_names().items() if name == value]
    found: Rows = rows.alias(kind_written=KIND).filter(kind_written__in=[*written, value])
    return found


def _by_enterprise(rows: Rows, value: str, asked: Asked) -> Rows:
    return rows.filter(Exists(contractors_on("project_id", "found_on").filter(enterprise_id=id_in(value))))


def _by_project(rows: Rows, value: str, asked: Asked) -> Rows:
    return rows.filter(project_id=id_in(value))


def _by_unit(rows: Rows, value: str, asked: Asked) -> Rows:
    return rows.filter(agency_id=id_in(value))


def _directly_here(rows: Rows, value: str, asked: Asked) -> Rows:
    """Of the chosen division, what stands in none below it."""
    below = {"province": ("city", "county"), "city": ("county",), "nation": ("province",)}
    if value not in below:
        raise InvalidInput.of("direct_in", "没有这一级")
    return rows.filter(**dict.fromkeys(below[value], ""))


def _open_on(rows: Rows, value: str, asked: Asked) -> Rows:
    try:
        return rows.filter(open_at(date.fromisoformat(value)))
    except ValueError:
        raise InvalidInput.of("open_on", "日期要写成 2026-03-31 这样") from None


def _in_box(rows: Rows, value: str, asked: Asked) -> Rows:
    """South, west, north, east in degrees of the stored datum; the north and east edges belong to the next box."""
    try:
        south, west, north, east = (Decimal(part) for part in value.split(","))
    except (ValueError, InvalidOperation):
        raise InvalidInput.of("box", "没有这样的范围") from None
    if not all(one.is_finite() and abs(one) <= 360 for one in (south, west, north, east)):
        raise InvalidInput.of("box", "没有这样的范围")
    return rows.filter(project__lat__gte=south, project__lat__lt=north, project__lng__gte=west, project__lng__lt=east)


def clause_words(codes: Iterable[str]) -> dict[str, str]:
    """第五条第（四）项 基坑坍塌征兆 by code; a code of a 细目 has its clause's title. One query."""
    wanted = set(codes)
    known = {row.code: row.title for row in clauses_named({".".join(code.split(".")[:2]) for code in wanted})}
    return {code: _clause(code, known) for code in wanted}


def _clause(code: str, known: Mapping[str, str]) -> str:
    if code in ("", BLANK):
        return "未注明条款"
    title = known.get(".".join(code.split(".")[:2]), "")
    return f"{clause_label(code)} {title}（{code.partition('-')[0]}版）" if title else "判定标准以外的依据"


def _project_words(value: str, asked: Asked) -> str:
    rows = Hazard.objects.visible_to(asked.actor).filter(project_id=id_in(value))
    return rows.values_list("where_name", flat=True).first() or ""


def _enterprise_words(value: str, asked: Asked) -> str:
    seen = _by_enterprise(Hazard.objects.visible_to(asked.actor), value, asked).exists()
    return named_by(names_of)(value, asked) if seen else ""


def _unit_words(value: str, asked: Asked) -> str:
    seen = Hazard.objects.visible_to(asked.actor).filter(agency_id=id_in(value)).exists()
    return named_by(agency_names)(value, asked) if seen else ""


def _clause_words(value: str, asked: Asked) -> str:
    return clause_words([value])[value]


def _category_words(value: str, asked: Asked) -> str:
    return UNNAMED_CATEGORY if value == BLANK else value[:32]


UNNAMED_CATEGORY: Final = "未填类别"
LEVEL: Final = ChoiceFilter(name="level", label="等级", field="level", choices=Level.choices)
STATE: Final = StateFilter(name="state", label="状态", field="state", choices=HazardState.choices)
SOURCE: Final = ChoiceFilter(name="source", label="发现方式", field="source", choices=Source.choices)
FOUND: Final = DateRangeFilter(name="found", label="发现日期", field="found_on", moment=False)
OPEN: Final = ToggleFilter(name="open", label="未销号", apply=lambda rows, actor, at: rows.filter(closed_at=None))
OVERDUE: Final = ToggleFilter(name="overdue", label="逾期未销号", apply=past_deadline)
UNSIGNED: Final = ToggleFilter(name="unsigned", label="送知未签收", apply=unsigned)
LEGACY: Final = LegacyFilter(name="legacy", label="存量与增量", choices=_legacy_choices, apply=_by_legacy)
AGE: Final = WordFilter(name="age", label="未销号天数", choices=[(a, b) for a, b, *_ in AGES], apply=_by_age)
CHANNEL_FILTER: Final = WordFilter(
    name="channel", label="发现渠道", choices=lambda actor: channel_choices(), apply=_by_channel
)
STAGE_FILTER: Final = WordFilter(name="stage", label="施工阶段", choices=STAGES, apply=_by_stage)
UNPLACED: Final = QuietToggle(name="unplaced", label="所在工程没有坐标", apply=unplaced)
# What only links ask for; on a list each shows while it holds.
FIGURE_FILTERS: Final[tuple[Filter, ...]] = (
    QuietToggle(name="counted", label="不含草稿和作废", apply=counted),
    LEGACY, AGE, CHANNEL_FILTER, STAGE_FILTER,
    PickedFilter(name="category", label="隐患类别", apply=_by_category, words=_category_words),
    PickedFilter(name="clause", label="判定依据", apply=_by_clause, words=_clause_words),
    PickedFilter(name="project", label="工程项目", apply=_by_project, words=_project_words, unnamed="所选工程"),
    PickedFilter(name="enterprise", label="施工单位", apply=_by_enterprise, words=_enterprise_words, unnamed="所选企业"),
    PickedFilter(name="unit", label="监管机构", apply=_by_unit, words=_unit_words, unnamed="所选机构"),
    PickedFilter(name="direct_in", label="范围", apply=_directly_here, words=lambda value, asked: "直接在本级"),
    PickedFilter(name="box", label="地图范围", apply=_in_box, words=lambda value, asked: "地图上选定的范围"),
    UNPLACED,
    PickedFilter(name="open_on", label="时点", apply=_open_on, words=lambda value, asked: f"截至 {value[:10]} 未销号"),
    ClosedFilter(name="closed", label="销号日期", field="closed_day", moment=False),
)  # fmt: skip
