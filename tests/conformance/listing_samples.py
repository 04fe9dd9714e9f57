"""Rows for the list of listings, and a case of each of their flows."""

from typing import Any

from tests.conformance.samples import ELSEWHERE, HERE, Sample, samples
from zhiben.domains.hazards.tests.factories import Site
from zhiben.domains.listings.models import Listing, ProgressReport
from zhiben.domains.listings.tests.factories import drafted, governing
from zhiben.kernel.access.models import Grant
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.ui.tests.people import make_person
from zhiben.registry.projects.models import Project


def case_of(flow_code: str, site: Site) -> Any:
    """A listing, or a period of its progress."""
    return drafted(site) if flow_code == "listing" else ProgressReport.objects.get(listing=governing(site))


def _place(code: str) -> dict[str, str]:
    path = f"{code[:2]}.{code[:4]}.{code}."
    return {"province": f"{code[:2]}0000", "city": f"{code[:4]}00", "county": code, "place": path, "scope": path}


def _listings(grant: Grant, number: int, code: str = HERE, word: str = "塔吊挂牌") -> str:
    name, agency = f"滨江新城{Project.objects.count()}期", grant.reach_id or new_id()
    project = Project.objects.create(
        name=name, name_key=name, agency_id=agency, kind="housing", created_at=now(), **_place(code)
    )
    Listing.objects.bulk_create(
        Listing(
            title=f"{word}第{n}件", where_name=name, agency_id=agency, opened_at=now(), due_at=now(), project=project,
            matter="自由端高度超出说明书规定", state="GOVERNING", number=f"滨督{new_id().hex[-8:]}号", level="COUNTY",
            listed_on=today(), deadline_on=today(), **_place(code),
        )
        for n in range(number)
    )  # fmt: skip
    return word


samples["listings"] = Sample(
    mine=_listings, others=lambda: _listings(make_person(f"elsewhere-{new_id()}"), 1, ELSEWHERE, "别区挂牌")
)
