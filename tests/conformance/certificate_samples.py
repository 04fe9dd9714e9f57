"""Rows for the lists of certificates: an open register, what is about to end, requests and exchanges."""

from datetime import timedelta
from typing import Any

from tests.conformance.samples import ELSEWHERE, HERE, Sample, put_agencies, samples
from zhiben.domains.certificates.models import Certificate, CertificateRequest, RenewalBatch, RenewalItem
from zhiben.domains.hazards.tests.factories import Site
from zhiben.kernel.access.models import Grant
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.ui.tests.people import make_person
from zhiben.registry.agencies.models import Agency, Officer


def _place(code: str) -> dict[str, str]:
    path = f"{code[:2]}.{code[:4]}.{code}."
    return {"province": f"{code[:2]}0000", "city": f"{code[:4]}00", "county": code, "place": path, "scope": path}


def _made(number: int, name: str, code: str = HERE, **values: Any) -> list[Certificate]:
    day = today()
    return Certificate.objects.bulk_create(
        Certificate(
            title=f"{name}{n} 建筑电工", where_name="闽江建设有限公司", agency_id=new_id(), opened_at=now(), state="valid",
            kind="special_worker", class_code="01", class_name="建筑电工", number=f"闽建电{new_id().int % 10**9:09d}",
            holder_name=f"{name}{n}", employer_name="闽江建设有限公司", issuer_name="省质安总站", valid_from=day,
            valid_to=day + timedelta(days=20), doubtful=n % 3 == 2, doubts=["没有类别"] if n % 3 == 2 else [],
            **{**_place(code), **values},
        )
        for n in range(number)
    )  # fmt: skip


def _certificates(grant: Grant, number: int) -> str:
    _made(number, "林水生")
    return "林水生0"


def _requests(grant: Grant, number: int, code: str = HERE, name: str = "陈安") -> str:
    CertificateRequest.objects.bulk_create(
        CertificateRequest(
            title=f"报请暂扣：{one.holder_name}", where_name=one.holder_name, agency_id=new_id(), opened_at=now(), due_at=now(),
            state="ASKED", certificate=one, wanted="suspend", reason="发生一般事故", asked_by_agency=new_id(),
            asked_by_name="青峦县住房和城乡建设局", asked_by="林一", **_place(code),
        )
        for one in _made(number, name, code)
    )  # fmt: skip
    return f"报请暂扣：{name}0"


def case_of(flow_code: str, site: Site) -> Any:
    """A certificate of the site's own authority; somebody asks it to suspend one."""
    (one,) = _made(1, "林水生", project_id=site.project.pk)
    Certificate.objects.filter(pk=one.pk).update(agency_id=site.agency.pk)
    one.refresh_from_db()
    if flow_code == "certificate":
        return one
    return CertificateRequest.objects.create(
        title="报请暂扣：林水生", where_name="林水生", agency_id=site.agency.pk, opened_at=now(), due_at=now(), state="ASKED",
        certificate=one, wanted="suspend", reason="发生一般事故", asked_by_agency=site.agency.pk,
        asked_by_name=site.agency.name, asked_by="林一", **_place(HERE),
    )  # fmt: skip


def _batch(name: str, code: str = HERE) -> RenewalBatch:
    place = {k: v for k, v in _place(code).items() if k != "scope"}
    return RenewalBatch.objects.create(
        title=name, kinds=["special_worker"], agency_id=new_id(), agency_name="省质安总站", region_name="鼓楼区",
        opened_at=now(), opened_by="林一", **place,
    )  # fmt: skip


def _batches(grant: Grant, number: int) -> str:
    for n in range(number):
        _items_of(_batch(f"第{n}批换发"), 1)
    return "第0批换发"


def _items_of(batch: RenewalBatch, number: int, name: str = "王换", code: str = HERE) -> None:
    levels = {k: v for k, v in _place(code).items() if k in ("province", "city", "county")}
    RenewalItem.objects.bulk_create(
        RenewalItem(batch=batch, certificate=one, kind=one.kind, due_on=today(), **levels)
        for one in _made(number, name, code)
    )


def _items(grant: Grant, number: int) -> str:
    if number:
        _items_of(_batch("换发"), number)
    return "王换0"


def _items_elsewhere() -> str:
    _items_of(_batch("别区换发", ELSEWHERE), 1, "别区换发人", ELSEWHERE)
    return "别区换发人0"


def _batch_elsewhere() -> str:
    _batch("别区的换发", ELSEWHERE)
    return "别区的换发"


samples["certificates"] = Sample(mine=_certificates)
samples["certificates-expiring"] = Sample(mine=_certificates)
samples["certificate-requests"] = Sample(
    mine=_requests, others=lambda: _requests(make_person(f"elsewhere-{new_id()}"), 1, ELSEWHERE, "别区人")
)
samples["renewals"] = Sample(mine=_batches, others=_batch_elsewhere)
samples["renewal-items"] = Sample(mine=_items, others=_items_elsewhere)


def _officers(grant: Grant, number: int, code: str = HERE, name: str = "持证员") -> str:
    before = Agency.objects.count()
    put_agencies(grant, 1, code, name=f"{name}站{before}")
    office = Agency.objects.get(name=f"{name}站{before}{before}")
    Officer.objects.bulk_create(
        Officer(agency=office, name=f"{name}{n}", certificate_no=f"闽A{before}{n}", valid_from=today())
        for n in range(number)
    )
    return f"{name}0"


samples["officers"] = Sample(
    mine=_officers, others=lambda: _officers(make_person(f"elsewhere-{new_id()}"), 1, ELSEWHERE, "别区监督员")
)
