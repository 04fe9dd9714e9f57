"""月报各列: what the monthly table counts in a period. Not indicators of any document, but counted the same way.

A row of the month asks what was found in it and how much of that was closed by its end, so that 已整改 never exceeds
排查; what was found earlier and closed now shows in the running year.
"""

from typing import Final

from django.db.models import Exists, OuterRef, Q

from zhiben.domains.hazards.indicators.dates import GENERAL, HAZARDS, MAJOR, closed_by, found_in
from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.terms import NoticeKind, NoticeState, Source
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.indicators.declarations import Question, RecordSet, Subsets, indicator
from zhiben.registry.projects.public import projects

DEPARTMENT: Final = Q(source__in=(Source.SUPERVISION, Source.UPPER))
NOTICES: Final = RecordSet(
    key="notices", label="执法文书", rows=lambda: Notice.objects.exclude(state=NoticeState.VOIDED),
    list_url="hazards:notices",
)  # fmt: skip
VISITS: Final = RecordSet(
    key="visits",
    label="检查",
    rows=lambda: Hazard.objects.counted().filter(DEPARTMENT),
    entry=("project_id", "found_on"),
    list_url="hazards:hazards",
)
PROJECTS: Final = RecordSet(
    key="projects", label="工程项目", rows=lambda: projects(system_actor()), list_url="projects:list"
)


@indicator(
    key="monthly.visits", label="检查家次", unit="家次", records=VISITS, listed=False,
    numerator="本期有监督抽查、上级督查记录的项目，一个项目一天算一家次",
)  # fmt: skip
def visits(asked: Question) -> Subsets:
    return Subsets(numerator=found_in(asked))


@indicator(
    key="monthly.coverage", label="检查覆盖率", unit="%", records=PROJECTS, listed=False,
    numerator="本期检查过的在建项目", denominator="截至期末的在建项目",
)  # fmt: skip
def coverage(asked: Question) -> Subsets:
    running = projects(system_actor()).under_construction(asked.on)
    seen = Hazard.objects.counted().filter(DEPARTMENT, found_in(asked), project_id=OuterRef("pk"))
    return Subsets(numerator=Q(Exists(seen)), denominator=Q(pk__in=running.values("pk")))


@indicator(
    key="monthly.general", label="一般隐患整改率", unit="%", records=HAZARDS, listed=False,
    numerator="其中截至期末已销号的", denominator="本期排查发现的一般隐患",
)  # fmt: skip
def general(asked: Question) -> Subsets:
    return Subsets(numerator=closed_by(asked.on), denominator=GENERAL & found_in(asked))


@indicator(
    key="monthly.major", label="重大事故隐患整改率", unit="%", records=HAZARDS, listed=False,
    numerator="其中截至期末已销号的", denominator="本期排查发现的重大事故隐患",
)  # fmt: skip
def major(asked: Question) -> Subsets:
    return Subsets(numerator=closed_by(asked.on), denominator=MAJOR & found_in(asked))


@indicator(
    key="monthly.major.self", label="企业自查重大事故隐患", unit="条", records=HAZARDS, listed=False,
    numerator="本期企业自查发现的重大事故隐患",
)  # fmt: skip
def major_by_enterprises(asked: Question) -> Subsets:
    return Subsets(numerator=MAJOR & found_in(asked) & Q(source=Source.SELF_CHECK))


@indicator(
    key="monthly.major.department", label="部门检查重大事故隐患", unit="条", records=HAZARDS, listed=False,
    numerator="本期监督抽查、上级督查发现的重大事故隐患",
)  # fmt: skip
def major_by_departments(asked: Question) -> Subsets:
    return Subsets(numerator=MAJOR & found_in(asked) & DEPARTMENT)


@indicator(
    key="monthly.major.other", label="其他来源重大事故隐患", unit="条", records=HAZARDS, listed=False,
    numerator="本期举报、平台预警发现的重大事故隐患",
)  # fmt: skip
def major_by_others(asked: Question) -> Subsets:
    return Subsets(numerator=MAJOR & found_in(asked) & Q(source__in=(Source.TIP_OFF, Source.PLATFORM)))


@indicator(
    key="monthly.notices.rectify", label="限期整改通知书", unit="份", records=NOTICES, listed=False,
    numerator="本期签发的责令限期整改通知书",
)  # fmt: skip
def rectify_notices(asked: Question) -> Subsets:
    return Subsets(numerator=_issued_in(asked, NoticeKind.RECTIFY))


@indicator(
    key="monthly.notices.stop", label="停工通知书", unit="份", records=NOTICES, listed=False,
    numerator="本期签发的停工整改通知书",
)  # fmt: skip
def stop_notices(asked: Question) -> Subsets:
    return Subsets(numerator=_issued_in(asked, NoticeKind.STOP))


def _issued_in(asked: Question, kind: NoticeKind) -> Q:
    return Q(kind=kind, issued_on__gte=asked.since, issued_on__lte=asked.on)
