"""送知率、必办措施执行率、回头看率、重复隐患: what happens besides putting right."""

from datetime import timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q

from zhiben.domains.hazards.indicators.dates import HAZARDS, MAJOR, found_in
from zhiben.domains.hazards.indicators.watches import WATCHED_LOOK_BACKS
from zhiben.domains.hazards.models import LookBack, Measure, Serving
from zhiben.domains.hazards.terms import BLOCKING_MEASURES, LookBackState, MeasureKind, MeasureState, ServingState
from zhiben.kernel.base.clock import start_of_day
from zhiben.kernel.indicators.declarations import Question, RecordSet, Subsets, indicator

LOOK_BACKS: Final = RecordSet(
    key="look-backs", label="回头看", list_url="hazards:look-backs",
    rows=lambda: LookBack.objects.exclude(state=LookBackState.CANCELLED), watches=(WATCHED_LOOK_BACKS,),
)  # fmt: skip


@indicator(
    key="major-hazard-notice", label="重大事故隐患送知率", unit="%", records=HAZARDS, clauses=("jiaocheng-2024/2.5.2b",),
    numerator="主要负责人和实际控制人都已签收的重大事故隐患条数", denominator="本期入库的重大事故隐患条数",
)  # fmt: skip
def notice(asked: Question) -> Subsets:
    return Subsets(numerator=_signed(asked), denominator=MAJOR & found_in(asked))


@indicator(
    key="major-hazard-three-measures", label="重大事故隐患停工挂牌扣分执行率", unit="%", records=HAZARDS,
    clauses=("changzhou-2023/3.2d",), numerator="停工、挂牌、扣分三项都已办理的重大事故隐患条数",
    denominator="本期入库的重大事故隐患条数",
)  # fmt: skip
def three_measures(asked: Question) -> Subsets:
    done = Measure.objects.filter(hazard_id=OuterRef("pk"), done_on__lte=asked.on).exclude(state=MeasureState.WAIVED)
    stopped, listed, marked = (Q(Exists(done.filter(kind=kind))) for kind in BLOCKING_MEASURES)
    return Subsets(numerator=stopped & listed & marked, denominator=MAJOR & found_in(asked))


@indicator(
    key="major-hazard-served", label="其中规定要送知的送知率", unit="%", records=HAZARDS, clauses=("jiaocheng-2024/2.5.2b",),
    numerator="主要负责人和实际控制人都已签收的重大事故隐患条数", denominator="要求送知的重大事故隐患条数",
    part_of="major-hazard-notice",
)  # fmt: skip
def served(asked: Question) -> Subsets:
    end = start_of_day(asked.on + timedelta(days=1))
    wanted = Measure.objects.filter(hazard_id=OuterRef("pk"), kind=MeasureKind.SERVE, opened_at__lt=end)
    return Subsets(
        numerator=_signed(asked),
        denominator=MAJOR & Q(Exists(wanted.exclude(state=MeasureState.WAIVED))) & found_in(asked),
    )


@indicator(
    key="major-hazard-measures", label="其中规定的必办措施办完率", unit="%", records=HAZARDS,
    clauses=("changzhou-2023/3.2d",), numerator="停工、挂牌、扣分等必办措施全部办完的重大事故隐患条数",
    denominator="要求停工、挂牌或扣分的重大事故隐患条数", part_of="major-hazard-three-measures",
)  # fmt: skip
def measures_done(asked: Question) -> Subsets:
    end = start_of_day(asked.on + timedelta(days=1))
    rows = Measure.objects.filter(hazard_id=OuterRef("pk"), kind__in=BLOCKING_MEASURES, opened_at__lt=end)
    wanted = rows.exclude(state=MeasureState.WAIVED)
    lacking = wanted.filter(Q(done_on=None) | Q(done_on__gt=asked.on))
    return Subsets(numerator=~Q(Exists(lacking)), denominator=MAJOR & Q(Exists(wanted)) & found_in(asked))


@indicator(
    key="look-back-rate", label="问题“回头看”率", unit="%", records=LOOK_BACKS, clauses=("changzhou-2023/3.2c",),
    numerator="已到现场回头看的条数", denominator="期限内应回头看的条数",
)  # fmt: skip
def look_back(asked: Question) -> Subsets:
    return Subsets(numerator=Q(held_on__lte=asked.on), denominator=Q(due_on__gte=asked.since, due_on__lte=asked.on))


@indicator(
    key="look-back.rebound", label="回头看反弹条数", unit="条", records=LOOK_BACKS, clauses=("changzhou-2023/3.2c",),
    numerator="回头看发现反弹的条数", part_of="look-back-rate",
)  # fmt: skip
def look_back_rebound(asked: Question) -> Subsets:
    return Subsets(numerator=Q(state=LookBackState.FAILED, held_on__gte=asked.since, held_on__lte=asked.on))


@indicator(
    key="hazard-repeated", label="重复隐患", unit="条", records=HAZARDS, clauses=("national-2024/2.1.2c",),
    numerator="本期发现的重复隐患条数",
)  # fmt: skip
def repeated(asked: Question) -> Subsets:
    return Subsets(numerator=Q(recurs__isnull=False) & found_in(asked))


def _signed(asked: Question) -> Q:
    """Handed to somebody, and everybody it was handed to has signed by the end of the day."""
    end = start_of_day(asked.on + timedelta(days=1))
    rows = Serving.objects.filter(hazard_id=OuterRef("pk"), opened_at__lt=end).exclude(state=ServingState.WITHDRAWN)
    return Q(Exists(rows)) & ~Q(Exists(rows.filter(Q(signed_at=None) | Q(signed_at__gte=end))))
