"""What everybody else sees of an open finding: a mark on its subjects."""

from datetime import datetime
from typing import Final

from zhiben.kernel.marks.services import sync_marks
from zhiben.kernel.marks.terms import Tone
from zhiben.kernel.rules.declarations import Rule
from zhiben.kernel.rules.terms import FindingState, Severity

TONES: Final = {Severity.HIGH: Tone.RED, Severity.MEDIUM: Tone.ORANGE, Severity.LOW: Tone.YELLOW}
# All of the subject's own kind on the path: each of the people behind one telephone number, not the sites beside them.
WANTED: Final = """
select s.kind as subject_kind, s.subject_id, %(meaning)s::text || '（' || coalesce((select string_agg(
           (f ->> 'label') || '：' || (f ->> 'value'), '；' order by n) from jsonb_array_elements(r.facts) with ordinality x(f, n)
       ), '') || '）' as reason,
       case when s.kind = 'project' then coalesce(r.places[1], '') else '' end as place, '/findings/' || r.id as link
  from rules_finding r join rules_findingsubject s on s.finding_id = r.id and s.kind = r.subject_kind
 where r.rule = %(rule)s and r.cleared_at is null and r.state = %(open)s"""


def keep_marks(asked: Rule, at: datetime) -> None:
    """Open marks of a rule as its open findings are: what was explained is marked no longer. Two statements."""
    sync_marks(
        code=asked.code, label=asked.label, wanted=WANTED, tone=TONES[asked.severity], at=at,
        params={"rule": asked.code, "meaning": asked.meaning, "open": FindingState.OPEN.value},
    )  # fmt: skip
