"""有施工必有监管: projects under construction that no competent agency looks after."""

from typing import Final

from django.db.models import Q

from zhiben.kernel.indicators.declarations import Question, RecordSet, Subsets, indicator
from zhiben.registry.projects.blind_spots import lacks, missing_posts, no_agency, no_officer, several_agencies
from zhiben.registry.projects.models import Project
from zhiben.registry.projects.terms import Blind

PROJECTS: Final = RecordSet(key="projects", label="工程项目", rows=Project.objects.all, list_url="projects:list")
CLAUSE: Final = ("national-2024/2.4.13a",)


def running(asked: Question) -> Q:
    """在建 at the end of the day: the one definition (docs/decisions/under-construction.md)."""
    return Q(pk__in=Project.objects.under_construction(asked.on).values("pk"))


@indicator(
    key="unsupervised-projects", label="无监管机构覆盖的在建项目", unit="个", records=PROJECTS, clauses=CLAUSE,
    numerator="没有监管机构、归属多个机构，或者监管机构没有持证监督人员的在建项目个数", denominator="在建项目个数",
)  # fmt: skip
def unsupervised(asked: Question) -> Subsets:
    blind = no_agency(asked.on) | no_officer(asked.on) | several_agencies()
    return Subsets(numerator=blind, denominator=running(asked))


@indicator(
    key="unsupervised-projects.no-agency", label="其中没有监管机构", unit="个", records=PROJECTS, clauses=CLAUSE,
    numerator="登记的监管机构不存在或者已撤销的在建项目个数", denominator="在建项目个数", part_of="unsupervised-projects",
)  # fmt: skip
def without_agency(asked: Question) -> Subsets:
    return Subsets(numerator=lacks(Blind.NO_AGENCY, asked.on), denominator=running(asked))


@indicator(
    key="unsupervised-projects.several", label="其中归属多个机构", unit="个", records=PROJECTS, clauses=CLAUSE,
    numerator="同一项目编码，或者同县同名，另有机构也在监管的在建项目个数", denominator="在建项目个数",
    part_of="unsupervised-projects",
)  # fmt: skip
def with_several(asked: Question) -> Subsets:
    return Subsets(numerator=lacks(Blind.SEVERAL, asked.on), denominator=running(asked))


@indicator(
    key="unsupervised-projects.no-officer", label="其中监管机构没有持证监督人员", unit="个", records=PROJECTS,
    clauses=CLAUSE, numerator="监管机构当日没有持有效证件的监督人员的在建项目个数", denominator="在建项目个数",
    part_of="unsupervised-projects",
)  # fmt: skip
def without_officer(asked: Question) -> Subsets:
    return Subsets(numerator=lacks(Blind.NO_OFFICER, asked.on), denominator=running(asked))


@indicator(
    key="posts-without-people", label="关键岗位缺人的在建项目", unit="个", records=PROJECTS, clauses=("national-2024/2.2.5b",),
    numerator="参数“在建项目必须有人的岗位”中有一个没有人的在建项目个数", denominator="在建项目个数",
)  # fmt: skip
def posts_without_people(asked: Question) -> Subsets:
    return Subsets(numerator=missing_posts(asked.on), denominator=running(asked))
