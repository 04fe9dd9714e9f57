"""Rows for the lists of the ladder, and a 督办单 for its flow."""

from typing import Any

from tests.conformance.hazard_samples import put_hazard
from tests.conformance.samples import ELSEWHERE, HERE, Sample, samples
from zhiben.domains.hazards.tests.factories import Site
from zhiben.domains.ladder.models import Order, Rung
from zhiben.domains.ladder.services.drafting import draft_order
from zhiben.domains.ladder.tests.factories import overdue
from zhiben.kernel.access.models import Grant
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.ui.tests.people import make_person
from zhiben.registry.projects.models import Project


def case_of(site: Site) -> Any:
    return draft_order(actor=site.inspector, hazard_ids=[overdue(site).pk], at=now())


def _place(code: str) -> dict[str, str]:
    path = f"{code[:2]}.{code[:4]}.{code}."
    return {"province": f"{code[:2]}0000", "city": f"{code[:4]}00", "county": code, "place": path, "scope": path}


def _orders(grant: Grant, number: int, code: str = HERE, word: str = "督办临边防护") -> str:
    name, agency = f"滨江新城{Project.objects.count()}期", grant.reach_id or new_id()
    project = Project.objects.create(
        name=name, name_key=name, agency_id=agency, kind="housing", created_at=now(), **_place(code)
    )
    Order.objects.bulk_create(
        Order(
            title=f"{word}第{n}件", where_name=name, agency_id=agency, opened_at=now(), due_at=now(), project=project,
            addressee="滨江建工", reason="逾期未整改", demands="立即整改", state="ISSUED", name="督办单", drafted_by="系统",
            number=f"滨督{new_id().hex[-8:]}号", issued_on=today(), answer_on=today(), **_place(code),
        )
        for n in range(number)
    )  # fmt: skip
    return word


def _batch(grant: Grant, number: int, code: str = HERE) -> str:
    title = "塔吊附着" if code == HERE else "别区塔吊"
    for _ in range(number):
        hazard = put_hazard(grant, "RECTIFYING")
        type(hazard).objects.filter(pk=hazard.pk).update(title=title, **_place(code))
        Rung.objects.create(
            hazard=hazard, project_id=hazard.project_id, agency_id=hazard.agency_id, code="LISTING", step=0, days=0,
            reached_at=now(), outcome="BATCH", **_place(code),
        )  # fmt: skip
    return title


def _elsewhere() -> Grant:
    return make_person(f"elsewhere-{new_id()}")


samples["orders"] = Sample(mine=_orders, others=lambda: _orders(_elsewhere(), 1, ELSEWHERE, "别区督办"))
samples["batch"] = Sample(mine=_batch, others=lambda: _batch(_elsewhere(), 1, ELSEWHERE))
