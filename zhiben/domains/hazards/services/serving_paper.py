"""重大事故隐患告知书: the sheet that a head of the enterprise signs on paper."""

from django.conf import settings

from zhiben.domains.hazards.models import Serving
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.papers.documents import OfficialDocument, chinese_day, official_pdf
from zhiben.registry.agencies.public import agency


def serving_pdf(serving: Serving, *, base: str = "") -> bytes:
    """重大事故隐患告知书 for a head of the enterprise who signs on paper. Its QR leads to the link, without a code."""
    hazard = serving.hazard
    facts = (
        ("工程名称", serving.where_name), ("隐患部位", hazard.location), ("隐患情况", hazard.description),
        ("判定依据", hazard.clause_text), ("整改措施", hazard.measure),
        ("整改资金", f"{hazard.fund_wan.normalize():f} 万元" if hazard.fund_wan is not None else ""),
        ("整改责任人", hazard.responsible_person),
        ("整改时限", chinese_day(hazard.deadline_on) if hazard.deadline_on else ""), ("应急预案", hazard.emergency),
    )  # fmt: skip
    office = agency(serving.agency_id)
    post, name = serving.get_post_display(), serving.person_name
    paper = OfficialDocument(
        title="重大事故隐患告知书", agency=office.name, addressee=f"{serving.enterprise_name}{post}{name}",
        body=(
            "你单位承建的工程存在下列重大事故隐患，现告知你。请落实整改责任、措施、资金、时限和应急预案，按期消除隐患。",
            *(f"{label}：{words}" for label, words in facts if words),
        ),
        receipt=(("签收人", "", "职务", post), ("签收时间", "", "联系电话", "")),
        signed_by=office.name, signed_on=day_of(serving.opened_at),
        contact="　".join(filter(None, (office.phone, office.address))),
        qr=f"{(base or settings.BASE_URL).rstrip('/')}/k/{serving.token}", qr_note="凭监督员告知的签收码扫码签收",
    )  # fmt: skip
    return official_pdf(paper)
