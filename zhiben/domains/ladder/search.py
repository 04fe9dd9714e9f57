"""督办单 as something to be found."""

from zhiben.domains.ladder.models import Order
from zhiben.domains.ladder.policies import READERS
from zhiben.domains.ladder.terms import OrderState
from zhiben.kernel.search.sources import Source, case_columns, case_feeds, label_in_sql
from zhiben.kernel.ui.cases.addresses import case_url

ORDERS = Source(
    kind="order", label="督办单", order=100, icon="file-text", roles=READERS, visible=Order.objects.visible_to,
    tables="ladder_order o",
    columns=case_columns(
        "o", mark=label_in_sql("o.state", OrderState), codes="array[o.number]",
        texts="array[o.where_name, o.addressee]",
    ),
    feeds=case_feeds("ladder_order"), list_url="ladder:orders", url=lambda pk, _: case_url("ladder.order", pk),
)  # fmt: skip
