"""颁发 a certificate, or 换发 a new one for an old one; 报请 by those without the power."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhiben.domains.certificates.classes import issued_on
from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.policies import ASKERS, CERTIFIERS
from zhiben.domains.certificates.queries import certificate_for
from zhiben.domains.certificates.services.content import WORDS
from zhiben.domains.certificates.services.issuing import CertificateFacts, issue_certificate, may_issue
from zhiben.domains.certificates.services.requests import WANTED, ask_for_decision
from zhiben.domains.certificates.terms import ISSUED_HERE, CertificateKind
from zhiben.domains.certificates.web import picking
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.base.errors import NotPermitted
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.workflow.definition import Input, InputKind

CRUMBS: Final = (("首页", "/home"), ("证照台账", "/certificates/"))
ENTERPRISE: Final = "企业全称或统一社会信用代码"
NUMBER: Final = Input(name="number", label="证书编号")
SCOPE: Final = Input(name="scope_text", label="许可范围", required=False)
DATES: Final = (
    Input(name="issued_on", label="发证日期", kind=InputKind.DATE),
    Input(name="valid_from", label="有效期起", kind=InputKind.DATE),
    Input(name="valid_to", label="有效期止", kind=InputKind.DATE, required=False, help="不填：按规定的年限算"),
)
FIRST: Final = Input(name="first_issued_on", label="初次领证日期", kind=InputKind.DATE, required=False)
HOLDER: Final[dict[str, tuple[Input, ...]]] = {
    CertificateKind.ENTERPRISE_LICENSE: (Input(name="enterprise", label="持证企业", help=ENTERPRISE),),
    CertificateKind.SAFETY_MANAGER: (
        Input(name="person", label="持证人", help="身份证件号码，或“姓名 单位”"),
        Input(name="employer", label="受聘企业", help=ENTERPRISE),
    ),
    CertificateKind.SPECIAL_WORKER: (
        Input(name="person", label="持证人", help="身份证件号码，或“姓名 单位”"),
        Input(name="employer", label="受聘单位", required=False, help=ENTERPRISE),
    ),
    CertificateKind.CRANE_REGISTRATION: (
        Input(name="equipment", label="设备", help="产权备案编号或出厂编号"),
        Input(name="project", label="使用工程", help="工程全称或监督编号"),
        Input(name="enterprise", label="使用单位", help=ENTERPRISE),
    ),
    CertificateKind.CRANE_FILING: (
        Input(name="equipment", label="设备", help="出厂编号"),
        Input(name="enterprise", label="产权单位", required=False, help="不填：按设备档案里的产权单位"),
    ),
    CertificateKind.SUPERVISOR_STAFF: (Input(name="officer", label="监督人员", help="姓名，或执法证号"),),
}


@open_to(CERTIFIERS)
def new(request: HttpRequest) -> HttpResponse:
    """First the kind, then what it asks for. ``?replaces=``: the old certificate says kind and holder."""
    actor = actor_of(request)
    old = _old(request, actor)
    kind = old.kind if old else request.GET.get("kind", "")
    if kind not in ISSUED_HERE:
        return _choose(request, actor)
    if not may_issue(actor, kind, today()):
        raise NotPermitted(f"本机关没有颁发{CertificateKind(kind).label}的权限，可以报请有权的机关办理")
    inputs = _inputs(kind, old)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        made = issue_certificate(actor=actor, facts=_facts(actor, kind, values, old), at=now())
        words = "已换发，旧证已停用。" if old else "已颁发。"
        return words, case_url("certificate", made.pk)

    label = CertificateKind(kind).label
    lead = f"换发 {old.holder_name} 的 {old.number}：发出新证后旧证自动停用。" if old else ""
    initials = {"issued_on": today(), "valid_from": today(), **({"class_code": old.class_code} if old else {})}
    return answer_form(
        request, title=f"{'换发' if old else '颁发'}{label}", inputs=inputs, do=do, button="颁发", lead=lead,
        back=case_url("certificate", old.pk) if old else reverse("certificates:list"), crumbs=CRUMBS, initials=initials,
    )  # fmt: skip


@open_to(ASKERS)
def ask(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """报请发证机关处理."""
    actor = actor_of(request)
    case = certificate_for(actor, certificate_id)
    inputs = (
        Input(name="wanted", label="报请事项", kind=InputKind.CHOICE, choices=tuple((w, WORDS[w]) for w in WANTED)),
        Input(name="days", label="建议暂扣天数", kind=InputKind.NUMBER, required=False),
        Input(name="because_of_accident", label="因生产安全事故", kind=InputKind.BOOL, required=False),
        Input(name="reason", label="事实和理由", kind=InputKind.LONGTEXT),
    )

    def do(values: dict[str, Any]) -> tuple[str, str]:
        made = ask_for_decision(
            actor=actor, certificate_id=case.pk, wanted=values["wanted"], reason=values["reason"], at=now(),
            days=int(values["days"]) if values.get("days") else None,
            because_of_accident=bool(values.get("because_of_accident")),
        )  # fmt: skip
        return "已报请发证机关。", case_url("certificate.request", made.pk)

    return answer_form(
        request, title="报请发证机关处理", inputs=inputs, do=do, button="报请", crumbs=CRUMBS,
        lead=f"{case.title}　{case.number}　发证机关：{case.issuer_name}", back=case_url("certificate", case.pk),
        initials={"wanted": "suspend"},
    )  # fmt: skip


def offer(case: Any, actor: Actor) -> list[tuple[str, str, str]]:
    """On the page of a certificate: 换发 by the issuing authority, 报请 by everybody else who supervises."""
    if case.closed_at is not None or not actor.is_regulator:
        return []
    if actor.reach_id != case.agency_id:
        return [("报请发证机关处理", reverse("certificates:ask", args=[case.pk]), "plain")]
    if actor.role in CERTIFIERS and case.state == "valid" and case.kind in ISSUED_HERE:
        return [("换发新证", f"{reverse('certificates:new')}?replaces={case.pk}", "plain")]
    return []


def _choose(request: HttpRequest, actor: Actor) -> HttpResponse:
    mine = [kind for kind in ISSUED_HERE if may_issue(actor, kind, today())]
    if not mine:
        raise NotPermitted("本机关没有颁发证照的权限，可以在证照页面上报请有权的机关办理")
    choices = tuple((kind.value, kind.label) for kind in mine)
    inputs = (Input(name="kind", label="证照种类", kind=InputKind.CHOICE, choices=choices),)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        return "请填写证照内容。", f"{reverse('certificates:new')}?kind={values['kind']}"

    return answer_form(
        request, title="颁发证照", inputs=inputs, do=do, button="下一步", back=reverse("certificates:list"),
        crumbs=CRUMBS, initials={"kind": mine[0].value},
    )  # fmt: skip


def _inputs(kind: str, old: Certificate | None) -> list[Input]:
    classes = tuple((one.code, f"{one.code} {one.name}") for one in issued_on(kind, today()))
    found = list(HOLDER[kind]) if old is None else []
    if classes:
        found.append(Input(name="class_code", label="类别", kind=InputKind.CHOICE, choices=classes))
    found += [NUMBER, *DATES]
    if kind in (CertificateKind.SAFETY_MANAGER, CertificateKind.SPECIAL_WORKER):
        found.append(FIRST)
    return [*found, SCOPE] if kind == CertificateKind.ENTERPRISE_LICENSE else found


def _facts(actor: Actor, kind: str, values: dict[str, Any], old: Certificate | None) -> CertificateFacts:
    said: dict[str, Any] = {
        name: values[name] for name in ("number", "class_code", "issued_on", "first_issued_on", "valid_from", "valid_to",
                                        "scope_text") if values.get(name)
    }  # fmt: skip
    if old is not None:
        names = ("enterprise_id", "person_id", "officer_id", "equipment_id", "project_id", "employer_id")
        said |= {name: getattr(old, name) for name in names}
        said |= {"replaces_id": old.pk, "first_issued_on": values.get("first_issued_on") or old.first_issued_on}
    else:
        said |= _holder(actor, values, values["issued_on"])
    return CertificateFacts(kind=kind, **said)


def _holder(actor: Actor, values: dict[str, Any], on: date) -> dict[str, UUID]:
    finders = {
        "enterprise": ("enterprise_id", picking.enterprise_named), "employer": ("employer_id", picking.enterprise_named),
        "person": ("person_id", picking.person_named), "equipment": ("equipment_id", picking.machine_named),
        "project": ("project_id", picking.project_named),
    }  # fmt: skip
    found = {column: find(actor, name, values[name]) for name, (column, find) in finders.items() if values.get(name)}
    if values.get("officer"):
        found["officer_id"] = picking.officer_named(actor, "officer", values["officer"], on)
    return found


def _old(request: HttpRequest, actor: Actor) -> Certificate | None:
    try:
        wanted = UUID(request.GET.get("replaces", ""))
    except ValueError:
        return None
    return certificate_for(actor, wanted)
