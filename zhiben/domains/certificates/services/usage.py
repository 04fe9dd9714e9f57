"""使用量: how often certificates are carried and checked, by month. Counts of records, never of guesses."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from zhiben.domains.certificates.models import CarryingDay, CertificateCheck, PublicCheckDay
from zhiben.domains.certificates.terms import CodeResult, IdentityMethod
from zhiben.kernel.access.actors import Actor

# What other packages count on the spot: label → (actor, since, until) → first day of a month → times.
CountOnSite = Callable[[Actor, date, date], Mapping[date, int]]
_on_site: Final[dict[str, CountOnSite]] = {}


def register_usage(label: str, count: CountOnSite) -> None:
    """Called when the program starts."""
    _on_site[label] = count


@dataclass(kw_only=True)
class Month:
    first: date
    carried: int = 0
    checked: int = 0
    scanned: int = 0
    faces: int = 0
    documents: int = 0
    wrong: int = 0
    public: int = 0
    more: dict[str, int] = field(default_factory=dict)

    @property
    def last(self) -> date:
        return date(self.first.year, self.first.month, monthrange(self.first.year, self.first.month)[1])


def usage_by_month(*, actor: Actor, since: date, until: date) -> list[Month]:
    """Newest first. Three queries, and one for each registered count."""
    months = {first: _empty(first) for first in _firsts(since, until)}

    def of(first: date) -> Month:
        return months.setdefault(first, _empty(first))

    carried = CarryingDay.objects.filter(_within(actor))
    for name, rows in (("carried", carried), ("public", PublicCheckDay.objects.all())):
        for first, times in _times(rows, since, until):
            setattr(of(first), name, times)
    for row in _checks(actor, since, until):
        found = of(row.pop("month"))
        for name, value in row.items():
            setattr(found, name, value)
    for label, count in _on_site.items():
        for first, times in count(actor, since, until).items():
            of(first).more[label] = times
    return sorted(months.values(), key=lambda one: one.first, reverse=True)


def _empty(first: date) -> Month:
    return Month(first=first, more=dict.fromkeys(_on_site, 0))


def _firsts(since: date, until: date) -> list[date]:
    """The first day of each month from the one of ``since`` to the one of ``until``."""
    months = range(since.year * 12 + since.month - 1, until.year * 12 + until.month)
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def _times(rows: Any, since: date, until: date) -> Any:
    rows = rows.filter(day__gte=since, day__lte=until).annotate(month=TruncMonth("day"))
    return rows.values_list("month").annotate(Sum("times"))


def _checks(actor: Actor, since: date, until: date) -> Any:
    rows = CertificateCheck.objects.visible_to(actor).filter(day__gte=since, day__lte=until)
    return rows.annotate(month=TruncMonth("day")).values("month").annotate(
        checked=Count("pk"), scanned=Count("pk", filter=~Q(code_result=CodeResult.NO_CODE)),
        faces=Count("pk", filter=Q(method=IdentityMethod.FACE)),
        documents=Count("pk", filter=Q(method=IdentityMethod.DOCUMENT)), wrong=Count("pk", filter=Q(wrong=True)),
    )  # fmt: skip


def _within(actor: Actor) -> Q:
    """Codes of a province begin with two digits of it, those of a city with four."""
    digits = {"province": 2, "city": 4}.get(actor.level, 6)
    return Q() if actor.level == "nation" else Q(county__startswith=actor.division_code[:digits])
