"""Incidents and traces brought to any stage through the real verbs, in the regions whose rules differ."""

from datetime import date, datetime, timedelta
from typing import Any

from zhiben.domains.accidents.models import Incident, Trace
from zhiben.domains.accidents.services.incidents import Account, report_incident, take_incident_step
from zhiben.domains.accidents.services.opening import open_due_traces, open_manually
from zhiben.domains.accidents.services.working import Responsible, take_trace_step
from zhiben.domains.accidents.terms import Blame, IncidentKind
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.services.hazards import report_hazard
from zhiben.domains.hazards.services.hazards import take_step as hazard_step
from zhiben.domains.hazards.terms import Level, Source
from zhiben.domains.hazards.tests.factories import CLAUSE, Site, account, finding, make_site, photo, site_account
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.parameters.models import Parameter
from zhiben.kernel.parameters.paths import path_of_code
from zhiben.kernel.parameters.services import refresh_effective
from zhiben.kernel.parameters.terms import Mark, Origin

# A district of each region whose rules differ.
CHANGZHOU, HAINAN, JIAOCHENG, FUJIAN, ELSEWHERE = "320412", "460105", "141122", "350102", "320102"
RESPONSIBLE = (
    Responsible(
        unit="闽江建设有限公司", person="吴大山", post="项目负责人", blame=Blame.MAIN, finding="逾期未组织支护加固"
    ),
)


def later(days: int) -> date:
    return day_of(now()) + timedelta(days=days)


def before(**ago: int) -> datetime:
    return now() - timedelta(**ago)


def enforcer(site: Site) -> Actor:
    return account("钱八", Role.ENFORCER, site.agency)


def major(site: Site, words: str = "基坑支护变形超过预警值未采取措施", days: int = 0, **values: Any) -> Hazard:
    """A major hazard found by the site's inspector so many days ago."""
    found = finding(words, level=Level.MAJOR, clause_code=CLAUSE, deadline_on=None, **values)
    return report_hazard(
        actor=site.inspector, project_id=site.project.pk, finding=found, source=Source.SUPERVISION,
        found_on=later(-days), at=now(),
    )  # fmt: skip


def self_checked(site: Site, level: Level = Level.GENERAL, days: int = 3, words: str = "临边缺少护栏") -> Hazard:
    """What the site reported about itself."""
    name = f"吴小山{Hazard.objects.count()}"
    given = {"clause_code": CLAUSE} if level == Level.MAJOR else {}
    return report_hazard(
        actor=site_account(name, Role.SITE_MANAGER, site.project), project_id=site.project.pk,
        finding=finding(words, level=level, deadline_on=None, **given), source=Source.SELF_CHECK,
        found_on=later(-days), at=now(),
    )  # fmt: skip


def ordered(site: Site, hazard: Hazard, deadline: date | None = None) -> Hazard:
    given: dict[str, Any] = {"deadline_on": deadline or later(7), "responsible_person": "吴大山", "measure": "加固支护"}
    return hazard_step(actor=site.inspector, hazard_id=hazard.pk, action="order", at=now(), **given)


def failed(site: Site, hazard: Hazard) -> Hazard:
    """Handed in and sent back."""
    given: dict[str, Any] = {"result": "已处理", "after_photos": [photo(site.inspector)], "on_behalf_of": "吴大山"}
    hazard_step(actor=site.inspector, hazard_id=hazard.pk, action="submit", at=now(), **given)
    return hazard_step(
        actor=site.inspector, hazard_id=hazard.pk, action="return", reason="仍在变形", deadline_on=later(7), at=now()
    )


def told(kind: IncidentKind = IncidentKind.NON_FATAL, **values: Any) -> Account:
    criterion = "HURT" if kind == IncidentKind.NON_FATAL else "COLLAPSED"
    given: dict[str, Any] = {
        "kind": kind, "criterion": criterion, "occurred_at": before(hours=3), "known_at": before(hours=2),
        "reported_at": before(hours=1), "spot": "3 号楼东侧基坑", "acc_type": "10", "part": "PIT",
        "injuries": 1 if kind == IncidentKind.NON_FATAL else 0, "minor": 2, "course": "支护局部滑移，两名工人擦伤",
        "measures": "撤人、回填反压", "reporter": "吴大山", "reporter_phone": "13800001234",
    }  # fmt: skip
    return Account(**{**given, **values})


def reported(site: Site, kind: IncidentKind = IncidentKind.NON_FATAL, **values: Any) -> Incident:
    return report_incident(actor=site.inspector, project_id=site.project.pk, account=told(kind, **values), at=now())


def confirmed(site: Site, kind: IncidentKind = IncidentKind.NON_FATAL, **values: Any) -> Incident:
    return step_incident(site.inspector, reported(site, kind, **values), "confirm", opinion="经现场核实属实")


def step_incident(actor: Actor, incident: Incident, action: str, **given: Any) -> Incident:
    return take_incident_step(actor=actor, incident_id=incident.pk, action=action, at=now(), **given)


def step(actor: Actor, trace: Trace, action: str, **given: Any) -> Trace:
    return take_trace_step(actor=actor, trace_id=trace.pk, action=action, at=given.pop("at", None) or now(), **given)


def opened(site: Site, hazard: Hazard | None = None) -> Trace:
    """A trace the agency decided on, wherever it is."""
    return open_manually(
        actor=site.leader, reason="连续三次发现同类隐患", hazard_id=(hazard or major(site)).pk, at=now()
    )


def begun(site: Site, hazard: Hazard | None = None) -> Trace:
    return step(site.leader, opened(site, hazard), "begin", investigator="钱八、林一")


def settled(site: Site, hazard: Hazard | None = None) -> Trace:
    """Every must-do item done, ready to be concluded."""
    trace = begun(site, hazard)
    for task in trace.tasks.order_by("position"):
        step(site.leader, trace, "settle_task", task=task.code, state="DONE", note="已办")
    return trace


def concluded(site: Site, hazard: Hazard | None = None) -> Trace:
    return step(
        site.leader, settled(site, hazard), "conclude", cause="未按方案分层开挖", opinion="依法处理",
        responsible=RESPONSIBLE,
    )  # fmt: skip


def set_rule(key: str, code: str, value: Any, since: date) -> None:
    """A parameter's row as the data files bring it."""
    Parameter.objects.create(
        key=key, division_code=code, path=path_of_code(code), value=value, valid_from=since, source="测试", mark=Mark.OWN,
        origin=Origin.FILE, recorded_at=now(),
    )  # fmt: skip
    refresh_effective([key])


def sweep(days: int = 0) -> int:
    """The job, so many days from now."""
    return open_due_traces(at=now() + timedelta(days=days))


__all__ = [
    "CHANGZHOU", "ELSEWHERE", "FUJIAN", "HAINAN", "JIAOCHENG", "RESPONSIBLE", "before", "begun", "concluded",
    "confirmed", "enforcer", "failed", "later", "major", "make_site", "opened", "ordered", "reported", "self_checked",
    "set_rule", "settled", "step", "step_incident", "sweep", "told",
]  # fmt: skip
