"""企业 as a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final

from django.db.models import QuerySet
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import REGULATORS, Role
from zhiben.kernel.ui.lists.actions import Empty, PageAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import Asked, ChoiceFilter, Rows, TextFilter, ToggleFilter
from zhiben.kernel.ui.lists.page import ListPage
from zhiben.registry.agencies.public import names_of
from zhiben.registry.enterprises.models import Enterprise
from zhiben.registry.enterprises.terms import EnterpriseKind

READERS: Final = frozenset({*REGULATORS, Role.ENTERPRISE_ADMIN, Role.PRINCIPAL})
KEEPERS: Final = frozenset(REGULATORS)


def _search(rows: Any, text: str) -> Any:
    return rows.search(text)


@dataclass(frozen=True, kw_only=True)
class KindFilter(ChoiceFilter):
    """An enterprise may do several things: one of them is enough."""

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        value = asked.value(self.name)
        return rows.filter(kinds__contains=[value]) if value in EnterpriseKind.values else rows


class EnterpriseList(ListPage[Enterprise]):
    name = "enterprises"
    title = "企业"
    meaning = "参加工程建设的企业，各级监管机构共用一本名册。"
    roles = READERS
    columns: ClassVar[Sequence[Column]] = (
        Column(key="name", label="企业名称", sort="name", width="wide"),
        Column(key="uscc", label="统一社会信用代码"),
        Column(key="kinds_text", label="类别"),
        Column(key="division_name", label="注册地"),
        Column(key="legal_person", label="法定代表人"),
        Column(key="qualification", label="资质", hidden=True),
        Column(
            key="doubtful", label="存疑", kind=Kind.CHIP, value=lambda e: "存疑" if e.doubtful else "",
            tones={"存疑": "yellow"},
        ),
    )  # fmt: skip
    filters: ClassVar[Sequence[Any]] = (
        TextFilter(name="q", label="名称或信用代码", search=_search),
        KindFilter(name="kind", label="类别", field="kinds", choices=EnterpriseKind.choices),
        ToggleFilter(name="doubtful", label="存疑", apply=lambda rows, actor, at: rows.filter(doubtful=True)),
    )
    default_sort = "name"
    marks: ClassVar[Mapping[str, str]] = {"enterprise": "pk"}
    empty = Empty(why="还没有登记企业。", next_step="可以导入企业台账，或逐家登记。")

    def rows(self, actor: Actor, at: datetime) -> QuerySet[Enterprise]:
        return Enterprise.objects.visible_to(actor)

    def row_url(self, row: Enterprise) -> str:
        return reverse("enterprises:page", args=[row.pk])

    def prepare(self, rows: Sequence[Enterprise]) -> None:
        names = names_of(row.division_code for row in rows if row.division_code)
        for row in rows:
            row.division_name = names.get(row.division_code, "")  # type: ignore[attr-defined]

    def actions(self, actor: Actor) -> Sequence[PageAction]:
        if actor.role not in KEEPERS:
            return ()
        return [PageAction(label="登记企业", url=reverse("enterprises:register"), primary=True)]
