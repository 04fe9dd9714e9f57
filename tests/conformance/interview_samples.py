"""Rows for the lists of 约谈, and a case of each of their flows."""

from typing import Any

from tests.conformance.hazard_samples import _case
from tests.conformance.samples import ELSEWHERE, HERE, Sample, samples
from zhiben.domains.hazards.tests.factories import Site
from zhiben.domains.interviews.models import Commitment, Interview
from zhiben.domains.interviews.tests.factories import drafted, held
from zhiben.kernel.access.models import Grant
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.ui.tests.people import make_person
from zhiben.registry.enterprises.models import Enterprise


def case_of(flow_code: str, site: Site) -> Any:
    """An interview, or a promise made in one."""
    return drafted(site) if flow_code == "interview" else Commitment.objects.filter(interview=held(site))[0]


def _interviews(grant: Grant, number: int, code: str = HERE, name: str = "滨江建工第一公司") -> str:
    enterprise = Enterprise.objects.create(name=name, name_key=name, created_at=now())
    Interview.objects.bulk_create(
        Interview(
            **_case(grant, code, f"约谈：{name}"), enterprise=enterprise, subject_name=name, matter="重大隐患逾期未整改",
            person_name="周立", person_post="法定代表人", state="NOTIFIED", meet_on=today(), meet_time="09:30",
        )
        for n in range(number)
    )  # fmt: skip
    return name


def _commitments(grant: Grant, number: int, code: str = HERE, text: str = "完成支护加固") -> str:
    _interviews(grant, 1, code, f"{text}的企业")
    above = Interview.objects.filter(county=code).latest("id")
    Commitment.objects.bulk_create(
        Commitment(
            **_case(grant, code, f"约谈承诺：{text}{n}"), interview=above, position=n + 1, text=f"{text}第{n}处",
            person="吴立", until=today(), state="OPEN",
        )
        for n in range(number)
    )  # fmt: skip
    return text


samples["interviews"] = Sample(
    mine=_interviews, others=lambda: _interviews(make_person(f"who-{new_id()}"), 1, ELSEWHERE, "别区的企业")
)
samples["commitments"] = Sample(
    mine=_commitments, others=lambda: _commitments(make_person(f"who-{new_id()}"), 1, ELSEWHERE, "别区的承诺")
)
