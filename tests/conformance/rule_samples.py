"""Rows for the lists of findings and of restrictions."""

from datetime import timedelta
from uuid import UUID

from tests.conformance.samples import ELSEWHERE, HERE, Sample, samples
from zhiben.domains.hazards.tests.factories import Site
from zhiben.domains.standing.models import Bar, FindingTask
from zhiben.kernel.access.models import Grant
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.rules.models import Finding
from zhiben.registry.agencies.models import Division


def _findings(grant: Grant | None, number: int, code: str = HERE, name: str = "青峦多任") -> str:
    at, place = now(), Division.objects.get(pk=code)
    Finding.objects.bulk_create(
        Finding(
            rule="posts-over-limit", key=str(new_id()), subject_kind="person", subject_id=new_id(),
            subject_name=f"{name}{n}", severity="high", digest="", raised_at=at - timedelta(minutes=n), changed_at=at,
            facts=[{"label": "项目负责人", "value": "2 个在建项目，规定最多 1 个"}], places=[place.path],
            areas=[place.province, place.city, place.county], province=place.province, city=place.city,
            county=place.county, agency_id=UUID(int=1), agencies=[UUID(int=1)],
        )
        for n in range(number)
    )  # fmt: skip
    return name


def case_of(site: Site) -> FindingTask:
    """The work on a finding about the site."""
    project = site.project
    columns = {name: getattr(project, name) for name in ("agency_id", "scope", "place", "province", "city", "county")}
    return FindingTask.objects.create(
        **columns, rule="posts-over-limit", title="一人多项目：青峦多任", where_name=project.name, state="open", opened_at=now(),
        seq=1, flow_version=1,
    )  # fmt: skip


def _finding_elsewhere() -> str:
    return _findings(None, 1, ELSEWHERE, "别处多任")


def _bars(grant: Grant, number: int) -> str:
    Bar.objects.bulk_create(
        Bar(
            subject_kind="enterprise", subject_id=new_id(), subject_name=f"青峦建设{n}公司", what="bid",
            valid_from=today() - timedelta(days=n), decision_no=f"青建罚〔2026〕{n}号", because="发生生产安全事故",
            decided_by="青峦住建局", recorded_by="林晓", recorded_at=now(),
        )
        for n in range(number)
    )  # fmt: skip
    return "青峦建设0公司"


samples["findings"] = Sample(mine=_findings, others=_finding_elsewhere)
samples["bars"] = Sample(mine=_bars)
