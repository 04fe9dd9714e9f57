"""监督人员 and their 考核合格证: who in office holds one that is in force, and who does not."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.policies import REGULATORS
from zhiben.domains.certificates.queries import CertificateView, best_of_officers
from zhiben.domains.certificates.terms import CertificateKind, Standing
from zhiben.domains.certificates.web.tones import TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.ui.lists.actions import Empty
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.figures import FigureFilter
from zhiben.kernel.ui.lists.filters import DivisionFilter, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.registry.agencies.public import Officer, officers_within

NONE: Final = "没有"


def _without(rows: Any, actor: Actor, at: datetime) -> Any:
    good = Certificate.objects.good(on=day_of(at)).filter(kind=CertificateKind.SUPERVISOR_STAFF)
    mine = Q(officer=OuterRef("pk")) | Q(officer__user_id=OuterRef("user_id"))
    return rows.filter(~Exists(good.filter(mine)))


class OfficerList(ListPage[Officer]):
    name, title = "officers", "监督人员持证"
    meaning = "本辖区在岗的监督人员，各自的执法证和考核合格证；没有有效考核合格证的一目了然。"
    roles = REGULATORS
    columns: ClassVar[Sequence[Column]] = (
        Column(key="name", label="姓名", sort="name"),
        Column(key="agency__name", label="机构", width="wide"),
        Column(key="department__name", label="科室", hidden=True),
        Column(key="position", label="职务"),
        Column(key="held", label="考核合格证", kind=Kind.CHIP, tones={**TONES, NONE: "red"},
               words={**dict(Standing.choices), NONE: NONE}, value=lambda o: o.view.standing.value if o.view else NONE),
        Column(key="number", label="证书编号", width="code", value=lambda o: o.view.number if o.view else ""),
        Column(key="until", label="有效期止", kind=Kind.DATE, value=lambda o: o.view.valid_to if o.view else None),
        Column(key="certificate_no", label="执法证号", width="code"),
        Column(key="certificate_to", label="执法证有效期至", kind=Kind.DATE, hidden=True),
        Column(key="valid_from", label="到任", kind=Kind.DATE, sort="valid_from", hidden=True),
    )  # fmt: skip
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(name="q", label="姓名、机构或执法证号", fields=("name", "agency__name", "certificate_no")),
        DivisionFilter(prefix="agency__division__"),
        FigureFilter(),
        ToggleFilter(name="without", label="没有有效考核合格证", apply=_without),
    )
    default_sort = "name"
    empty = Empty(why="辖区内没有在岗的监督人员。", next_step="在监管机构的页面上登记监督人员，或导入监督人员台账。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Officer]:
        self.day = day_of(at)
        return officers_within(actor.path, self.day).select_related("agency", "department")

    def row_url(self, row: Officer) -> str:
        return reverse("agencies:agency", args=[row.agency_id])

    def prepare(self, rows: Sequence[Any]) -> None:
        held: dict[UUID, CertificateView] = best_of_officers(rows, self.day)
        for row in rows:
            row.view = held.get(row.pk)
