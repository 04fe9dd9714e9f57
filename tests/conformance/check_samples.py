"""Rows for the lists of checks on the spot and of faces kept."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from tests.conformance.samples import ELSEWHERE, HERE, Sample, samples
from zhiben.domains.certificates.models import CertificateCheck, FaceConsent, FaceTemplate, PublicCheckDay
from zhiben.kernel.access.models import Grant
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.ui.tests.people import make_person
from zhiben.registry.people.models import Person
from zhiben.registry.projects.models import Project

FOREIGN: Final = "别区的工地"


def _checks(grant: Grant, number: int, code: str = HERE, word: str = "滨江工地") -> str:
    path = {
        "province": f"{code[:2]}0000",
        "city": f"{code[:4]}00",
        "county": code,
        "place": f"{code[:2]}.{code[:4]}.{code}.",
    }
    project = Project.objects.create(
        name=word, name_key=word, agency_id=new_id(), kind="housing", created_at=now(), scope=path["place"], **path
    )
    CertificateCheck.objects.bulk_create(
        CertificateCheck(
            at=now(), day=today(), officer_name="林晓", agency_id=new_id(), agency_name="质安站", project=project,
            where_name=word, code_result="genuine", method="none", outcome="not_checked", person_name=f"陈{n}", **path,
        )
        for n in range(number)
    )  # fmt: skip
    return word


def _faces(grant: Grant, number: int, agency: UUID | None = None, word: str = "陈一山") -> str:
    for n in range(number):
        person = Person.objects.create(name=f"{word}{n}", name_key=f"{word}{n}", created_at=now())
        consent = FaceConsent.objects.create(
            person=person, method="on_paper", words="已告知", given_at=now(), recorded_by="林晓"
        )
        FaceTemplate.objects.create(
            person=person, consent=consent, subject=new_id().hex, template_cipher=b"t", key_cipher=b"k", service="比对服务",
            model="一", agency_id=agency or grant.reach_id or new_id(), agency_name="质安站", enrolled_by="林晓", enrolled_at=now(),
            keep_until=today(),
        )  # fmt: skip
    return word


samples["certificate-checks"] = Sample(
    mine=_checks, others=lambda: _checks(make_person("elsewhere"), 1, ELSEWHERE, FOREIGN)
)
samples["faces"] = Sample(mine=_faces, others=lambda: _faces(make_person("elsewhere"), 1, new_id(), "别机关的人"))


def _public_checks(grant: Grant, number: int) -> str:
    first = date(2001, 1, 1) + timedelta(days=PublicCheckDay.objects.count())
    PublicCheckDay.objects.bulk_create(
        PublicCheckDay(day=first + timedelta(days=n), kind="special_worker", word="good", times=n + 1)
        for n in range(number)
    )
    return "2001-01-01"


samples["public-checks"] = Sample(mine=_public_checks)
