"""The page of one certificate, and of one 报请."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.urls import reverse

from zhiben.domains.certificates.models import Certificate, CertificateRequest
from zhiben.domains.certificates.policies import READERS, REGULATORS
from zhiben.domains.certificates.queries import standing_of
from zhiben.domains.certificates.services.content import WORDS
from zhiben.domains.certificates.services.deciding import DECISIONS, take_step
from zhiben.domains.certificates.services.facts import WITH_TERM, later
from zhiben.domains.certificates.services.requests import answer_request
from zhiben.domains.certificates.terms import HOLDERS, CertificateKind, HolderKind
from zhiben.domains.certificates.web import picking
from zhiben.domains.certificates.web.tones import REQUEST_TONES, STATE_TONES, TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.cases.page import CasePage
from zhiben.kernel.ui.cases.parts import Document, Fact, Parts, Person, Related
from zhiben.kernel.workflow.definition import Input, InputKind, Transition
from zhiben.registry.enterprises.public import names_of

CHANGED: Final = (
    Input(name="holder_name", label="持证主体名称", required=False, help="不变更的不填"),
    Input(name="employer", label="受聘单位", required=False, help="企业全称或统一社会信用代码；不变更的不填"),
    Input(name="scope_text", label="许可范围", required=False, help="不变更的不填"),
    Input(name="reason", label="变更理由", kind=InputKind.LONGTEXT),
)
SETTLED: Final = {
    HolderKind.ENTERPRISE: Input(name="enterprise", label="持证企业", required=False, help="已匹配的不填"),
    HolderKind.PERSON: Input(name="person", label="持证人", required=False, help="身份证件号码；已匹配的不填"),
    HolderKind.EQUIPMENT: Input(name="equipment", label="设备", required=False, help="产权备案编号；已匹配的不填"),
}
SAID: Final = Input(name="reason", label="核实情况", kind=InputKind.LONGTEXT)


class CertificatePage(CasePage[Certificate]):
    flow_code, roles, tones = "certificate", READERS, STATE_TONES
    crumbs = (("首页", "/home"), ("证照台账", "/certificates/"))
    template = "certificates/certificate.html"

    def related(self, rows: Any) -> Any:
        return rows.select_related("enterprise", "person", "officer", "equipment", "project", "employer", "replaces")

    def parts(self, case: Certificate, actor: Actor, at: datetime) -> Parts:
        standing = standing_of(case, day_of(at))
        return Parts(
            facts=_facts(case, standing.label), people=_people(case), documents=_documents(case),
            related=_related(case, actor), more={
                "state": standing.label, "tone": TONES[standing], "good": standing in ("valid", "expiring"),
                "doubts": case.doubts,
            },
        )  # fmt: skip

    def inputs(self, case: Certificate, row: Transition[Certificate], actor: Actor) -> Sequence[Input]:
        if row.action == "change":
            names = {"holder_name", "reason", "scope_text" if case.kind == "enterprise_license" else "employer"}
            return [i for i in CHANGED if i.name in names]
        if row.action == "settle":
            field = SETTLED.get(HOLDERS[case.kind])
            return [*([field] if field and case.unmatched else []), SAID]
        return [i for i in row.inputs if i.name != "number"]

    def words(self, case: Certificate, moves: Sequence[Any]) -> Mapping[str, str]:
        """Units that changes name by id."""
        ids = [
            str(move.inputs[name])
            for move in moves
            for name in ("employer_id", "enterprise_id")
            if move.inputs.get(name)
        ]
        return {str(pk): name for pk, name in names_of(UUID(i) for i in ids).items()} if ids else {}

    def initials(self, case: Certificate, action: str, actor: Actor, at: datetime) -> Mapping[str, Any]:
        day = day_of(at)
        if action == "suspend":
            least = int(value_of("certificates.suspension_least_days", path=case.place, on=day))
            return {"since": day, "until": day + timedelta(days=least - 1)}
        if action == "extend" and case.valid_to and case.kind in WITH_TERM:
            years = int(value_of(f"certificates.years.{case.kind}", path=case.place, on=day))
            return {"valid_to": later(case.valid_to, months=12 * years)} if years else {}
        return {}

    def verbs(self, case: Certificate, actor: Actor, parts: Parts) -> Any:
        """Nothing to settle where nothing is in doubt, nothing to extend where there is no end."""
        left_out = {"核实存疑"} if not (case.doubtful or case.unmatched) else set()
        left_out |= {"延续"} if case.valid_to is None else set()
        return [verb for verb in super().verbs(case, actor, parts) if verb.label not in left_out]

    def handle(
        self, *, actor: Actor, case: Certificate, action: str, at: datetime, on_behalf_of: str, inputs: dict[str, Any]
    ) -> None:
        finders = {
            "employer": ("employer_id", picking.enterprise_named), "enterprise": ("enterprise_id", picking.enterprise_named),
            "person": ("person_id", picking.person_named), "equipment": ("equipment_id", picking.machine_named),
        }  # fmt: skip
        given = {name: value for name, value in inputs.items() if value not in (None, "")}
        if action not in DECISIONS:
            for name, (column, find) in finders.items():
                if name in given:
                    given[column] = find(actor, name, given.pop(name))
        take_step(actor=actor, certificate_id=case.pk, action=action, at=at, **given)


class RequestPage(CasePage[CertificateRequest]):
    flow_code, roles, tones = "certificate.request", REGULATORS, REQUEST_TONES
    crumbs = (("首页", "/home"), ("证照处理报请", "/certificates/requests/"))

    def related(self, rows: Any) -> Any:
        return rows.select_related("certificate")

    def parts(self, case: CertificateRequest, actor: Actor, at: datetime) -> Parts:
        held = case.certificate
        return Parts(
            facts=[
                Fact("报请事项", WORDS.get(case.wanted, "")), Fact("持证主体", held.holder_name),
                Fact("证照", CertificateKind(held.kind).label), Fact("证书编号", held.number),
                Fact("建议暂扣天数", case.days), Fact("因生产安全事故", case.because_of_accident or None),
                Fact("事实和理由", case.reason, wide=True), Fact("报请机关", case.asked_by_name),
                Fact("经办人", case.asked_by), Fact("发证机关", held.issuer_name), Fact("答复", case.answer, wide=True),
            ],
            related=[Related(held.title, case_url("certificate", held.pk), standing_of(held, day_of(at)).label)],
        )  # fmt: skip

    def handle(
        self, *, actor: Actor, case: CertificateRequest, action: str, at: datetime, on_behalf_of: str,
        inputs: dict[str, Any],
    ) -> None:  # fmt: skip
        answer_request(actor=actor, request_id=case.pk, action=action, answer=inputs["answer"], at=at)


def _facts(case: Certificate, standing: str) -> list[Fact]:
    return [
        Fact("状态", standing), Fact("证书编号", case.number), Fact("证照种类", CertificateKind(case.kind).label),
        Fact("类别", case.class_name), Fact("电子证照标识", case.licence_id), Fact("电子证照", "是" if case.electronic else "否"),
        Fact("持证主体", case.holder_name), Fact("受聘单位", case.employer_name), Fact("许可范围", case.scope_text, wide=True),
        Fact("有效期起", case.valid_from), Fact("有效期止", case.valid_to or "随使用期间"), Fact("发证日期", case.issued_on),
        Fact("初次领证日期", case.first_issued_on), Fact("发证机关", case.issuer_name), Fact("版本", _version(case)),
        Fact("暂扣起", case.suspended_from), Fact("暂扣止", case.suspended_to), Fact("最近决定书", case.decision_no),
        Fact("决定日期", case.decided_on), Fact("理由", case.reason, wide=True),
        Fact("因生产安全事故", case.because_of_accident or None), Fact("待匹配", case.unmatched or None),
        Fact("备注", case.remark, wide=True),
    ]  # fmt: skip


def _version(case: Certificate) -> str:
    """Said once something has been changed or prolonged."""
    return f"第 {case.version} 版" if case.version > 1 else ""


def _people(case: Certificate) -> list[Person]:
    url = reverse("people:page", args=[case.person_id]) if case.person_id else ""
    return [Person("持证人", case.holder_name, url=url)] if case.person_id or case.officer_id else []


def _related(case: Certificate, actor: Actor) -> list[Related]:
    found = []
    if case.replaces is not None:
        found.append(Related(f"换发自 {case.replaces.number}", case_url("certificate", case.replaces.pk), "已停用"))
    newer = Certificate.objects.visible_to(actor).filter(replaces=case.pk).first()
    if newer is not None:
        found.append(Related(f"已换发为 {newer.number}", case_url("certificate", newer.pk), newer.get_state_display()))
    if not actor.is_regulator:
        return found
    for one, name in ((case.enterprise, "enterprises:page"), (case.employer, "enterprises:page"), (case.equipment, "equipment:page"),
                      (case.project, "projects:page")):  # fmt: skip
        if one is not None:
            found.append(Related(str(one), reverse(name, args=[one.pk])))
    return found


def _documents(case: Certificate) -> list[Document]:
    found = [Document("证书（PDF）", reverse("certificates:pdf", args=[case.pk]), case.number)]
    for one in case.decisions.order_by("decided_on", "id"):
        for form, word in (("pdf", "PDF"), ("docx", "Word")):
            url = reverse(f"certificates:decision-{form}", args=[one.pk])
            found.append(Document(f"{one.name}（{word}）", url, one.number))
    files = attachments_of("certificate", [case.pk])
    return found + [Document("决定附件", f"/files/{f.file_id}", f.file.name) for f in files]
