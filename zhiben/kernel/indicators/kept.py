"""Answering from what was kept: figures of the year so far, of whole divisions, on days that were taken."""

from collections.abc import Iterable
from datetime import date

from zhiben.kernel.indicators.declarations import Indicator, Question
from zhiben.kernel.indicators.models import Snapshot, TakenDay
from zhiben.kernel.indicators.tallies import Asked, Tallies, Tally


def answer_kept(asked: Asked, codes: Iterable[str]) -> tuple[dict[str, Tallies], Asked]:
    """Division → figures for what was kept, and the questions that must be counted; a query for each day."""
    found: dict[str, Tallies] = {code: {} for code in codes}
    known = _taken({question.on for _, question in asked.values()})
    kept = {name: one for name, one in asked.items() if one[0].key in known.get(one[1].on, ()) and _whole(*one)}
    for on in {question.on for _, question in kept.values()}:
        names = {name: wanted for name, (wanted, question) in kept.items() if question.on == on}
        _read(found, names, on)
    return found, {name: one for name, one in asked.items() if name not in kept}


def newest_day(until: date) -> date | None:
    """The last day that was kept, not after ``until``."""
    return TakenDay.objects.filter(on__lte=until).order_by("-on").values_list("on", flat=True).first()


def is_kept(on: date) -> bool:
    return TakenDay.objects.filter(on=on).exists()


def _whole(wanted: Indicator, question: Question) -> bool:
    """Snapshots are of whole divisions, from 1 January."""
    area = question.area
    return wanted.listed and question == Question.of_year(area, question.on) and not (area.direct or area.agency_id)


def _taken(days: set[date]) -> dict[date, list[str]]:
    return dict(TakenDay.objects.filter(on__in=days).values_list("on", "keys"))


def _read(found: dict[str, Tallies], names: dict[str, Indicator], on: date) -> None:
    rows = Snapshot.objects.filter(on=on, division_code__in=list(found), key__in={one.key for one in names.values()})
    known = {(row.division_code, row.key): Tally(numerator=row.numerator, denominator=row.denominator) for row in rows}
    for code, tallies in found.items():
        for name, wanted in names.items():
            nothing = Tally(numerator=0, denominator=0 if wanted.denominator else None)
            tallies[name] = known.get((code, wanted.key), nothing)
