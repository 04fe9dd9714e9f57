"""Certificates with codes, for the tests of what proves itself."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from zhiben.domains.certificates.models import Certificate, Proof
from zhiben.domains.certificates.services.proving import prove_many
from zhiben.domains.certificates.terms import CertificateKind
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.ids import new_id


def certificate(number: int = 1, **values: Any) -> Certificate:
    """As a row, without the steps that lead to it."""
    base: dict[str, Any] = {
        "title": f"林大山{number} 特种作业操作资格证", "kind": CertificateKind.SPECIAL_WORKER, "class_code": "02",
        "class_name": "建筑架子工（普通脚手架）", "number": f"闽A022026{number:06}", "number_key": f"闽A022026{number:06}",
        "holder_name": f"林大山{number}", "employer_name": "闽江建设集团有限公司", "issuer_name": "榕树省住房和城乡建设厅",
        "valid_from": today() - timedelta(days=30), "valid_to": today() + timedelta(days=700), "agency_id": new_id(),
        "scope": "35.", "place": "35.3501.350102.", "opened_at": now(), "state": "valid",
    }  # fmt: skip
    return Certificate.objects.create(**{**base, **values})


def proved(count: int = 1, *, at: datetime | None = None, **values: Any) -> list[Proof]:
    made = [certificate(n, **values) for n in range(1, count + 1)]
    return prove_many(certificates=made, at=at or now())


def put(proof: Proof, state: str, *, closed: bool = False) -> Certificate:
    """Into a state, as its flow would."""
    of = Certificate.objects.filter(pk=proof.certificate_id)
    QuerySet.update(of, state=state, closed_at=now() if closed else None)
    return of.get()
