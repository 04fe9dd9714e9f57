"""What the agencies one level down have handed in: for the receiver's page, and beside each row of its own report."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zhiben.domains.campaigns.models import Report
from zhiben.domains.campaigns.queries.table import Row, Table
from zhiben.domains.campaigns.queries.versions import differences_of_row
from zhiben.domains.campaigns.terms import HandedIn
from zhiben.kernel.access.actors import Actor


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One agency's report to us. ``differs``: where what it handed in is not what the records give now."""

    report: Report
    stands: HandedIn
    differs: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Overview:
    """Everything owed to one agency for one period, and how many stand how."""

    answers: Sequence[Answer]
    counts: Mapping[HandedIn, int]

    @property
    def unanswered(self) -> list[UUID]:
        """Whom one may urge."""
        waited = (HandedIn.WAITING, HandedIn.MISSING, HandedIn.RETURNED)
        return [a.report.pk for a in self.answers if a.stands in waited]


def periods_received(actor: Actor) -> list[tuple[str, date, str]]:
    """Kind, last day and name of each period that somebody owes us a report of, newest first."""
    rows = Report.objects.visible_to(actor).filter(receiver_id=actor.reach_id)
    found = rows.values_list("kind", "until", "period", "name").order_by("-until", "kind", "name").distinct()
    return [(kind, until, f"{period}{name}") for kind, until, period, name in found[:60]]


def received(actor: Actor, *, kind: str, until: date, on: date) -> Overview:
    """One query."""
    rows = Report.objects.visible_to(actor).filter(receiver_id=actor.reach_id, kind=kind, until=until)
    answers = [Answer(report=one, stands=one.stands(on)) for one in rows.order_by("place", "where_name", "id")]
    return Overview(answers=answers, counts=Counter(a.stands for a in answers))


def beside_rows(report: Report, table: Table, *, on: date) -> dict[str, Answer]:
    """By the code of a row: what that area has handed in for the same period. One query.

    Where an area has several agencies, the one that reports the whole area.
    """
    codes = [row.area.code for row in table.rows if not row.area.direct and row.area.agency_id is None]
    if not codes:
        return {}
    rows = Report.objects.filter(division_code__in=codes, kind=report.kind, until=report.until, own=False)
    by_code = {row.area.code: row for row in table.rows}
    return {
        one.division_code: Answer(
            report=one, stands=one.stands(on), differs=_differs(one, by_code[one.division_code], table.words)
        )
        for one in rows.select_related("version").order_by("-id")
    }


def _differs(report: Report, row: Row, words: Mapping[str, str]) -> list[str]:
    """Nothing to compare while nothing was handed in."""
    if report.version is None:
        return []
    return differences_of_row(report.version.figures.get("total", {}), row, words)
