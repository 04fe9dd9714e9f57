"""重大事故隐患数据库: what has been entered, and how complete an entry is."""

from datetime import timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q

from zhiben.domains.hazards.indicators.dates import HAZARDS, MAJOR, closed_by, found_in
from zhiben.domains.hazards.terms import HazardState, Source
from zhiben.kernel.base.clock import start_of_day
from zhiben.kernel.evidence.models import Attachment
from zhiben.kernel.indicators.declarations import Question, Subsets, indicator

ENTRY: Final = ("national-2024/2.1.2a", "jiaocheng-2024/2.5.2a", "fujian-2024/1.m5")
CHANNELS: Final = Q(source__in=(Source.SELF_CHECK, Source.SUPERVISION, Source.UPPER, Source.TIP_OFF))


@indicator(
    key="major-hazard-entry", label="重大事故隐患入库率", unit="%", records=HAZARDS, clauses=ENTRY,
    numerator="经核实判定、已入库的重大事故隐患条数", denominator="本期企业自查、督导检查、举报三类渠道发现的重大事故隐患条数",
)  # fmt: skip
def entry(asked: Question) -> Subsets:
    """入库 is the verification; what an enterprise reports waits for it. Old ledgers do not say when they graded."""
    undated = Q(graded_on=None) & ~Q(state=HazardState.REPORTED)
    return Subsets(
        numerator=Q(graded_on__lte=asked.on) | undated, denominator=MAJOR & CHANNELS & found_in(asked)
    )  # fmt: skip


@indicator(
    key="major-hazard-db-built", label="重大事故隐患库条目完整率", unit="%", records=HAZARDS,
    clauses=("national-2024/2.1.2d",), denominator="库内重大事故隐患条数",
    numerator="有整改措施和整改前影像、已销号的另有整改后影像的条数（只说明条目是否完整，不等于“建成”）",
)  # fmt: skip
def built(asked: Question) -> Subsets:
    end = start_of_day(asked.on + timedelta(days=1))
    pictures = Attachment.objects.filter(owner_kind="hazard", owner_id=OuterRef("pk"), attached_at__lt=end)
    pictures = pictures.filter(Q(detached_at=None) | Q(detached_at__gte=end))
    before, after = Q(Exists(pictures.filter(slot="before"))), Q(Exists(pictures.filter(slot__startswith="after")))
    return Subsets(
        numerator=~Q(measure="") & before & (~closed_by(asked.on) | after),
        denominator=MAJOR & Q(found_on__lte=asked.on),
    )  # fmt: skip
