"""Agencies as something to be found."""

from zhiben.kernel.access.terms import ADMINISTRATORS, REGULATORS
from zhiben.kernel.search.sources import Feed, Source, label_in_sql
from zhiben.registry.agencies.models import Agency
from zhiben.registry.agencies.terms import AgencyKind

AGENCIES = Source(
    kind="agency", label="监管机构", order=50, icon="building", rich=True,
    roles=frozenset((*REGULATORS, *ADMINISTRATORS)), visible=Agency.objects.visible_to,
    tables="agencies_agency a join agencies_division d on d.code = a.division_id",
    columns={
        "id": "a.id", "title": "a.name", "note": "d.full_name", "mark": label_in_sql("a.kind", AgencyKind),
        "texts": "array[a.short_name, a.doc_prefix, d.full_name]", "weight": "(a.valid_to is not null)::int",
        "at": "coalesce(a.valid_from, date '2000-01-01')::timestamptz",
    },
    feeds=(Feed("agencies_agency"),), list_url="agencies:list", page_url="agencies:agency",
)  # fmt: skip
