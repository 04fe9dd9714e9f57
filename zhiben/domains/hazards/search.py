"""Hazards and notices as something to be found."""

from zhiben.domains.hazards.models import Hazard, HazardQuerySet, Notice
from zhiben.domains.hazards.policies import READERS
from zhiben.domains.hazards.terms import HazardState, NoticeState
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.search.sources import Source, case_columns, case_feeds, label_in_sql
from zhiben.kernel.ui.cases.addresses import case_url


def hazards_of(actor: Actor) -> HazardQuerySet:
    """As in the list: what stands on an unsigned notice is nothing yet for those outside."""
    rows = Hazard.objects.visible_to(actor)
    return rows if actor.is_regulator or actor.is_system else rows.exclude(state=HazardState.RECORDED)


HAZARDS = Source(
    kind="hazard", label="隐患", order=70, icon="alert-triangle", roles=READERS, visible=hazards_of,
    tables="hazards_hazard h",
    columns=case_columns(
        "h", mark=label_in_sql("h.state", HazardState), codes="array[h.number, h.clause_code]",
        texts="array[h.where_name, h.clause_text, h.close_no, h.listing_no, h.responsible_unit]",
    ),
    feeds=case_feeds("hazards_hazard"), list_url="hazards:hazards", url=lambda pk, _: case_url("hazard", pk),
)  # fmt: skip
NOTICES = Source(
    kind="notice", label="执法文书", order=80, icon="file-text", roles=READERS, visible=Notice.objects.visible_to,
    tables="hazards_notice n",
    columns=case_columns(
        "n", mark=label_in_sql("n.state", NoticeState), codes="array[n.number]",
        texts="array[n.where_name, n.addressee]", note="case when n.number = '' then n.where_name else n.number end",
    ),
    feeds=case_feeds("hazards_notice"), list_url="hazards:notices", url=lambda pk, _: case_url("notice.rectify", pk),
)  # fmt: skip
