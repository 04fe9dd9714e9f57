"""责任倒查 of the year: opened with each major hazard, begun, concluded with findings or dismissed; two incidents."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from zhiben.domains.accidents.models import Trace, TraceTask
from zhiben.domains.accidents.services.incidents import Account, report_incident, take_incident_step
from zhiben.domains.accidents.services.opening import open_due_traces
from zhiben.domains.accidents.services.working import (
    Responsible,
    begin_trace,
    close_trace,
    conclude_trace,
    dismiss_trace,
    refresh_trace,
    settle_task,
)
from zhiben.domains.accidents.terms import Blame, IncidentKind, TaskState
from zhiben.kernel.base.clock import CHINA, day_of
from zhiben.kernel.parameters.queries import value_of
from zhiben.world.chronicle import Chronicle
from zhiben.world.stories import Fate, Major

CONCLUDED: Final = timedelta(days=70)  # found longer ago: the cause is known
AGED: Final = timedelta(days=14)  # what was gathered at the beginning is out of date
CAUSE: Final = "项目部日常排查流于形式，隐患部位验收和交底未落实；监理旁站检查未发现、未制止。"
OPINION: Final = "总承包单位负主要责任，监理单位负监管责任。"
RESULT: Final = "对总承包单位全区通报并记不良信用；项目负责人由企业按内部规定处理；监理单位约谈。"
DISMISSED: Final = "经查，项目部当日自查已发现并在整改，检查组到场时已停工封闭，责任已由企业内部追究，不再倒查。"
LONG_AGO: Final = datetime(2024, 1, 1, tzinfo=CHINA)  # when it happened is told with the incident
HURT: Final = Account(
    kind=IncidentKind.NON_FATAL, criterion="HURT", occurred_at=LONG_AGO, reported_at=LONG_AGO,
    spot="2号楼卸料平台", part="EDGE", acc_type="01", injuries=0, minor=1,
    course="吊运钢管时捆扎不牢，一根钢管滑落，擦伤一名作业人员左肩。",
    measures="立即停止吊运，送医检查处理，全员重新交底。", first_cause="捆扎不牢，吊装区域未设警戒", reporter="",
)  # fmt: skip
NEAR: Final = Account(
    kind=IncidentKind.NEAR_MISS, criterion="EVACUATED", occurred_at=LONG_AGO, reported_at=LONG_AGO,
    spot="基坑东南角", part="PIT", acc_type="10", exposed=6,
    course="暴雨后桩顶位移单日变化超过报警值，现场撤出坑底 6 名作业人员。",
    measures="撤人、回填反压、加密监测，位移已趋稳。", first_cause="坑边积水下渗，坡顶超载", reporter="",
)  # fmt: skip


class TraceTale:
    def __init__(self, chronicle: Chronicle) -> None:
        self.on, self.later = chronicle.on, chronicle.later
        self.teller, self.cast, self.chance = chronicle.teller, chronicle.cast, chronicle.chance
        county = self.teller.registers.county.path
        self.reach = timedelta(days=int(value_of("accidents.trace_reach_days", path=county, on=self.teller.today)))

    def tell(self) -> None:
        for major in self.teller.majors:
            if self.teller.at - major.issued_at < self.reach:
                self.on(major.issued_at + timedelta(minutes=15), self._open(major))
                late = datetime.combine(major.row["deadline_on"] + timedelta(days=1), time(0, 10), CHINA)
                if major.replied_at is None:
                    self.on(late, partial(_overdue, major.item.id))
        self._incident(HURT, days=64)
        self._incident(NEAR, days=9)

    def _open(self, major: Major) -> Callable[[datetime], object]:
        def act(at: datetime) -> None:
            open_due_traces(at=at, only=[major.item.id])
            trace = Trace.objects.get(hazard=major.item.id)
            self._follow(trace.pk, at, major)

        return act

    def _follow(self, pk: UUID, at: datetime, major: Major) -> None:
        """Begun the next day. What was put right at once is dismissed now and then; what is old is concluded."""
        if major.plot.kind == "RECTIFY":
            self.later(at, 2, lambda t: dismiss_trace(actor=self.cast.leader, trace_id=pk, reason=DISMISSED, at=t))
            return
        days = 2 if major.plot.fate is Fate.DRAFTED else 1
        self.later(at, days, lambda t: begin_trace(actor=self.cast.enforcer, trace_id=pk, at=t))
        if self.teller.at - at > CONCLUDED:
            self.later(at, 45, partial(self._conclude, pk, major.site.parties))
            self.later(at, 60, lambda t: close_trace(actor=self.cast.leader, trace_id=pk, result=RESULT, at=t))
        elif self.teller.at - at > AGED:
            last = self.teller.at - timedelta(hours=20)
            self.on(last, lambda t: refresh_trace(actor=self.cast.enforcer, trace_id=pk, at=t))

    def _conclude(self, pk: UUID, parties: dict[str, tuple[UUID, str]], at: datetime) -> None:
        by = self.cast.enforcer
        for task in TraceTask.objects.filter(trace=pk, state=TaskState.PENDING).order_by("code"):
            settle_task(actor=by, trace_id=pk, task=task.code, state="DONE", note="已查明，见案卷", at=at)
        found = [
            Responsible(unit=parties["contractor"][1], blame=Blame.MAIN, finding="未按方案施工，验收和交底缺失"),
            Responsible(unit=parties["consultant"][1], blame=Blame.SUPERVISING, finding="巡视旁站未发现并制止"),
        ]
        conclude_trace(actor=by, trace_id=pk, cause=CAUSE, opinion=OPINION, responsible=found,
                       at=at + timedelta(minutes=30))  # fmt: skip

    def _incident(self, told: Account, days: int) -> None:
        """The site tells within the hour; verified the same day; traced as the place demands."""
        moment = self.chance.moment(day_of(self.teller.at) - timedelta(days=days))
        there = [s for s in self.teller.registers.sites if s.ended_on is None and s.start_on < day_of(moment)]
        site = self.chance.pick(there)
        by = self.cast.site(site)

        def act(at: datetime) -> None:
            account = replace(told, occurred_at=moment, known_at=moment, reported_at=at, reporter=by.name)
            incident = report_incident(actor=by, project_id=site.id, account=account, at=at)
            self.on(at + timedelta(hours=3), partial(verify, incident.pk))

        def verify(pk: UUID, at: datetime) -> None:
            take_incident_step(actor=self.cast.inspector, incident_id=pk, action="confirm", at=at,
                               opinion="现场核实属实，处置及时，已下达整改要求。")  # fmt: skip
            trace = Trace.objects.get(incident=pk)
            self.later(at, 1, lambda t: begin_trace(actor=self.cast.enforcer, trace_id=trace.pk, at=t))
            self.later(at, 40, partial(self._conclude, trace.pk, site.parties))
            self.later(at, 50, lambda t: close_trace(actor=self.cast.leader, trace_id=trace.pk, result=RESULT, at=t))
            ended = "责任倒查已结案，整改措施已落实，伤者已复工。"
            self.later(at, 52, lambda t: take_incident_step(actor=self.cast.inspector, incident_id=pk, action="close",
                                                            at=t, result=ended))  # fmt: skip

        self.on(moment + timedelta(minutes=40), act)


def _overdue(hazard_id: UUID, at: datetime) -> None:
    """The deadline has passed: one more reason."""
    open_due_traces(at=at, only=[hazard_id])
