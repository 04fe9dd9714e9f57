"""The monthly report as a whole: table, major hazards, documents; with what it says about itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from zhiben.domains.campaigns.queries.areas import area_for
from zhiben.domains.campaigns.queries.checks import Check, check_table
from zhiben.domains.campaigns.queries.columns import MISSING, NOTES
from zhiben.domains.campaigns.queries.incidents import NamedList, incident_lists
from zhiben.domains.campaigns.queries.months import HandIn, Month, hand_in, month_of
from zhiben.domains.campaigns.queries.table import Table, read_table
from zhiben.domains.hazards.public import Listing, issued_documents, major_hazards
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.indicators.areas import Area
from zhiben.registry.agencies.public import agency_for, names_of

ON_PAPER: Final = 200
IN_WORKBOOK: Final = 20_000


@dataclass(frozen=True, kw_only=True)
class ReportData:
    """``made_at`` is when the figures were taken; ``unit`` the agency that hands the report in. ``extra``: more to note."""

    area: Area
    full_name: str
    unit: str
    month: Month
    made_at: datetime
    made_by: str
    due: HandIn | None
    table: Table
    majors: Listing
    documents: Listing
    checks: Sequence[Check]
    extra: Sequence[str] = ()
    incidents: Sequence[NamedList] = ()

    @property
    def title(self) -> str:
        return f"{self.area.name}房屋市政工程安全隐患排查整治情况{self.month.paper_kind}"

    @property
    def cut_words(self) -> str:
        """Which day the figures include, in words for the paper."""
        day = self.month.cut
        return f"截至{day.year}年{day.month}月{day.day}日" + (
            f"（{self.month.unfinished}）" if self.month.running else ""
        )

    @property
    def notes(self) -> list[str]:
        """The rules by which figures were counted, then what could not be collected and why."""
        by_reason: dict[str, list[str]] = {}
        for one in MISSING:
            by_reason.setdefault(one.reason, []).append(one.label)
        missing = "；".join(f"{'、'.join(labels)}（{reason}）" for reason, labels in by_reason.items())
        return [*NOTES, f"未采集：{missing}。", *self.extra]


def monthly_report(*, actor: Actor, division_code: str, month: str, at: datetime, most: int = ON_PAPER) -> ReportData:
    """The report of a division (empty: the actor's own) for ``"2026-03"`` (empty: last month).

    Past months as they stood at their end, the running month as of today. ``most`` lines of each list. Raises
    NotPermitted outside the actor's division, NotVisible for no division, InvalidInput for a month that has not begun.
    Clauses national-2024/3.2d, changzhou-2023/4.4a, hainan-2023/4.4a.
    """
    area = area_for(actor, division_code)
    wanted = month_of(month, day_of(at))
    agency = agency_for(area.code, on=wanted.cut)
    return count_report(area, wanted, unit=agency.name if agency else area.name, made_by=actor.name, at=at, most=most)


def count_report(
    area: Area, month: Month, *, unit: str, made_by: str, at: datetime, most: int = ON_PAPER
) -> ReportData:
    """The same for whoever may: the caller has asked. ``unit``: the agency that hands it in."""
    table, asked = read_table(area, month), month.in_month(area)
    return ReportData(
        area=area, full_name=names_of([area.code]).get(area.code, area.name), unit=unit, month=month, made_at=at,
        made_by=made_by, due=hand_in(month, area), table=table, majors=major_hazards(asked, most=most),
        documents=issued_documents(asked, most=most), checks=check_table(table, month.noun), incidents=incident_lists(asked, most=most),
    )  # fmt: skip
