"""Working on a report: checked, signed, handed in, accepted or returned. Figures are counted, never given."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from zhiben.domains.campaigns.models import Report, ReportVersion
from zhiben.domains.campaigns.policies import receives
from zhiben.domains.campaigns.queries.drafting import texts_of
from zhiben.domains.campaigns.queries.freezing import frozen
from zhiben.domains.campaigns.queries.own_report import counted_now, is_nothing
from zhiben.domains.campaigns.queries.report import IN_WORKBOOK, ReportData
from zhiben.domains.campaigns.queries.report_checks import checks_of
from zhiben.domains.campaigns.queries.versions import figures_of
from zhiben.domains.campaigns.services.issuing import issue_report, take_back
from zhiben.domains.campaigns.workflow import REPORT_FLOW
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.evidence.services import attach
from zhiben.kernel.papers.issued import hash_of
from zhiben.kernel.workflow.engine import fire

LONGEST: Final = 1000
WHY: Final = "why{}"
Step = Callable[[Actor, Report, str, datetime, dict[str, Any]], Report]


@transaction.atomic
def take_report_step(*, actor: Actor, report_id: UUID, action: str, at: datetime, **inputs: Any) -> Report:
    """One step of a report. ``check`` takes ``why1`` … for the broken checks in their order; the rest as the table says.

    Raises NotVisible, WrongState, NotPermitted (also for whoever is above but not the receiver) or InvalidInput.
    """
    report = held_report(actor, report_id)
    step: Step = STEPS.get(action, _plain)
    return step(actor, report, action, at, inputs)


def held_report(actor: Actor, report_id: UUID) -> Report:
    """The report, locked. Raises NotVisible."""
    found = Report.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=report_id).first()
    if found is None:
        raise NotVisible()
    return found


def _plain(actor: Actor, report: Report, action: str, at: datetime, inputs: dict[str, Any]) -> Report:
    files = _files(inputs.pop("files", None) or ())
    row = next((t for t in REPORT_FLOW.transitions if t.action == action), None)
    if row is None:
        raise NotVisible("没有这项办理")
    if files and any(i.name == "files" for i in row.inputs):
        inputs["files"] = [str(one) for one in files]
    done = fire(REPORT_FLOW, report.pk, action, actor=actor, at=at, **inputs)
    if files:
        attach(file_ids=files, owner_kind="report", owner_id=report.pk, slot="files", actor=actor, at=at)
    return done


def _files(given: Iterable[object]) -> list[UUID]:
    try:
        return [UUID(str(one)) for one in given]
    except ValueError:
        raise InvalidInput.of("files", "附件没有找到，请重新上传") from None


def _check(actor: Actor, report: Report, action: str, at: datetime, inputs: dict[str, Any]) -> Report:
    """Counted once more; what was counted is kept, with what is said about it."""
    whys = [str(inputs.pop(name) or "").strip() for name in _why_names(inputs)]
    if (action, report.state) not in REPORT_FLOW.moves:
        return fire(REPORT_FLOW, report.pk, action, actor=actor, at=at, **inputs, checked_by=actor.name)
    _period_over(report, at)
    data = counted_now(report, at=at, by=actor.name, most=IN_WORKBOOK)
    explained = _explained(report, data, whys)
    _zero_said(data, bool(inputs.get("zero")))
    given = {**texts_of(report, data), **{k: v for k, v in inputs.items() if v is not None}}
    words = "；".join(f"{rule}——{why}" for rule, why in explained.items())
    done = fire(REPORT_FLOW, report.pk, action, actor=actor, at=at, **given, explained=words, checked_by=actor.name)
    version = _keep(done, data, explained, actor, at)
    Report.objects.filter(pk=done.pk).update(checked=version, explanations=explained)
    done.refresh_from_db()
    return done


def _why_names(inputs: Mapping[str, Any]) -> list[str]:
    return sorted((name for name in inputs if name.startswith("why")), key=lambda name: int(name[3:] or 0))


def _explained(report: Report, data: ReportData, whys: list[str]) -> dict[str, str]:
    """Every broken check needs words of its own."""
    broken = [one for one in checks_of(report, data) if not one.holds]
    said = dict(zip((one.rule for one in broken), whys, strict=False))
    wrong = [
        FieldError(field=WHY.format(n), reason=f"“{one.rule}”不符，请核对记录，或者写明原因")
        for n, one in enumerate(broken, start=1) if not said.get(one.rule)
    ]  # fmt: skip
    wrong += [
        FieldError(field=WHY.format(n), reason=f"说明最多 {LONGEST} 个字")
        for n, why in enumerate(whys, start=1) if len(why) > LONGEST
    ]  # fmt: skip
    if wrong:
        raise InvalidInput(*wrong)
    return said


def _zero_said(data: ReportData, zero: bool) -> None:
    """零报告 is said in so many words, and only when there is nothing."""
    nothing = is_nothing(data)
    if nothing and not zero:
        raise InvalidInput.of("zero", "本期各项数字都是 0。确认没有发生的，请勾选“零报告”")
    if zero and not nothing:
        raise InvalidInput.of("zero", "本期有数字，不是零报告")


def _period_over(report: Report, at: datetime) -> None:
    """A report that is to be handed in after its period waits for the period's end."""
    if report.due_on > report.until >= day_of(at):
        first = report.until + timedelta(days=1)
        raise WrongState(f"{report.period}还没有结束，{first.month}月{first.day}日起才能核对、签发")


def _keep(report: Report, data: ReportData, explained: Mapping[str, str], actor: Actor, at: datetime) -> ReportVersion:
    said = {
        "title": report.title, "name": report.name, "work": report.work, "problems": report.problems,
        "next_steps": report.next_steps, "zero": report.zero, "explanations": dict(explained),
        "checked_by": actor.name, "receiver": report.receiver_name,
        "checks": [{"rule": c.rule, "broken": list(c.broken)} for c in checks_of(report, data)],
    }  # fmt: skip
    content = json.loads(json.dumps({**frozen(data), "said": said}, cls=DjangoJSONEncoder))
    return ReportVersion.objects.create(
        division_code=report.division_code, month=report.since, cut=data.month.cut, figures=figures_of(data.table),
        digest=hash_of(content), made_at=at, made_by=actor.name, made_by_id=actor.user_id, report_id=report.pk,
        content=content,
    )  # fmt: skip


def _sign(actor: Actor, report: Report, action: str, at: datetime, inputs: dict[str, Any]) -> Report:
    done = fire(REPORT_FLOW, report.pk, action, actor=actor, at=at, **inputs, signed_by=actor.name)
    issue_report(done, at=at)
    return done


def _receive(actor: Actor, report: Report, action: str, at: datetime, inputs: dict[str, Any]) -> Report:
    """One level up means: the agency it was handed in to, not every agency above."""
    known = (action, report.state) in REPORT_FLOW.moves
    if known and not receives(actor, report):
        raise NotPermitted(f"这份报表由{report.receiver_name}接收或者退回")
    done = fire(REPORT_FLOW, report.pk, action, actor=actor, at=at, **inputs)
    if action == "return":
        take_back(done, reason=str(inputs["reason"]), at=at)
    return done


STEPS: Final[dict[str, Step]] = {"check": _check, "sign": _sign, "accept": _receive, "return": _receive}
