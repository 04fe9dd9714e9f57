"""证照台账, 到期预警, 报请 and 换发 on screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final

from django.db.models import QuerySet
from django.urls import reverse

from zhiben.domains.certificates.ledgers import CERTIFICATES
from zhiben.domains.certificates.models import Certificate, CertificateRequest, RenewalBatch, RenewalItem
from zhiben.domains.certificates.policies import READERS, REGULATORS
from zhiben.domains.certificates.progress import batches_seen, items_seen
from zhiben.domains.certificates.queries import WARNING, soon, standing_so, standing_within, warning_days
from zhiben.domains.certificates.services.content import WORDS
from zhiben.domains.certificates.services.renewing import ORGANISERS
from zhiben.domains.certificates.terms import (
    HOLDERS,
    CertificateKind,
    CertificateState,
    ItemState,
    RequestState,
    Standing,
)
from zhiben.domains.certificates.web.tones import ITEM_TONES, REQUEST_TONES, TONES, WARNING_TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of, today
from zhiben.kernel.parameters.queries import value_of, values_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.lists.actions import Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.figures import FigureFilter
from zhiben.kernel.ui.lists.filters import (
    Asked,
    ChoiceFilter,
    DateRangeFilter,
    DivisionFilter,
    Rows,
    TextFilter,
    ToggleFilter,
)
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.kernel.ui.lists.picked import PickedFilter, id_in, named_by
from zhiben.registry.enterprises.public import names_of

OVER: Final = "已过期"
MARKED: Final = {"certificate": "pk", "person": "person_id", "enterprise": "enterprise_id", "equipment": "equipment_id"}


def _numbered(rows: Any, text: str) -> Any:
    return rows.numbered(text)


BY_WORDS: Final = TextFilter(
    name="q", label="证书编号或持证主体", fields=("holder_name", "employer_name"), documents="certificate",
    numbers=_numbered,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class StandingFilter(ChoiceFilter):
    """How it stands today: states, and what the day makes of 有效."""

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        day = day_of(asked.at)
        found: Rows = standing_so(rows, asked.value(self.name), day, soon(asked.actor, day))
        return found


def _employed(rows: Any, value: str, asked: Asked) -> Any:
    """Not yet ended ones of the people an enterprise employs."""
    return rows.filter(employer_id=id_in(value), closed_at=None)


class CertificateList(ListPage[Certificate]):
    name, title = "certificates", "证照台账"
    meaning = "安许证、安管人员证、特种作业证、起重机械登记和备案、监督人员证：是谁的、到哪一天、现在还能不能用。"
    roles = READERS
    marks: ClassVar[Mapping[str, str]] = MARKED
    columns = (
        Column(key="holder_name", label="持证主体", sort="holder_name"),
        Column(key="kind", label="证照种类"),
        Column(key="class_name", label="类别"),
        Column(key="number", label="证书编号", sort="number", width="code"),
        Column(key="standing", label="状态", kind=Kind.CHIP, tones=TONES, words=dict(Standing.choices),
               value=lambda c: c.standing_today),
        Column(key="valid_to", label="有效期止", kind=Kind.DATE, sort="valid_to"),
        Column(key="employer_name", label="受聘单位", width="wide"),
        Column(key="issuer_name", label="发证机关", hidden=True),
        Column(key="valid_from", label="有效期起", kind=Kind.DATE, hidden=True),
        Column(key="issued_on", label="发证日期", kind=Kind.DATE, sort="issued_on", hidden=True),
        Column(key="electronic", label="电子证照", value=lambda c: "是" if c.electronic else "否", hidden=True),
        Column(key="decision_no", label="决定书文号", width="code", hidden=True),
        Column(key="doubtful", label="存疑", kind=Kind.CHIP, tones={"存疑": "yellow", "待匹配": "yellow"},
               value=lambda c: "存疑" if c.doubtful else "待匹配" if c.unmatched else ""),
    )  # fmt: skip
    filters = (
        BY_WORDS,
        ChoiceFilter(name="kind", label="种类", field="kind", choices=CertificateKind.choices),
        StandingFilter(name="standing", label="状态", field="state", choices=Standing.choices),
        DivisionFilter(),
        FigureFilter(),
        DateRangeFilter(name="until", label="有效期止", field="valid_to", moment=False),
        ToggleFilter(name="doubtful", label="存疑", apply=lambda rows, actor, at: rows.filter(doubtful=True)),
        ToggleFilter(name="unmatched", label="待匹配", apply=lambda rows, actor, at: rows.filter(unmatched=True)),
        ToggleFilter(
            name="paper", label="还不是电子证照",
            apply=lambda rows, actor, at: rows.filter(electronic=False, closed_at=None),
        ),
        PickedFilter(name="employer", label="受聘单位", apply=_employed, words=named_by(names_of), unnamed="所选企业"),
    )  # fmt: skip
    totals_by, default_sort = "kind", "valid_to"
    empty = Empty(
        why="这里还没有证照。", next_step="可以导入现有的证照台账，或由发证人员颁发。", label="导入台账",
        url=lambda actor: "/imports/new?kind=certificates" if actor.role in CERTIFICATES.roles else "",
    )  # fmt: skip

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Certificate]:
        self.day = day_of(at)
        return Certificate.objects.visible_to(actor)

    def prepare(self, rows: Sequence[Any]) -> None:
        days = warning_days({row.place for row in rows}, self.day)
        for row in rows:
            row.standing_today = standing_within(row, self.day, days[row.place]).value

    def row_url(self, row: Certificate) -> str:
        return case_url("certificate", row.pk)

    def actions(self, actor: Actor) -> list[PageAction]:
        found = []
        if actor.role == Role.CERTIFIER:
            found.append(PageAction(label="颁发证照", url=reverse("certificates:new"), primary=True))
        if actor.role in CERTIFICATES.roles:
            found.append(PageAction(label="导入台账", url="/imports/new?kind=certificates", icon="upload"))
        if actor.role in REGULATORS:
            found += [
                PageAction(label="换发批次", url=reverse("certificates:renewals"), icon="refresh"),
                PageAction(label="报请", url=reverse("certificates:requests"), icon="send"),
            ]
        return found


def warning_level(row: Certificate, day: date, levels: Sequence[int]) -> str:
    """已过期, or the smallest of the place's levels that still holds."""
    left = (row.valid_to - day).days if row.valid_to else 0
    if left < 0:
        return OVER
    return next((f"{level} 天内" for level in sorted(levels) if left <= level), "")


