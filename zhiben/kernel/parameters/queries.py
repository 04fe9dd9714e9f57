"""What a parameter is worth at a place on a day. The nearest division that sets one wins."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Length

from zhiben.kernel.base.errors import Refusal
from zhiben.kernel.parameters.declarations import Value, declaration
from zhiben.kernel.parameters.models import EffectiveParameter, Parameter
from zhiben.kernel.parameters.paths import paths_above

log = logging.getLogger(__name__)


class ParameterNotSet(Refusal):
    """A parameter without a default has no value for this place and day: somebody has named a day before all rules, or
    the data that come with us are incomplete."""

    def __init__(self, key: str, path: str, on: date) -> None:
        log.warning("parameter not set: %s at %r on %s", key, path, on)
        said = (
            f"{on.isoformat()} 没有「{declaration(key).label}」的规定。请核对日期；日期没有错的，请系统管理员补录参数"
        )
        super().__init__(said, status=422, title="填写有误")


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """A value and where it comes from. ``row`` is empty when nobody set it and the default holds."""

    key: str
    value: Value | None
    text: str
    row: Parameter | None
    history: list[Parameter]


def value_of(key: str, *, path: str, on: date) -> Any:
    """The value of ``key`` at ``path`` on a day, in its declared type; else the default. One query."""
    return values_of(key, paths=[path], on=on)[path]


def values_of(key: str, *, paths: Iterable[str], on: date) -> dict[str, Any]:
    """The same for many places: one query, whatever their number."""
    declared = declaration(key)
    wanted = set(paths)
    probes = {above for path in wanted for above in paths_above(path)}
    held = {r.path: r.value for r in in_force([key], on).filter(path__in=probes)}
    result: dict[str, Any] = {}
    for path in wanted:
        nearest = next((above for above in reversed(paths_above(path)) if above in held), None)
        value = declared.default if nearest is None else declared.parse(held[nearest])
        if value is None:
            raise ParameterNotSet(key, path, on)
        result[path] = value
    return result


class OneOfPathsAbove(Func):
    """``path = any (parameter_paths(place))``: at most four probes of the index, however many divisions set a value."""

    template = "%(expressions)s))"
    arg_joiner = " = any (parameter_paths("
    output_field = BooleanField()


def effective_value(key: str, place: str, on: date | Combinable) -> Subquery:
    """The JSON value as an expression: ``Project.objects.annotate(days=effective_value(key, "place", today))``.

    ``place`` names a path column of the outer query. Null where nothing is set: rules coalesce with the default.
    """
    rows = in_force([key], on).filter(OneOfPathsAbove(F("path"), OuterRef(place)))
    return Subquery(rows.order_by(Length("path").desc()).values("value")[:1])


def explain(key: str, *, path: str, on: date) -> Explanation:
    """The value with the row it comes from, and every row that ever set it here or above, newest first."""
    declared = declaration(key)
    above = paths_above(path)
    history = list(Parameter.objects.filter(key=key, path__in=above).order_by("-valid_from", "-recorded_at"))
    nearest = in_force([key], on).filter(path__in=above).order_by(Length("path").desc())
    row = nearest.select_related("parameter").first()
    value = declared.parse(row.value) if row else declared.default
    return Explanation(
        key=key, value=value, text=declared.show(value), row=row.parameter if row else None, history=history
    )


def standing(*, path: str, on: date) -> dict[str, EffectiveParameter]:
    """What holds at a place on a day, for every parameter that is set there or above; with its row. One query."""
    rows = EffectiveParameter.objects.filter(_on(on), path__in=paths_above(path)).select_related("parameter")
    return {row.key: row for row in rows.order_by(Length("path"))}


def set_below(key: str, *, path: str, on: date) -> QuerySet[EffectiveParameter]:
    """Divisions below a place that have a value of their own on a day, in order of their paths."""
    rows = in_force([key], on).select_related("parameter").order_by("path")
    return rows.filter(path__gt=path, path__lt=f"{path[:-1]}/") if path else rows.exclude(path="")


def in_force(keys: Sequence[str], on: date | Combinable) -> QuerySet[EffectiveParameter]:
    """Every place's own values on a day."""
    return EffectiveParameter.objects.filter(_on(on), key__in=keys)


def _on(day: date | Combinable) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))
