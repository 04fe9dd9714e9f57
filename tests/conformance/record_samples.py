"""Rows for the lists of corrections and merging, and a case of each of their flows."""

from typing import Any

from tests.conformance.hazard_samples import _case
from tests.conformance.samples import ELSEWHERE, HERE, Sample, samples
from zhiben.domains.hazards.tests.factories import Site
from zhiben.kernel.access.models import Grant
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.records.models import Candidate, Correction, CorrectionNotice, Merge
from zhiben.kernel.records.public import ask_correction
from zhiben.kernel.ui.tests.people import make_person


def case_of(flow_code: str, site: Site) -> Any:
    """Somebody asks for the name of the project to be corrected; somebody is told that it was."""
    above = ask_correction(
        actor=site.inspector, kind="project", record_id=site.project.pk, field="name", value="滨江新城四期",
        reason="许可证上是四期", at=now(),
    )  # fmt: skip
    return above if flow_code == "correction" else _told(above, new_id())


def _told(above: Correction, user_id: Any) -> CorrectionNotice:
    return CorrectionNotice.objects.create(
        **above.columns_of_case(), title=above.title, opened_at=now(), state="TOLD", correction=above, user_id=user_id,
        reader_name="林晓", ways=["page"], first_at=now(), last_at=now(), seq=1, flow_version=1,
    )  # fmt: skip


def _corrections(grant: Grant, number: int, code: str = HERE, name: str = "闽江建设第一公司") -> str:
    Correction.objects.bulk_create(
        Correction(
            **_case(grant, code, f"更正企业「{name}」"), kind="enterprise", record_id=new_id(), record_title=name,
            field="legal_person", field_label="法定代表人", old_text="周立三", new_text="周立山", reason="以营业执照为准",
            asked_name="林晓", state="ASKED",
        )
        for _ in range(number)
    )  # fmt: skip
    return name


def _notices(grant: Grant, number: int, name: str = "闽江建设第二公司") -> str:
    held = Correction.objects.count()
    _corrections(grant, number, name=name)
    for above in Correction.objects.order_by("-id")[: Correction.objects.count() - held]:
        _told(above, grant.user_id)
    return name


def _merges(grant: Grant, number: int, name: str = "闽江建设第三公司") -> str:
    Merge.objects.bulk_create(
        Merge(
            kind="enterprise", gone_id=new_id(), gone_title=f"{name}（旧）", survivor_id=new_id(), survivor_title=name,
            reason="同一家企业登记了两次", agency_id=grant.reach_id, agency_name="青峦站", done_name="林晓", at=now(), moved=3,
        )
        for _ in range(number)
    )  # fmt: skip
    return name


def _pairs(grant: Grant, number: int, code: str = HERE, name: str = "闽江建设第五公司") -> str:
    Candidate.objects.bulk_create(
        Candidate(
            kind="enterprise", first_id=first, second_id=second, first_title=name, second_title=f"{name} ", place=grant.path,
            reason="名称相同，信用代码缺失或存疑", found_at=now(),
        )
        for first, second in (sorted((new_id(), new_id())) for _ in range(number))
    )  # fmt: skip
    return name


samples["duplicates"] = Sample(mine=_pairs)
samples["corrections"] = Sample(
    mine=_corrections, others=lambda: _corrections(make_person(f"who-{new_id()}"), 1, ELSEWHERE, "别区的企业")
)
samples["correction-notices"] = Sample(
    mine=_notices, others=lambda: _notices(make_person(f"who-{new_id()}"), 1, "告知别人的企业")
)
samples["merges"] = Sample(mine=_merges)
