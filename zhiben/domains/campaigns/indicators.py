"""What is counted among reports: handed in by the day of each place's own calendar."""

from typing import Final

from django.db.models import Q

from zhiben.domains.campaigns.models import Report
from zhiben.domains.campaigns.models.reports import handed_in_on_time
from zhiben.domains.campaigns.terms import MONTHLY
from zhiben.kernel.indicators.declarations import Question, RecordSet, Subsets, indicator

REPORTS: Final = RecordSet(key="reports", label="报表", rows=Report.objects.counted, list_url="campaigns:reports")
CLAUSES: Final = ("national-2024/3.2d", "changzhou-2023/4.4a", "hainan-2023/4.4a")


@indicator(
    key="monthly-on-time", label="月报按期报送率", unit="%", records=REPORTS, clauses=CLAUSES,
    numerator="按期报送的月报份数（首次报送不晚于该地规定的报送日；退回的，在重报期限内重新报送）",
    denominator="本期内应报送的月报份数",
)  # fmt: skip
def monthly_on_time(asked: Question) -> Subsets:
    """By each place's own rule. A returned report is not on time unless handed in again by its day of resubmission."""
    due = Q(kind=MONTHLY, due_on__gte=asked.since, due_on__lte=asked.on)
    return Subsets(numerator=handed_in_on_time(asked.on), denominator=due)
