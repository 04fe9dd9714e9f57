"""What became of certificates: decisions with their papers, what the county asked of the province, some exchanged."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from zhiben.domains.certificates.models import CarryingDay, Certificate
from zhiben.domains.certificates.public import CertificateFacts, ask_for_decision, decide, issue_certificate
from zhiben.domains.certificates.services.renewing import open_renewal, refresh_renewals
from zhiben.domains.certificates.services.requests import answer_request
from zhiben.domains.certificates.terms import CertificateKind, CodeWay
from zhiben.kernel.base.clock import day_of
from zhiben.registry.equipment.models import EquipmentOperator
from zhiben.registry.projects.models import ProjectPost
from zhiben.world.copying import copy_rows
from zhiben.world.desks import Desks
from zhiben.world.drawing import Chance
from zhiben.world.registers import COUNTY, Registers

K = CertificateKind
DYNAMIC: Final = "《建筑施工企业安全生产许可证动态监管暂行办法》"
EXCHANGED: Final = 6
CARRIED_DAYS: Final = 45


class CertificateTale:
    """``people``: certificates of those who neither hold a post nor work a machine, so that nobody stands without one."""

    def __init__(self, registers: Registers, desks: Desks) -> None:
        self.registers, self.desks = registers, desks
        self.province, self.county = desks["shengfazheng"], desks["fazheng"]
        good = Certificate.objects.filter(state="valid", closed_at=None)
        busy = EquipmentOperator.objects.values("person_id")
        posted = ProjectPost.objects.values("person_id")
        people = good.filter(kind=K.SPECIAL_WORKER).exclude(person__in=busy).exclude(person__in=posted)
        self.workers = _ids(people.filter(valid_to__gt=day_of(desks.at) + timedelta(days=200)))
        self.over = _ids(people.filter(valid_to__lt=day_of(desks.at)))
        self.managers = _ids(good.filter(kind=K.SAFETY_MANAGER, class_code="C2"))
        self.firms = {
            kind: [pk for pk, _ in registers.enterprises[kind]] for kind in ("contractor", "subcontractor", "labour")
        }

    def licence(self, kind: str, number: int) -> UUID:
        """Of the n-th firm of a kind that has a good one."""
        rows = Certificate.objects.filter(kind=K.ENTERPRISE_LICENSE, state="valid", enterprise__in=self.firms[kind])
        good = rows.filter(valid_to__gt=day_of(self.desks.at) + timedelta(days=60))
        return _ids(good)[number]

    def decide(self, days: int, certificate: UUID, action: str, reason: str, **more: Any) -> None:
        at = self.desks.on(days, 15)
        decide(actor=self.province, certificate_id=certificate, action=action, reason=reason, at=at, **more)

    def tell(self) -> None:
        """In the order of their days: numbers rise with them."""
        first, gone = self.licence("subcontractor", 0), self.licence("labour", 0)
        accident = self.licence("subcontractor", 1)
        turns: list[tuple[int, Callable[[], object]]] = [
            (75, lambda: self.decide(75, first, "suspend", "降低安全生产条件，安全管理机构和人员配备不足", basis=f"{DYNAMIC}第十四条",
                                     **self._term(75, 30))),
            (60, lambda: self.decide(60, self.workers[3], "revoke_penalty", "转借资格证书给他人上岗，情节严重")),
            (50, lambda: self.decide(50, self.managers[5], "revoke_grant", "以提供虚假材料的方式取得考核合格证")),
            (44, lambda: self.decide(44, first, "return", "暂扣期满，经复查已恢复安全生产条件")),
            (40, lambda: self.decide(40, gone, "withdraw", "企业资质已被撤回，不再具备许可条件", basis="行政许可法第八条")),
            (35, lambda: self.decide(35, self.over[0], "cancel", "有效期届满未延续")),
            (33, lambda: self.decide(33, self.over[1], "cancel", "有效期届满未延续")),
            (20, lambda: self._ask(20, self.managers[9], "cancel", "该人员已调离建筑行业，建议注销考核合格证")),
            (16, lambda: self._refuse(16, "经核实此人仍在原单位任职，社保未中断，不予采纳")),
            (10, lambda: self._ask(10, accident, "suspend", "所承建项目发生一般生产安全事故，建议暂扣", days=45,
                                   because_of_accident=True)),
            (7, lambda: self.decide(7, accident, "suspend", "发生一般生产安全事故", because_of_accident=True,
                                    basis=f"{DYNAMIC}第十五条", **self._term(7, 45))),
            (4, lambda: self._ask(4, self.workers[7], "revoke_penalty", "现场核查发现伪造体检证明、转借证书，建议吊销")),
        ]  # fmt: skip
        for _, turn in turns:
            turn()
        self._exchange()

    def _term(self, days: int, length: int) -> dict[str, date]:
        since = day_of(self.desks.on(days))
        return {"since": since, "until": since + timedelta(days=length - 1)}

    def _ask(self, ago: int, certificate: UUID, wanted: str, reason: str, **more: Any) -> None:
        self.asked = ask_for_decision(
            actor=self.desks["jiandu"], certificate_id=certificate, wanted=wanted, reason=reason,
            at=self.desks.on(ago), **more,
        )  # fmt: skip

    def _refuse(self, days: int, answer: str) -> None:
        answer_request(actor=self.province, request_id=self.asked.pk, action="refuse", answer=answer,
                       at=self.desks.on(days))  # fmt: skip

    def _exchange(self) -> None:
        """换发 under way: the city's batch of all machines, the county's own with a day of its own; some are done."""
        open_renewal(
            actor=self.county, kinds=[K.CRANE_REGISTRATION], division_code=COUNTY, at=self.desks.on(21, 9),
            title="武进区起重机械使用登记证电子化换发", due_on=day_of(self.desks.at) + timedelta(days=40),
            source="区住建局起重机械电子证照换发通知",
        )  # fmt: skip
        rows = Certificate.objects.filter(kind=K.CRANE_REGISTRATION, electronic=False, state="valid")
        standing = rows.filter(
            equipment__in=EquipmentOperator.objects.filter(valid_to=None).values("equipment_id"),
            equipment__stands__valid_to=None, equipment__stands__inspect_due_on__gte=day_of(self.desks.at),
        )  # fmt: skip
        for turn, old in enumerate(standing.distinct().order_by("number")[:EXCHANGED]):
            facts = CertificateFacts(
                kind=old.kind, number=f"{old.number}换", equipment_id=old.equipment_id, project_id=old.project_id,
                enterprise_id=old.enterprise_id, replaces_id=old.pk,
            )  # fmt: skip
            issue_certificate(actor=self.county, facts=facts, at=self.desks.on(14 - 2 * turn, 16))
        refresh_renewals(at=self.desks.on(1, 2))


def tell_carrying(chance: Chance, desks: Desks) -> None:
    """How often certificates were carried on telephones, without saying by whom."""
    rows = [
        {"day": day_of(desks.on(days)), "county": COUNTY, "way": way, "times": chance.number(low, high)}
        for days in range(1, CARRIED_DAYS)
        for way, low, high in ((CodeWay.PHONE.value, 6, 30), (CodeWay.GIVEN.value, 0, 5), (CodeWay.ACCOUNT.value, 2, 12))
    ]  # fmt: skip
    copy_rows(CarryingDay, [row for row in rows if row["times"]])


def _ids(rows: QuerySet[Certificate]) -> list[UUID]:
    return list(rows.order_by("number", "id").values_list("pk", flat=True)[:40])
