"""到期预警 on screen: what is over and not settled, and what is soon."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.policies import READERS
from zhiben.domains.certificates.queries import WARNING, soon
from zhiben.domains.certificates.terms import (
    HOLDERS,
    CertificateKind,
    CertificateState,
)
from zhiben.domains.certificates.web.lists.words import BY_WORDS
from zhiben.domains.certificates.web.tones import WARNING_TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of, today
from zhiben.kernel.parameters.queries import value_of, values_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.lists.actions import Empty
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import (
    Asked,
    ChoiceFilter,
    DivisionFilter,
    Rows,
)
from zhiben.kernel.ui.lists.page import ListPage

OVER: Final = "已过期"


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
