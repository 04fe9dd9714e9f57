"""报请 on screen: what authorities without the power asked of the issuing one."""

from datetime import datetime

from django.db.models import QuerySet

from zhiben.domains.certificates.models import CertificateRequest
from zhiben.domains.certificates.policies import REGULATORS
from zhiben.domains.certificates.services.content import WORDS
from zhiben.domains.certificates.terms import (
    RequestState,
)
from zhiben.domains.certificates.web.tones import REQUEST_TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.lists.actions import Empty
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import (
    ChoiceFilter,
    DivisionFilter,
    TextFilter,
)
from zhiben.kernel.ui.lists.page import ListPage


class RequestList(ListPage[CertificateRequest]):
    name, title = "certificate-requests", "证照处理报请"
    meaning = "没有发证权的机关请发证机关暂扣、吊销、撤销、注销证照。"
    roles = REGULATORS
    columns = (
        Column(key="title", label="报请事项", width="wide"),
        Column(key="wanted", label="请求", value=lambda r: WORDS.get(r.wanted, "")),
        Column(key="state", label="状态", kind=Kind.CHIP, tones=REQUEST_TONES, sort="state"),
        Column(key="due_at", label="答复期限", kind=Kind.DUE, sort="due_at"),
        Column(key="asked_by_name", label="报请机关"),
        Column(key="opened_at", label="报请时间", kind=Kind.MOMENT, sort="opened_at"),
        Column(key="answer", label="答复", width="wide"),
    )
    filters = (
        TextFilter(name="q", label="关键字", fields=("title", "asked_by_name")),
        ChoiceFilter(name="state", label="状态", field="state", choices=RequestState.choices),
        DivisionFilter(),
    )
    totals_by, default_sort = "state", "due_at"
    empty = Empty(why="没有报请。", next_step="在证照的页面上可以报请发证机关处理。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[CertificateRequest]:
        return CertificateRequest.objects.visible_to(actor)

    def row_url(self, row: CertificateRequest) -> str:
        return case_url("certificate.request", row.pk)
