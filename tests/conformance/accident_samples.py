"""Rows for the lists of incidents and traces, and a case of each of their flows."""

from typing import Any

from tests.conformance.hazard_samples import _case, _project
from tests.conformance.samples import ELSEWHERE, HERE, Sample, samples
from zhiben.domains.accidents.models import Incident, Trace
from zhiben.domains.accidents.tests.factories import opened, reported
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.tests.factories import Site
from zhiben.kernel.access.models import Grant
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.ui.tests.people import make_person


def case_of(flow_code: str, site: Site) -> Any:
    """An incident, or a trace."""
    return reported(site) if flow_code == "incident" else opened(site)


def _incidents(grant: Grant, number: int, code: str = HERE, word: str = "3 号楼东侧基坑") -> str:
    project = _project(grant, code)
    Incident.objects.bulk_create(
        Incident(
            **_case(grant, code, f"非亡人事故：坍塌　{word}{n}"), project=project, kind="NON_FATAL", criterion="HURT",
            criterion_text="造成重伤或者轻伤、没有人员死亡", occurred_at=now(), reported_at=now(), spot=f"{word}{n}",
            acc_type="10", part="PIT", injuries=1, course="支护局部滑移", measures="撤人", reporter="吴立",
            reporter_unit="滨江建工", state="REPORTED",
        )
        for n in range(number)
    )  # fmt: skip
    return word


def _traces(grant: Grant, number: int, code: str = HERE, word: str = "基坑支护变形") -> str:
    project = _project(grant, code)
    hazards = [
        Hazard(**_case(grant, code, f"{word}{n}"), project=project, level="MAJOR", source="SUPERVISION", state="CONFIRMED",
               description=word, found_on=today())
        for n in range(number)
    ]  # fmt: skip
    Hazard.objects.bulk_create(hazards)
    Trace.objects.bulk_create(
        Trace(
            **_case(grant, code, f"责任倒查：{h.title}"), project=project, hazard=h, happened_on=today(), state="OPENED"
        )
        for h in hazards
    )
    return word


def _stranger() -> Grant:
    return make_person(f"who-{new_id()}")


samples["incidents"] = Sample(mine=_incidents, others=lambda: _incidents(_stranger(), 1, ELSEWHERE, "别区的工地"))
samples["traces"] = Sample(mine=_traces, others=lambda: _traces(_stranger(), 1, ELSEWHERE, "别区的隐患"))
