"""One number of a breakdown with the address of its records."""

from dataclasses import dataclass

from django import template

from zhiben.domains.insight.queries.breakdowns import Line
from zhiben.domains.insight.queries.counting import Measure

register = template.Library()


@dataclass(frozen=True)
class Number:
    count: int
    url: str


@register.simple_tag
def figure(line: Line, measure: Measure) -> Number:
    return Number(line.counts[measure.key], line.urls[measure.key])
