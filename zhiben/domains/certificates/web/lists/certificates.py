"""证照台账 on screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final

from django.db.models import QuerySet
from django.urls import reverse

from zhiben.domains.certificates.ledgers import CERTIFICATES
from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.policies import READERS, REGULATORS
from zhiben.domains.certificates.queries import soon, standing_so, standing_within, warning_days
from zhiben.domains.certificates.terms import (
    CertificateKind,
    Standing,
)
from zhiben.domains.certificates.web.lists.words import BY_WORDS
from zhiben.domains.certificates.web.tones import TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
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
    ToggleFilter,
)
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.kernel.ui.lists.picked import PickedFilter, id_in, named_by
from zhiben.registry.enterprises.public import names_of

MARKED: Final = {"certificate": "pk", "person": "person_id", "enterprise": "enterprise_id", "equipment": "equipment_id"}


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
