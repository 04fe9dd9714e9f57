"""催办 in lists: how often each row was urged, those urged so often, and urging the picked rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.ui.cases.urging import NOTE, NOTHING, URGERS
from zhiben.kernel.ui.lists.actions import BulkAction
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.filters import Asked, ChoiceFilter, Rows
from zhiben.kernel.workflow.models import Urge
from zhiben.kernel.workflow.queries import urge_counts
from zhiben.kernel.workflow.urging import urge

URGED: Final = Column(key="urged", label="催办次数", kind=Kind.NUMBER, value=lambda row: getattr(row, "urged", 0))
TIMES: Final = (("0", "未催办"), ("1", "催办过"), ("2", "2 次以上"), ("3", "3 次以上"))


def count_urges(rows: Sequence[Any]) -> None:
    """For ``ListPage.prepare``: what the column shows. One query."""
    counts = urge_counts(row.pk for row in rows) if rows else {}
    for row in rows:
        row.urged = counts.get(row.pk, 0)


@dataclass(frozen=True, kw_only=True)
class UrgeFilter(ChoiceFilter):
    """Never urged, or urged at least so often: the n-th urge is there."""

    name: str = "urged"
    label: str = "催办次数"
    field: str = ""
    choices: Any = TIMES

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        value = asked.value(self.name)
        if value not in dict(TIMES):
            return super().narrow(rows, asked) if value else rows
        urged = Exists(Urge.objects.filter(case_id=OuterRef("pk"), nth=max(int(value), 1)))
        return rows.filter(~urged if value == "0" else urged)


def urge_act(flow_code: Callable[[Any], str], model: Any) -> BulkAction:
    """``flow_code`` gives that of a row: a list may show cases of several flows."""

    def run(*, actor: Actor, ids: Sequence[UUID], at: datetime, note: str = "", **_: Any) -> str:
        flows: dict[str, list[UUID]] = {}
        for row in model._default_manager.filter(pk__in=ids):
            flows.setdefault(flow_code(row), []).append(row.pk)
        done = sum(
            urge(actor=actor, flow_code=code, case_ids=picked, at=at, note=note or "")
            for code, picked in sorted(flows.items())
        )
        rest = len(ids) - done
        return f"已催办 {done} 条。" + (f"{rest} 条{NOTHING}。" if rest else "")

    return BulkAction(name="urge", label="催办", run=run, roles=URGERS, inputs=(NOTE,))
