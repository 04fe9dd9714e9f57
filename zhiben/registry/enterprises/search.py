"""Enterprises as something to be found."""

from zhiben.kernel.access.terms import REGULATORS, Role
from zhiben.kernel.search.sources import Feed, Source
from zhiben.registry.enterprises.models import Enterprise

ENTERPRISES = Source(
    kind="enterprise", label="企业", order=20, icon="building", rich=True,
    roles=frozenset({*REGULATORS, Role.ENTERPRISE_ADMIN, Role.PRINCIPAL}), visible=Enterprise.objects.visible_to,
    tables="enterprises_enterprise e", only="e.merged_into is null",
    columns={
        "id": "e.id", "title": "e.name", "note": "e.uscc", "texts": "array[e.legal_person]",
        "codes": "array[e.uscc]", "at": "e.created_at", "readers": "array[e.id]",
    },
    feeds=(Feed("enterprises_enterprise"),), list_url="enterprises:list", page_url="enterprises:page",
)  # fmt: skip
