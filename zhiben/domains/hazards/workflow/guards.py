"""Conditions of transitions that roles and states cannot say. Each refuses with a sentence for the user."""

from datetime import date

from zhiben.domains.criteria.public import clause_in_force
from zhiben.domains.hazards.models import Hazard, Measure
from zhiben.domains.hazards.terms import BLOCKING_MEASURES, Level, Source
from zhiben.kernel.base.errors import FieldError, InvalidInput, Refusal, WrongState
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.definition import Inputs

MOST_YEARS = 10


def major_needs_clause(hazard: Hazard, given: Inputs) -> None:
    """重大 is a finding of law: it names a clause of the edition in force on the day of finding."""
    if given.get("level") != Level.MAJOR:
        return
    code = given.get("clause_code")
    if not code:
        raise InvalidInput.of("clause_code", "判定为重大事故隐患，要选择判定标准的条款")
    if not clause_in_force(code, on=hazard.found_on):
        day = f"{hazard.found_on:%Y-%m-%d}"
        raise InvalidInput.of("clause_code", f"条款 {code} 在发现日期 {day} 不适用，请按当时有效的版本选择")


def deadline_doubt(deadline: date, found_on: date) -> str:
    """What cannot be right about a deadline; empty when it can. A year far away is a slip of the finger."""
    if deadline < found_on:
        return f"整改期限不能早于发现日期 {found_on.isoformat()}"
    if deadline.year > found_on.year + MOST_YEARS:
        return f"整改期限 {deadline.isoformat()} 离发现日期太远，请核对年份"
    return ""


def deadline_not_before_finding(hazard: Hazard, given: Inputs) -> None:
    if doubt := deadline_doubt(given["deadline_on"], hazard.found_on):
        raise InvalidInput.of("deadline_on", doubt)


def deadline_later_than_now(hazard: Hazard, given: Inputs) -> None:
    deadline: date = given["deadline_on"]
    if hazard.deadline_on and deadline <= hazard.deadline_on:
        raise InvalidInput.of("deadline_on", f"延期后的期限要晚于现在的期限 {hazard.deadline_on:%Y-%m-%d}")


FIVE = (
    ("responsible_person", "整改责任人"),
    ("measure", "整改措施"),
    ("fund_wan", "整改资金"),
    ("emergency", "应急预案"),
)


def lacking_of_five(hazard: Hazard, given: Inputs) -> list[FieldError]:
    """五定（责任、措施、资金、时限、预案）: what a major hazard still lacks. 时限 is always asked for."""
    said = {name: given.get(name) or getattr(hazard, name) for name, _ in FIVE}
    return [
        FieldError(field=n, reason=f"重大事故隐患要写明{label}（五定）") for n, label in FIVE if said[n] in (None, "")
    ]


def five_settled(hazard: Hazard, given: Inputs) -> None:
    """Where the place demands it, a major hazard is ordered with all five at once."""
    if hazard.level != Level.MAJOR:
        return
    lacking = lacking_of_five(hazard, given)
    if lacking and value_of("hazards.major_five_required", path=hazard.place, on=hazard.found_on):
        raise InvalidInput(*lacking)


def enough_after_photos(hazard: Hazard, given: Inputs) -> None:
    """整改后影像 is the proof of rectification; how many is a parameter."""
    least = int(value_of("hazards.photos_required_after", path=hazard.place, on=hazard.found_on))
    if len(given.get("after_photos") or ()) < least:
        raise InvalidInput.of("after_photos", f"请上传整改后的照片（至少 {least} 张）")


def spot_fix_allowed(hazard: Hazard, given: Inputs) -> None:
    allowed = value_of("hazards.major_fix_on_spot_allowed", path=hazard.place, on=hazard.found_on)
    if hazard.level == Level.MAJOR and not allowed:
        raise InvalidInput.of("fixed_on_spot", "重大事故隐患不能按当场整改销号，请下达整改或停工文书")


def own_self_check_only(hazard: Hazard, given: Inputs) -> None:
    """企业自查的一般隐患 may be ordered and closed by the enterprise itself; everything else by the agency."""
    if hazard.source != Source.SELF_CHECK or hazard.level != Level.GENERAL:
        raise Refusal("只有企业自查的一般隐患可以由企业自行下达和销号", status=403, title="没有权限")


def measures_settled(hazard: Hazard, given: Inputs) -> None:
    """重大隐患的必办措施 are done or waived before the hazard is closed: 缺环节不能销号 (national-2024/2.1.2c)."""
    if hazard.level != Level.MAJOR:
        return
    missing = Measure.objects.open().filter(hazard=hazard, kind__in=BLOCKING_MEASURES).order_by("id")
    if words := "、".join(m.get_kind_display() for m in missing):
        raise WrongState(f"还不能销号：这条重大事故隐患的必办措施还没有完成——{words}")
