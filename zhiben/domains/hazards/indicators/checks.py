"""现场检查扫码验真率: how many of the visits that ended in a paper have a certificate checked on the spot."""

from django.db.models import Exists, Q

from zhiben.domains.certificates.public import checked_on_visit
from zhiben.domains.hazards.indicators.monthly import NOTICES
from zhiben.domains.hazards.terms import NoticeKind
from zhiben.kernel.indicators.declarations import Question, Subsets, indicator

CLAUSES = ("hainan-2023/2.3.1c",)


@indicator(
    key="verify-in-inspection", label="现场检查扫码验真率", unit="%", records=NOTICES, clauses=CLAUSES,
    numerator="附有验真记录的现场检查", denominator="本期开具整改、停工文书的现场检查",
)  # fmt: skip
def checked(asked: Question) -> Subsets:
    return _checked(asked, "")


@indicator(
    key="verify-in-inspection.scan", label="其中扫码验真", unit="%", records=NOTICES, clauses=CLAUSES,
    numerator="扫过证照二维码的现场检查", denominator="本期开具整改、停工文书的现场检查", part_of="verify-in-inspection",
)  # fmt: skip
def scanned(asked: Question) -> Subsets:
    return _checked(asked, "scan")


@indicator(
    key="verify-in-inspection.face", label="其中人脸识别", unit="%", records=NOTICES, clauses=CLAUSES,
    numerator="用人脸比对核对过本人的现场检查", denominator="本期开具整改、停工文书的现场检查",
    part_of="verify-in-inspection",
)  # fmt: skip
def faces(asked: Question) -> Subsets:
    return _checked(asked, "face")


def _checked(asked: Question, way: str) -> Subsets:
    issued = Q(issued_on__isnull=False, kind__in=(NoticeKind.RECTIFY, NoticeKind.STOP))
    visited = Q(visited_on__gte=asked.since, visited_on__lte=asked.on)
    return Subsets(
        numerator=Q(Exists(checked_on_visit("notice", day="visited_on", way=way))), denominator=issued & visited
    )
