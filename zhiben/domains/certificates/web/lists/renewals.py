"""换发 on screen: the batches, and who must exchange in them."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from zhiben.domains.certificates.models import RenewalBatch, RenewalItem
from zhiben.domains.certificates.policies import REGULATORS
from zhiben.domains.certificates.progress import batches_seen, items_seen
from zhiben.domains.certificates.services.renewing import ORGANISERS
from zhiben.domains.certificates.terms import (
    CertificateKind,
    ItemState,
)
from zhiben.domains.certificates.web.tones import ITEM_TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.lists.actions import Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import (
    ChoiceFilter,
    DivisionFilter,
    TextFilter,
    ToggleFilter,
)
from zhiben.kernel.ui.lists.page import ListPage


class RenewalList(ListPage[RenewalBatch]):
    name, title = "renewals", "电子证照换发"
    meaning = "按批次、证种和地区看应换多少、已换多少、谁还没有换。"
    roles = REGULATORS
    columns = (
        Column(key="title", label="批次", width="wide"),
        Column(key="region_name", label="区域"),
        Column(key="agency_name", label="组织机关"),
        Column(key="opened_at", label="发起时间", kind=Kind.MOMENT, sort="opened_at"),
        Column(key="wanted", label="应换", kind=Kind.NUMBER, value=lambda b: b.wanted),
        Column(key="done", label="已换", kind=Kind.NUMBER, value=lambda b: b.done),
        Column(key="state", label="进度", kind=Kind.CHIP, value=lambda b: "已结束" if b.closed_at else "进行中",
               tones={"进行中": "blue"}),
    )  # fmt: skip
    filters = (TextFilter(name="q", label="批次名称", fields=("title", "region_name")),)
    default_sort = "-opened_at"
    empty = Empty(why="还没有换发批次。", next_step="发起一批：选证种和区域，应换的名单自动列出。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[RenewalBatch]:
        return batches_seen(actor)

    def row_url(self, row: RenewalBatch) -> str:
        return reverse("certificates:renewal", args=[row.pk])

    def actions(self, actor: Actor) -> list[PageAction]:
        if actor.role not in ORGANISERS:
            return []
        return [PageAction(label="发起换发", url=reverse("certificates:renewal-new"), primary=True)]


def batches_of(actor: Actor) -> list[tuple[str, str]]:
    return [
        (str(pk), title) for pk, title in batches_seen(actor).order_by("-opened_at").values_list("pk", "title")[:100]
    ]


class RenewalItemList(ListPage[RenewalItem]):
    name, title = "renewal-items", "应换证照名单"
    meaning = "应当换发电子证照的，和换发到了哪一步。"
    roles = REGULATORS
    columns = (
        Column(key="certificate__holder_name", label="持证主体", width="wide"),
        Column(key="kind", label="证照种类"),
        Column(key="certificate__number", label="旧证编号", width="code"),
        Column(key="certificate__employer_name", label="受聘单位", width="wide"),
        Column(key="state", label="进度", kind=Kind.CHIP, tones=ITEM_TONES, sort="state"),
        Column(key="due_on", label="完成期限", kind=Kind.DATE, sort="due_on"),
        Column(key="done_on", label="换发日期", kind=Kind.DATE, sort="done_on"),
        Column(key="new__number", label="新证编号", width="code"),
        Column(key="reason", label="不再需要的理由", hidden=True),
    )
    filters = (
        ChoiceFilter(name="batch", label="批次", field="batch", choices=batches_of),
        TextFilter(name="q", label="持证主体", fields=("certificate__holder_name", "certificate__employer_name")),
        ChoiceFilter(name="kind", label="种类", field="kind", choices=CertificateKind.choices),
        ChoiceFilter(name="state", label="进度", field="state", choices=ItemState.choices),
        ToggleFilter(
            name="late", label="超过完成期限",
            apply=lambda rows, actor, at: rows.filter(state=ItemState.WAITING, due_on__lt=day_of(at)),
        ),
        DivisionFilter(),
    )  # fmt: skip
    totals_by, default_sort = "state", "due_on"
    empty = Empty(why="没有应换的证照。", next_step="先发起一批换发。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[RenewalItem]:
        return items_seen(actor).prefetch_related("certificate", "new")  # a join would read every certificate there is

    def row_url(self, row: RenewalItem) -> str:
        return case_url("certificate", row.certificate_id)
