"""What an officer or a site writes down about one hazard, checked before anything is stored."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from zhiben.domains.criteria.public import clause_in_force
from zhiben.domains.hazards.terms import Level
from zhiben.domains.hazards.workflow.guards import deadline_doubt
from zhiben.kernel.base.errors import FieldError, InvalidInput
from zhiben.kernel.parameters.queries import value_of

FIRST_YEAR: Final = 2000  # nothing in the ledgers is older: an earlier year is a slip of the finger


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One hazard as found. ``fixed_on_spot`` needs photos before and after; otherwise ``deadline_on`` is needed.

    ``recurs`` names the closed hazard that has come back, ``recurs_why`` the cause of that.
    """

    level: Level
    description: str
    location: str = ""
    category: str = ""
    clause_code: str = ""
    measure: str = ""
    deadline_on: date | None = None
    responsible_person: str = ""
    stop_work: bool = False
    fixed_on_spot: bool = False
    before_photos: tuple[UUID, ...] = ()
    after_photos: tuple[UUID, ...] = ()
    fund_wan: Decimal | None = None
    emergency: str = ""
    recurs: UUID | None = None
    recurs_why: str = ""


def check_finding(finding: Finding, *, found_on: date, today: date, place: str, prefix: str = "") -> None:
    """Raises InvalidInput naming every field that is wrong, with ``prefix`` in front of its name."""
    wrong = [
        *_dates(finding, found_on, today, place),
        *_words(finding),
        *_grade(finding, found_on),
        *_major(finding),
        *_spot(finding, place, found_on),
    ]
    if wrong:
        raise InvalidInput(*(FieldError(field=prefix + e.field, reason=e.reason) for e in wrong))


def _dates(finding: Finding, found_on: date, today: date, place: str) -> list[FieldError]:
    wrong = []
    if found_on > today:
        wrong.append(FieldError(field="found_on", reason=f"发现日期 {found_on:%Y-%m-%d} 在今天之后"))
    if found_on.year < FIRST_YEAR:
        wrong.append(FieldError(field="found_on", reason=f"发现日期 {found_on.isoformat()} 太早，请核对年份"))
    elif finding.deadline_on and (doubt := deadline_doubt(finding.deadline_on, found_on)):
        wrong.append(FieldError(field="deadline_on", reason=doubt))
    return wrong


def _words(finding: Finding) -> list[FieldError]:
    wrong = []
    if not finding.description.strip():
        wrong.append(FieldError(field="description", reason="请写明隐患的具体情况"))
    if len(finding.description) > 2000:
        wrong.append(FieldError(field="description", reason="隐患描述最多 2000 字"))
    return wrong


def _grade(finding: Finding, found_on: date) -> list[FieldError]:
    if finding.level != Level.MAJOR:
        return []
    if not finding.clause_code:
        return [FieldError(field="clause_code", reason="重大事故隐患要选择判定标准的条款")]
    if not clause_in_force(finding.clause_code, on=found_on):
        reason = f"这一条款在 {found_on:%Y-%m-%d} 不适用，请按当时有效的版本选择"
        return [FieldError(field="clause_code", reason=reason)]
    return []


def _major(finding: Finding) -> list[FieldError]:
    wrong = []
    if finding.fund_wan is not None and finding.fund_wan < 0:
        wrong.append(FieldError(field="fund_wan", reason="整改资金不能是负数"))
    if len(finding.emergency) > 1000:
        wrong.append(FieldError(field="emergency", reason="应急预案最多 1000 字"))
    if finding.recurs and not finding.recurs_why.strip():
        wrong.append(FieldError(field="recurs_why", reason="重复隐患要写明复发原因"))
    if len(finding.recurs_why) > 500:
        wrong.append(FieldError(field="recurs_why", reason="复发原因最多 500 字"))
    return wrong


def _spot(finding: Finding, place: str, found_on: date) -> list[FieldError]:
    if not finding.fixed_on_spot:
        return []
    wrong = []
    if finding.level == Level.MAJOR and not value_of("hazards.major_fix_on_spot_allowed", path=place, on=found_on):
        wrong.append(FieldError(field="fixed_on_spot", reason="重大事故隐患不能按当场整改销号，请下达整改或停工文书"))
    if not finding.before_photos:
        wrong.append(FieldError(field="before_photos", reason="当场整改要有整改前照片"))
    if not finding.after_photos:
        wrong.append(FieldError(field="after_photos", reason="当场整改要有整改后照片"))
    return wrong
