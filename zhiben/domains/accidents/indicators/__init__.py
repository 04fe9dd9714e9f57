"""责任倒查启动率: what must be traced, and what of it has been begun."""

from datetime import timedelta
from typing import Final

from django.db.models import Q

from zhiben.domains.accidents.models import Trace
from zhiben.domains.accidents.terms import TraceState
from zhiben.kernel.base.clock import start_of_day
from zhiben.kernel.indicators.declarations import Question, RecordSet, Subsets, indicator
from zhiben.kernel.indicators.watching import Watch

START: Final = ("national-2024/2.1.1c", "jiaocheng-2024/2.5.1d", "changzhou-2023/2.1.2a", "hainan-2023/2.1.2a")
WATCHED: Final = Watch(
    table="accidents_trace", columns=("province", "city", "county", "state", "opened_at", "begun_on", "closed_at"),
    dates=("begun_on",), moments=("opened_at", "closed_at"), outside=("state", ("DISMISSED",)),
)  # fmt: skip
TRACES: Final = RecordSet(
    key="traces", label="责任倒查", rows=lambda: Trace.objects.exclude(state=TraceState.DISMISSED),
    list_url="accidents:traces", watches=(WATCHED,),
)  # fmt: skip


@indicator(
    key="trace-start-rate", label="责任倒查启动率", unit="%", records=TRACES, clauses=START,
    numerator="已启动倒查或转入事故调查的事项数", denominator="本期列出的应倒查事项数（不含写明理由不予倒查的）",
)  # fmt: skip
def started(asked: Question) -> Subsets:
    end = start_of_day(asked.on + timedelta(days=1))
    carried = Q(state=TraceState.CARRIED, closed_at__lt=end)
    return Subsets(
        numerator=Q(begun_on__lte=asked.on) | carried,
        denominator=Q(opened_at__gte=start_of_day(asked.since), opened_at__lt=end),
    )
