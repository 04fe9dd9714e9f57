"""What the platform already holds about a hazard or an incident, gathered by set and written down line by line."""

from datetime import datetime, timedelta

from django.db import transaction

from zhiben.domains.accidents.models import Trace, TraceEvidence
from zhiben.domains.accidents.services.gathering import checks, people, rungs
from zhiben.domains.accidents.services.gathering.line import Line, Window
from zhiben.domains.accidents.terms import EvidenceKind as K
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.parameters.queries import value_of

MISSING = (
    Line(kind=K.CERTIFICATE, words="证照 未接入：人员证书、企业安全生产许可证台账接入后，在这里列出事发时是否有效",
         connected=False),
    Line(kind=K.ATTENDANCE, words="考勤 未接入（近 3 个月考勤倒查需要实名制考勤数据）：接入后在这里列出关键岗位人员的到岗记录",
         connected=False),
)  # fmt: skip


@transaction.atomic
def gather(trace: Trace, *, at: datetime) -> int:
    """Write the evidence anew; what was there before is replaced. Returns how many lines. A fixed number of queries."""
    days = int(value_of("accidents.trace_window_days", path=trace.place, on=trace.happened_on))
    window = Window(since=trace.happened_on - timedelta(days=days), happened=trace.happened_on, until=day_of(at))
    lines = [
        *checks.subject_lines(trace), *people.lines(trace, window), *checks.lines(trace, window),
        *rungs.lines(trace, window), *MISSING,
    ]  # fmt: skip
    order = {kind: place for place, kind in enumerate(K)}
    lines.sort(key=lambda line: (order[line.kind], line.since is None, line.since))
    TraceEvidence.objects.filter(trace=trace).delete()
    TraceEvidence.objects.bulk_create(
        TraceEvidence(
            trace=trace, kind=one.kind, position=n, since=one.since, until=one.until, words=one.words[:2000],
            who=one.who[:300], source=one.source[:200], flow=one.flow, object_id=one.object_id, connected=one.connected,
        )
        for n, one in enumerate(lines, start=1)
    )  # fmt: skip
    Trace.objects.filter(pk=trace.pk).update(gathered_at=at)
    return len(lines)
