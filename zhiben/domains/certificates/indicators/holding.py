"""持证上岗: whether those who must hold a certificate do, and whether papers and people fit each other.

Officers are few, special trades are a part of a site's people, checks are looked at by period: these tables are counted
whole each day.
"""

from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from zhiben.domains.certificates.indicators.exchanging import in_force
from zhiben.domains.certificates.models import Certificate, CertificateCheck
from zhiben.domains.certificates.terms import CertificateKind, CertificateState, CheckOutcome, IdentityMethod
from zhiben.kernel.base.clock import end_of_day
from zhiben.kernel.indicators.declarations import Question, RecordSet, Subsets, indicator
from zhiben.kernel.marks.models import Mark
from zhiben.registry.agencies.public import Officer
from zhiben.registry.projects.public import ProjectPost, SiteWorker

LEVELS: Final = ("province", "city", "county")
MISMATCH: Final = "certificates.b_mismatch"


def _placed(rows: QuerySet[Any], path: str, agency: str = "") -> QuerySet[Any]:
    """With the level columns of where ``path`` stands, and of the agency responsible there."""
    known = {level: F(f"{path}__{level}") for level in LEVELS}
    placed: QuerySet[Any] = rows.annotate(**known, **({"agency_id": F(agency)} if agency else {}))
    return placed


def _officers() -> QuerySet[Any]:
    return _placed(Officer.objects.all(), "agency__division")


def _special() -> QuerySet[Any]:
    return _placed(SiteWorker.objects.filter(special=True, project__isnull=False), "project", "project__agency_id")


def _b_certificates() -> QuerySet[Any]:
    return Certificate.objects.filter(kind=CertificateKind.SAFETY_MANAGER, class_code="B")


OFFICERS: Final = RecordSet(key="officers", label="监督人员", rows=_officers, list_url="certificates:officers")
SPECIAL: Final = RecordSet(key="special_workers", label="特种作业人员", rows=_special, list_url="projects:site_workers")
B_CERTIFICATES: Final = RecordSet(
    key="b_certificates", label="安管人员B证", rows=_b_certificates, list_url="certificates:list"
)
CHECKS: Final = RecordSet(
    key="checks", label="验真记录", rows=CertificateCheck.objects.all, entry=("person_id",), list_url="checks:list"
)


def _usable(asked: Question, kind: CertificateKind) -> QuerySet[Certificate]:
    """Of this kind, in force on the day and not held back then."""
    held = Q(state=CertificateState.SUSPENDED, suspended_from__lte=asked.on)
    return Certificate.objects.filter(in_force(asked), kind=kind).exclude(held)


def _present(asked: Question) -> Q:
    return Q(valid_from__lte=asked.on) & (Q(valid_to=None) | Q(valid_to__gt=asked.on))


@indicator(
    key="supervisor-cert-rate", label="监督人员持证上岗率", unit="%", records=OFFICERS,
    clauses=("national-2024/2.4.11a", "fujian-2024/4.p4a"), numerator="持有效考核合格证的在岗监督人员人数",
    denominator="在岗监督人员人数",
)  # fmt: skip
def certified(asked: Question) -> Subsets:
    """A certificate goes with the person: whoever moved to another agency keeps it."""
    usable = _usable(asked, CertificateKind.SUPERVISOR_STAFF)
    own = Exists(usable.filter(officer=OuterRef("pk")))
    earlier = Exists(usable.filter(officer__user_id=OuterRef("user_id")))
    return Subsets(numerator=Q(own) | Q(user_id__isnull=False) & Q(earlier), denominator=_present(asked))


@indicator(
    key="special-worker-cert", label="特种作业人员持证上岗率", unit="%", records=SPECIAL,
    clauses=("national-2024/2.3.9b", "jiaocheng-2024/2.2.1a"),
    numerator="持有同工种有效操作资格证的人数", denominator="已进场登记、在岗的特种作业人员人数（在几个工程的分别计）",
)  # fmt: skip
def skilled(asked: Question) -> Subsets:
    """Of the trade that the site's ledger names; where either names none, any special trade will do."""
    usable = _usable(asked, CertificateKind.SPECIAL_WORKER).filter(person_id=OuterRef("person_id"))
    fitting = Exists(usable.filter(Q(class_code=OuterRef("special_code")) | Q(class_code="")))
    unnamed = Q(special_code="") & Q(Exists(usable))
    return Subsets(numerator=Q(fitting) | unnamed, denominator=_present(asked))


@indicator(
    key="b-cert-mismatch-flag", label="注册建造师证与B证不匹配标注率", unit="%", records=B_CERTIFICATES,
    clauses=("fujian-2024/3.m3c",), numerator="其中当日已标注异常的",
    denominator="受聘企业与同一人注册建造师注册企业不一致的有效B证张数",
)  # fmt: skip
def flagged(asked: Question) -> Subsets:
    end = end_of_day(asked.on)
    register = _usable(asked, CertificateKind.CONSTRUCTOR).filter(person_id=OuterRef("person_id"))
    same = Q(employer_id=OuterRef("employer_id")) | Q(employer_name=OuterRef("employer_name"))
    marked = Mark.objects.filter(code=MISMATCH, subject_kind="certificate", subject_id=OuterRef("pk"), since__lte=end)
    return Subsets(
        numerator=Q(Exists(marked.filter(Q(until=None) | Q(until__gt=end)))),
        denominator=in_force(asked) & Q(person_id__isnull=False) & Q(Exists(register.exclude(same))),
    )


@indicator(
    key="person-cert-match", label="关键岗位人证合一率", unit="%", records=CHECKS, clauses=("national-2024/2.3.9b",),
    numerator="其中没有一次不符、未能判定的", denominator="本期现场核对过本人的在岗关键人员人数",
)  # fmt: skip
def matched(asked: Question) -> Subsets:
    """By face or by document; who once did not fit is not counted as fitting."""
    period = Q(day__gte=asked.since, day__lte=asked.on) & ~Q(method=IdentityMethod.NONE)
    holders = ProjectPost.objects.filter(
        project_id=OuterRef("project_id"), person_id=OuterRef("person_id"), valid_from__lte=OuterRef("day")
    ).filter(Q(valid_to=None) | Q(valid_to__gt=OuterRef("day")))
    other = CertificateCheck.objects.filter(period, person_id=OuterRef("person_id")).exclude(outcome=CheckOutcome.SAME)
    return Subsets(
        numerator=Q(outcome=CheckOutcome.SAME) & ~Q(Exists(other)),
        denominator=period & Q(person_id__isnull=False) & Q(Exists(holders)),
    )