def days_words(left: int | None) -> str:
    """How long it still holds, or since when it does not."""
    if left is None:
        return ""
    if left < 0:
        return f"已超期 {-left} 天"
    return f"{left} 天" if left else "今天到期"


@dataclass(frozen=True, kw_only=True)
class WithinFilter(ChoiceFilter):
    """预警级 by days left."""

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        value, day = asked.value(self.name), day_of(asked.at)
        if value == "over":
            return rows.filter(valid_to__lt=day)
        return (
            rows.filter(valid_to__gte=day, valid_to__lte=day + timedelta(days=int(value))) if value.isdigit() else rows
        )


def levels_of(actor: Actor) -> list[tuple[str, str]]:
    days = sorted(value_of(WARNING, path=actor.path, on=today()), reverse=True)
    return [("over", OVER), *((str(n), f"{n} 天内到期") for n in days)]


class ExpiringList(ListPage[Certificate]):
    name, title = "certificates-expiring", "证照到期预警"
    meaning = "已经过期、还没有延续或注销的，和快要到期的证照。"
    roles = READERS
    columns = (
        Column(key="holder_name", label="名称", sort="holder_name"),
        Column(key="subject", label="对象类型", value=lambda c: HOLDERS[c.kind].label),
        Column(key="kind", label="证照类别"),
        Column(key="class_name", label="类别", hidden=True),
        Column(key="number", label="证号", width="code"),
        Column(key="valid_to", label="有效期止", kind=Kind.DATE, sort="valid_to"),
        Column(key="left", label="剩余天数", value=lambda c: days_words(c.days_left)),
        Column(key="level", label="预警级", kind=Kind.CHIP, value=lambda c: c.warning, tones=WARNING_TONES,
               tone=lambda c: "red" if c.warning == OVER else "yellow"),
        Column(key="project__name", label="所在项目"),
        Column(key="employer_name", label="责任单位", value=lambda c: c.employer_name or c.where_name, width="wide"),
    )  # fmt: skip
    filters = (
        BY_WORDS,
        ChoiceFilter(name="kind", label="种类", field="kind", choices=CertificateKind.choices),
        WithinFilter(name="level", label="预警级", field="valid_to", choices=levels_of),
        DivisionFilter(),
    )
    totals_by, default_sort = "kind", "valid_to"
    empty = Empty(why="没有过期或者快要到期的证照。", next_step="")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Certificate]:
        self.day = day_of(at)
        until = self.day + timedelta(days=soon(actor, self.day))
        rows = Certificate.objects.visible_to(actor).filter(state=CertificateState.VALID, valid_to__lte=until)
        return rows.select_related("project")

    def prepare(self, rows: Sequence[Any]) -> None:
        levels = values_of(WARNING, paths={row.place for row in rows}, on=self.day) if rows else {}
        for row in rows:
            row.days_left = (row.valid_to - self.day).days if row.valid_to else None
            row.warning = warning_level(row, self.day, levels[row.place])

    def row_url(self, row: Certificate) -> str:
        return case_url("certificate", row.pk)


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
