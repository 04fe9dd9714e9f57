"""What figures count hazards by, as expressions and conditions: category, channel, stage, age, stock and new."""

from datetime import date, timedelta
from typing import Final

from django.db.models import Case, CharField, DateField, F, Func, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, TruncDate

from zhiben.domains.hazards.terms import CHANNELS
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.parameters.queries import value_of
from zhiben.registry.projects.public import stage_of

BLANK: Final = "-"
# Days since found, both included: what is still open is as old as that today.
AGES: Final[tuple[tuple[str, str, int, int | None], ...]] = (
    ("0-7", "7 天以内", 0, 7), ("8-30", "8 至 30 天", 8, 30), ("31-90", "31 至 90 天", 31, 90),
    ("91-180", "91 至 180 天", 91, 180), ("181-365", "181 至 365 天", 181, 365), ("366-", "一年以上", 366, None),
)  # fmt: skip
STOCK: Final = "stock"
NEW: Final = "new"


# What a hazard is of, where the ledger says it in words, else by the article of its clause.
KIND: Final[Combinable] = Case(
    When(category="", then=Func(F("clause_code"), Value("."), Value(1), function="split_part")),
    default=F("category"), output_field=CharField(),
)  # fmt: skip
CHANNEL: Final[Combinable] = Case(
    *(When(source__in=sources, then=Value(key)) for key, _, sources in CHANNELS), default=Value("other")
)
CLOSED_DAY: Final[Combinable] = Case(
    When(closed_at=None, then=None), default=Coalesce("closed_on", TruncDate("closed_at", tzinfo=CHINA)),
    output_field=DateField(),
)  # fmt: skip
STAGE: Final[Combinable] = stage_of("project__progress")


def age_condition(band: str, on: date) -> Q:
    """Open, and found so many days before ``on``."""
    first, last = next((low, high) for code, _, low, high in AGES if code == band)
    found = Q(closed_at=None)
    if first:
        found &= Q(found_on__lte=on - timedelta(days=first))
    return found & Q(found_on__gte=on - timedelta(days=last)) if last is not None else found


def age_of(on: date) -> Combinable:
    """The band as an expression; empty for what is closed."""
    return Case(*(When(age_condition(code, on), then=Value(code)) for code, *_ in AGES), default=Value(""))


def legacy_year(path: str, on: date) -> int:
    """存量: what was found in this year or before."""
    return int(value_of("hazards.legacy_year", path=path, on=on))


def legacy_words(value: str) -> str:
    word, _, year = value.partition("-")
    return f"存量（{year}年及以前发现）" if word == STOCK else f"增量（{int(year) + 1}年以来发现）"


def legacy_condition(value: str) -> Q:
    """``stock-2023`` or ``new-2023``. The year stands in the address: what a link means does not move with a parameter."""
    word, _, year = value.partition("-")
    if word not in (STOCK, NEW) or not (year.isdecimal() and len(year) == 4 and 1990 < int(year) < 2200):
        raise InvalidInput.of("legacy", "存量要写明截止年份")
    last = date(int(year), 12, 31)
    return Q(found_on__lte=last) if word == STOCK else Q(found_on__gt=last)
