"""The certificate on paper, and the decisions about it, as PDF and Word."""

from datetime import date
from typing import Any, Final

from zhiben.domains.certificates.models import Certificate, Decision
from zhiben.domains.certificates.proofs.claims import genuine_host
from zhiben.domains.certificates.proofs.picture import code_picture
from zhiben.domains.certificates.queries import site_named_on, standing_of
from zhiben.domains.certificates.services.content import PAPER_KIND
from zhiben.domains.certificates.services.proving import proofs_of
from zhiben.domains.certificates.terms import GOOD, CertificateKind
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.papers.documents import OfficialDocument, chinese_day
from zhiben.kernel.papers.issued import paper_of
from zhiben.kernel.papers.marks import marks_of
from zhiben.kernel.papers.pdf import pdf

TEMPLATE: Final = "domains/certificates/typst/certificate.typ"


def certificate_pdf(case: Certificate, on: date) -> bytes:
    """The paper. What is not good on the day says so across the page; one without a signed code says that too."""
    standing = standing_of(case, on)
    proof = proofs_of([case.pk]).get(case.pk)
    rows = [
        ("持证主体" if case.enterprise_id and not case.person_id else "姓名" if case.person_id or case.officer_id else "设备",
         case.holder_name),
        ("受聘单位", case.employer_name), ("类别", case.class_name), ("许可范围", case.scope_text),
        ("使用工程", site_named_on(case)),
        ("初次领证日期", _day(case.first_issued_on)), ("有效期", _term(case)), ("电子证照标识", case.licence_id),
    ]  # fmt: skip
    return pdf(
        TEMPLATE,
        {
            "title": _title(case), "number": case.number, "rows": [list(r) for r in rows if r[1]],
            "issuer": case.issuer_name, "issued_on": _day(case.issued_on), "qr": code_picture(proof.code) if proof else "",
            "watermark": "" if standing in GOOD else standing.label, "day": chinese_day(on),
            "said": f"请到 {genuine_host()}/verify/ 扫码核验真伪和现在的状态，别的网址都不是" if proof
            else "本证照由台账登记，没有可核验的二维码",
        },
    )  # fmt: skip


def printed(decision: Decision, *, base: str = "") -> OfficialDocument:
    """A decision as it was frozen. Raises NotVisible when its paper is not there."""
    paper = paper_of(PAPER_KIND, decision.pk)
    if paper is None:
        raise NotVisible("没有这份文书")
    said, office = paper.content, paper.content["agency"]
    return OfficialDocument(
        title=said["name"] + ("（已撤销）" if paper.revoked_at else ""), agency=office["name"], number=said["number"],
        addressee=said["addressee"], body=tuple(_body(said)), signed_by=office["name"],
        signed_on=date.fromisoformat(said["issued_on"]),
        contact="　".join(text for text in (office["phone"], office["address"]) if text), **marks_of(paper, base).official,
    )  # fmt: skip


def _body(said: dict[str, Any]) -> list[str]:
    held = said["certificate"]
    named = f"{held['kind']}{'（' + held['class'] + '）' if held['class'] else ''}（编号 {held['number']}）"
    lines = [f"经查：{said['reason']}"]
    basis = f"依据{said['basis']}，" if said["basis"] else ""
    if said["action"] == "暂扣":
        term = f"暂扣期自{_iso(said['since'])}起至{_iso(said['until'])}止。"
        lines += [
            f"{basis}决定暂扣{named}。{term}",
            "暂扣期间不得承揽新的工程项目；期满前请申请发还，经核查符合条件的发还。",
        ]
    elif said["action"] == "发还":
        lines.append(f"{basis}经核查符合条件，决定发还{named}，自本决定之日起恢复有效。")
    elif said["action"] == "撤销暂扣":
        lines.append(f"{basis}决定撤销对{named}的暂扣决定，恢复有效。")
    else:
        lines.append(f"{basis}决定{said['action']}{named}，自本决定之日起不得继续使用。")
    return [*lines, "对本决定不服的，可以依法申请行政复议或者提起行政诉讼。"]


def _title(case: Certificate) -> str:
    return {
        CertificateKind.ENTERPRISE_LICENSE: "安全生产许可证", CertificateKind.SAFETY_MANAGER: "安全生产考核合格证书",
        CertificateKind.SPECIAL_WORKER: "建筑施工特种作业操作资格证书",
        CertificateKind.CRANE_REGISTRATION: "建筑起重机械使用登记证书",
        CertificateKind.CRANE_FILING: "建筑起重机械产权备案证明",
        CertificateKind.SUPERVISOR_STAFF: "施工安全监督人员考核合格证书",
    }.get(CertificateKind(case.kind), CertificateKind(case.kind).label)  # fmt: skip


def _term(case: Certificate) -> str:
    since = _day(case.valid_from)
    return f"{since}至{_day(case.valid_to)}" if case.valid_to else f"自{since}起" if since else ""


def _day(day: date | None) -> str:
    return chinese_day(day) if day else ""


def _iso(text: str) -> str:
    return chinese_day(date.fromisoformat(text)) if text else ""
