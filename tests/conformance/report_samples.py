"""Rows for the lists of reports and of filling templates, and a report for its flow."""

from datetime import date
from typing import Any

from tests.conformance.samples import ELSEWHERE, HERE, Sample, samples
from zhiben.domains.campaigns.models import FillTemplate, Report, ReportVersion
from zhiben.domains.hazards.tests.factories import Site
from zhiben.kernel.access.models import Grant
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.ui.tests.people import make_person
from zhiben.registry.agencies.models import Division

NAME = "治本攻坚行动工作进展月报"


def case_of(site: Site) -> Report:
    """Owed by the site's agency; with a version, so that it may stand in any state."""
    made = _report(site.agency.pk, site.agency.division, 1)
    version = ReportVersion.objects.create(
        division_code=made.division_code, month=made.since, cut=made.until, figures={}, digest="0" * 64, made_at=now(),
        made_by="林晓", report_id=made.pk, content={},
    )  # fmt: skip
    Report.objects.filter(pk=made.pk).update(version=version, submitted_on=made.due_on)
    made.refresh_from_db()
    return made


def _report(agency_id: Any, place: Division, number: int, word: str = NAME) -> Report:
    month = date(2024 + number // 12, number % 12 + 1, 1)
    return Report.objects.create(
        title=f"{month.year}年{month.month}月{word}", where_name="滨江区住房和城乡建设局", agency_id=agency_id,
        scope=place.path, place=place.path, province=place.province, city=place.city, county=place.county,
        kind="monthly", name=word, period=f"{month.year}年{month.month}月", division_code=place.code, level="county",
        since=month, until=month.replace(day=28), due_on=month.replace(day=28), receiver_id=new_id(),
        receiver_name="滨江市住房和城乡建设局", opened_at=now(), state="DRAFT",
    )  # fmt: skip


def _reports(grant: Grant, number: int, code: str = HERE, word: str = NAME) -> str:
    place = Division.objects.get(pk=code)
    start = Report.objects.count()
    for n in range(start, start + number):
        _report(grant.reach_id, place, n, word)
    return word


def _templates(grant: Grant, number: int, word: str = "市局月报来表") -> str:
    assert grant.reach_id
    start = FillTemplate.objects.count()
    FillTemplate.objects.bulk_create(
        FillTemplate(
            agency_id=grant.reach_id, name=f"{word}{n}", source="summary", file_name="来表.xlsx", file_format="xlsx",
            file_key=b"", row=2, depth=1, settled=True, made_by="林晓", made_at=now(),
        )
        for n in range(start, start + number)
    )  # fmt: skip
    return word


def _stranger() -> Grant:
    return make_person(f"who-{new_id()}")


samples["reports"] = Sample(mine=_reports, others=lambda: _reports(_stranger(), 1, ELSEWHERE, "别区的月报"))
samples["fill-templates"] = Sample(mine=_templates, others=lambda: _templates(_stranger(), 1, "别的机关的来表"))
