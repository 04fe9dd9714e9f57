"""有施工必有监管: projects under construction that no competent agency looks after."""

from typing import Final

from django.db.models import Exists, OuterRef, Q

from zhiben.kernel.indicators.declarations import Question, RecordSet, Subsets, indicator
from zhiben.registry.agencies.public import agencies_on, certified_officers
from zhiben.registry.projects.models import Project

PROJECTS: Final = RecordSet(key="projects", label="工程项目", rows=Project.objects.all, list_url="projects:list")
CLAUSE: Final = ("national-2024/2.4.13a",)


def running(asked: Question) -> Q:
    """在建 at the end of the day: the one definition (docs/decisions/under-construction.md)."""
    return Q(pk__in=Project.objects.under_construction(asked.on).values("pk"))


@indicator(
    key="unsupervised-projects", label="无监管机构覆盖的在建项目", unit="个", records=PROJECTS, clauses=CLAUSE,
    numerator="没有监管机构，或者监管机构没有持证监督人员的在建项目个数", denominator="在建项目个数",
)  # fmt: skip
def unsupervised(asked: Question) -> Subsets:
    return Subsets(numerator=_no_agency(asked) | _no_officer(asked), denominator=running(asked))


@indicator(
    key="unsupervised-projects.no-agency", label="其中没有监管机构", unit="个", records=PROJECTS, clauses=CLAUSE,
    numerator="登记的监管机构不存在或者已撤销的在建项目个数", denominator="在建项目个数", part_of="unsupervised-projects",
)  # fmt: skip
def no_agency(asked: Question) -> Subsets:
    return Subsets(numerator=_no_agency(asked), denominator=running(asked))


@indicator(
    key="unsupervised-projects.no-officer", label="其中监管机构没有持证监督人员", unit="个", records=PROJECTS,
    clauses=CLAUSE, numerator="监管机构当日没有持有效证件的监督人员的在建项目个数", denominator="在建项目个数",
    part_of="unsupervised-projects",
)  # fmt: skip
def no_officer(asked: Question) -> Subsets:
    return Subsets(numerator=~_no_agency(asked) & _no_officer(asked), denominator=running(asked))


def _no_agency(asked: Question) -> Q:
    return ~Q(Exists(agencies_on(asked.on).filter(pk=OuterRef("agency_id"))))


def _no_officer(asked: Question) -> Q:
    return ~Q(Exists(certified_officers(asked.on).filter(agency_id=OuterRef("agency_id"))))
