"""The printed notices: PDF and Word of the notice itself, 送达回证, 整改回复单. Words come from the frozen content."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from zhiben.domains.hazards.models import Delivery, Hazard, Notice, NoticeCode
from zhiben.domains.hazards.services.codes import printable_code
from zhiben.domains.hazards.services.content import Content, shown_content
from zhiben.domains.hazards.terms import HazardState, Level, NoticeKind, NoticeState
from zhiben.kernel.base.clock import CHINA, day_of
from zhiben.kernel.papers.documents import BodyTable, OfficialDocument, chinese_day, official_docx
from zhiben.kernel.papers.issued import address_of
from zhiben.kernel.papers.marks import marks_of
from zhiben.kernel.papers.models import IssuedPaper
from zhiben.kernel.papers.pdf import pdf, qr_svg

TEMPLATE: Final = "domains/hazards/typst/notice.typ"
FORM: Final = "domains/hazards/typst/form.typ"
ITEM_HEADER: Final = ("序号", "部位、隐患事实", "依据条款", "整改要求", "整改期限")


def notice_pdf(notice: Notice, *, at: datetime, with_code: bool = False, base: str = "") -> bytes:
    """The notice as issued; a draft or a voided one says so across every page. ``with_code``: with the tear-off strip.

    ``base``: the address under which phones find the platform, where it is not the one in the settings.
    """
    return pdf(TEMPLATE, paper_of(notice, at=at, with_code=with_code, base=base))


def paper_of(notice: Notice, *, at: datetime, with_code: bool = False, base: str = "") -> Content:
    """Everything that the template prints."""
    content, marks = shown_content(notice), marks_of(notice.paper, base)
    words = words_of(content)
    return {
        "title": content["name"], "agency": content["agency"]["name"], "number": content["number"],
        "addressee": content["addressee"]["name"], "lead": words.lead, "paragraphs": words.paragraphs,
        "items": [_row(item) for item in content["items"]],
        "issued_on": _day(content["issued_on"]), "officers": words.officers, "contact": words.contact,
        "qr": marks.picture, "hash": marks.content_hash, "check": marks.check, "received_by": notice.received_by,
        "received_at": _moment(notice.received_at), "watermark": _watermark(notice),
        "strip": _strip(notice, at, base) if with_code else None,
    }  # fmt: skip


def notice_docx(notice: Notice, *, base: str = "") -> bytes:
    """The same words for Word, where the agency's own template or seal asks for it."""
    content = shown_content(notice)
    words = words_of(content)
    rows = tuple(tuple(_cells(_row(item))) for item in content["items"])
    table = (BodyTable(header=ITEM_HEADER, rows=rows, widths=(0.5, 3, 2, 2, 1.2)),) if rows else ()
    issued_on = content["issued_on"]
    paper = OfficialDocument(
        title=content["name"], agency=content["agency"]["name"], number=content["number"],
        addressee=content["addressee"]["name"],
        body=(*words.lead, *table, *words.paragraphs, f"执法人员：{words.officers}"),
        signed_by=content["agency"]["name"], signed_on=date.fromisoformat(issued_on) if issued_on else None,
        contact=words.contact, draft=bool(_watermark(notice)), **marks_of(notice.paper, base).official,
    )  # fmt: skip
    return official_docx(paper)


def receipt_pdf(notice: Notice, *, base: str = "") -> bytes:
    """送达回证: filled with what is recorded, blank where somebody still has to write."""
    content = shown_content(notice)
    how = _delivered(notice, notice.deliveries.order_by("-at").first())
    cells = (
        ("送达文书", content["name"], "文号", content["number"]),
        ("受送达人", content["addressee"]["name"], "法定代表人", content["addressee"]["legal_person"]),
        ("工程名称", content["project"]["name"], "监督编号", content["project"]["supervise_no"]),
        ("送达地点", content["project"]["address"], "送达方式", how["method"]),
        ("受送达人签收", how["receiver"], "签收时间", how["at"]),
        ("签收人电话", how["phone"], "代收人与受送达人关系", ""),
        ("送达人", "、".join(o["name"] for o in content["officers"]), "见证人", ""),
        ("拒收事由和日期", "", "", ""),
        ("备注", how["note"], "", ""),
    )
    return _form(
        notice, content, base, title="送达回证", agency=content["agency"]["name"], cells=cells,
        signed_by=content["agency"]["name"],
    )  # fmt: skip


def reply_pdf(notice: Notice, *, base: str = "") -> bytes:
    """整改回复单 for the site to print and stamp: what was found, what was done, where it stands now."""
    content = shown_content(notice)
    rows = [_reply_row(h) for h in Hazard.objects.filter(notice=notice).order_by("item_no")]
    intro = f"{content['agency']['name']}：《{content['name']}》（{content['number']}）收悉。"
    return _form(
        notice, content, base, title="复工申请单" if notice.kind == NoticeKind.STOP else "整改回复单",
        intro=f"{intro}{content['project']['name']}的整改情况如下。", rows=rows, words=notice.reply or "（尚未提交回复）",
        header=("序号", "部位、隐患", "整改期限", "整改完成", "现在状态"), widths=(0.5, 3.2, 1.2, 1.2, 1.1),
        stamps=("施工单位意见", "监理单位意见", "建设单位意见"), signed_by=content["addressee"]["name"],
        signed_on=chinese_day(day_of(notice.replied_at)) if notice.replied_at else "",
    )  # fmt: skip


def _form(notice: Notice, content: Content, base: str, **parts: Any) -> bytes:
    marks = marks_of(notice.paper, base)
    blank: dict[str, Any] = {
        "agency": "", "intro": "", "cells": (), "rows": (), "header": (), "widths": (), "words": "", "stamps": (),
        "signed_on": "", "number": content["number"],
        "qr": marks.picture, "note": marks.qr_note.replace("　", "\n"),
    }  # fmt: skip
    return pdf(FORM, {**blank, **parts})


def address_with(paper: IssuedPaper, code: str, base: str = "") -> str:
    """Where the QR of the tear-off strip leads. The code stands behind ``#``: on the phone and in no server's log."""
    return f"{address_of(paper, base)}#c={code}"


@dataclass(frozen=True, kw_only=True)
class Words:
    """Paragraphs before and after the table of items, and the lines at the foot."""

    lead: list[str]
    paragraphs: list[str]
    officers: str
    contact: str


def words_of(content: Content) -> Words:
    office = content["agency"]
    return Words(
        lead=_resume_lead(content) if content["kind"] == NoticeKind.RESUME else [_order_lead(content)],
        paragraphs=[] if content["kind"] == NoticeKind.RESUME else _order_paragraphs(content),
        officers="、".join(
            o["name"] + (f"（执法证号 {o['certificate_no']}）" if o["certificate_no"] else "")
            for o in content["officers"]
        ),
        contact="　".join(text for text in (office["phone"], office["address"]) if text),
    )  # fmt: skip


def _order_lead(content: Content) -> str:
    project = content["project"]
    filed = f"（监督编号 {project['supervise_no']}）" if project["supervise_no"] else ""
    order = (
        "责令你单位立即停止本通知所列范围的施工，并按要求整改"
        if content["kind"] == NoticeKind.STOP
        else "责令你单位限期整改"
    )
    return (
        f"{_day(content['visited_on'])}，我单位对你单位承建的{project['name']}{filed}进行监督检查，"
        f"发现存在下表所列安全隐患。依据{content['basis']}，现{order}。"
    )


def _order_paragraphs(content: Content) -> list[str]:
    area = f"（{content['stop_area']}）" if content.get("stop_area") else ""
    stop = f"停工范围{area}：{content['stop_scope']}。自收到本通知之时起停止施工。" if content["stop_scope"] else ""
    wanted = f"其他要求：{content['requirements']}" if content["requirements"] else ""
    labels = ("复工程序" if content["kind"] == NoticeKind.STOP else "复查方式", "逾期后果", "救济途径")
    texts = (content["closing"], content["consequence"], content["remedy"])
    return [t for t in (stop, wanted) if t] + [f"{a}：{b}" for a, b in zip(labels, texts, strict=True) if b]


def _resume_lead(content: Content) -> list[str]:
    stop = content["stop"]
    issued_on = f"于{_day(stop['issued_on'])}" if stop["issued_on"] else ""
    rechecked = (
        f"{_day(stop['rechecked_on'])}，{stop['rechecked_by']}等到现场进行了复查。" if stop["rechecked_on"] else ""
    )
    return [
        f"我单位{issued_on}对你单位承建的{content['project']['name']}下达了《{stop['name']}》（{stop['number']}）。"
        f"你单位申请复工，{rechecked}",
        f"复查意见：{content['closing']}",
        f"复工范围：{content['stop_scope']}。自收到本通知之时起可以恢复施工。",
    ]


def _row(item: Content) -> Content:
    spot = "已当场整改" if item["fixed_on_spot"] else _short_day(item["deadline_on"])
    return {
        "no": str(item["no"]), "mark": "重大" if item["level"] == Level.MAJOR.label else "", "deadline": spot,
        "location": item["location"], "description": item["description"], "basis": item["basis"] or "—",
        "measure": measure_words(item),
    }  # fmt: skip


def measure_words(item: Content) -> str:
    """整改要求; of a major hazard all five: 责任、措施、资金、时限、预案."""
    measure = str(item["measure"] or "按规范标准整改到位")
    five = item.get("five")
    if not five or item["fixed_on_spot"]:
        return measure
    left = "由责任单位在治理方案中落实"
    who = "　".join(filter(None, (five["unit"], item["responsible_person"])))
    parts = (
        ("整改责任", who), ("整改措施", measure), ("整改资金", five["fund"] or left),
        ("整改时限", f"{_day(item['deadline_on'])}前"), ("应急预案", five["emergency"] or left),
    )  # fmt: skip
    return "\n".join(f"{label}：{words}" for label, words in parts)


def _cells(row: Content) -> list[str]:
    fact = f"{'【重大】' if row['mark'] else ''}{row['location'] + '：' if row['location'] else ''}{row['description']}"
    return [row["no"], fact, row["basis"], row["measure"], row["deadline"]]


def _reply_row(hazard: Hazard) -> tuple[str, ...]:
    done = hazard.rectified_on.isoformat() if hazard.rectified_on else "—"
    due = hazard.deadline_on.isoformat() if hazard.deadline_on else "—"
    word = "已复查合格" if hazard.state == HazardState.CLOSED else hazard.get_state_display()
    return (str(hazard.item_no), hazard.title, due, done, word)


def _delivered(notice: Notice, delivery: Delivery | None) -> dict[str, str]:
    """The recorded delivery, else the receipt given behind the QR, else blanks."""
    if delivery is not None:
        return {
            "method": delivery.get_method_display(), "at": _moment(delivery.at), "receiver": delivery.receiver,
            "phone": delivery.receiver_phone_masked, "note": delivery.note,
        }  # fmt: skip
    if notice.received_at is None:
        return dict.fromkeys(("method", "at", "receiver", "phone", "note"), "")
    holder = NoticeCode.objects.filter(notice=notice, holder_name=notice.received_by).order_by("-used_at").first()
    return {
        "method": "直接送达（扫码签收）", "at": _moment(notice.received_at), "receiver": notice.received_by,
        "phone": holder.holder_phone_masked if holder else "", "note": "",
    }  # fmt: skip


def _strip(notice: Notice, at: datetime, base: str) -> dict[str, Any] | None:
    code = printable_code(notice, at=at)
    if not code or notice.paper is None:
        return None
    row = NoticeCode.objects.filter(notice=notice, used_at=None, valid_until__gt=at).order_by("-created_at")[0]
    return {
        "code": code,
        "qr": qr_svg(address_with(notice.paper, code, base)),
        "until": chinese_day(day_of(row.valid_until)),
    }


def _watermark(notice: Notice) -> str:
    if notice.state == NoticeState.VOIDED:
        return "已作废"
    return "" if notice.issued_on else "草稿"


def _day(iso: str) -> str:
    return chinese_day(date.fromisoformat(iso)) if iso else ""


def _short_day(iso: str) -> str:
    return _day(iso).replace("年", "年\n") + "前" if iso else "—"


def _moment(at: datetime | None) -> str:
    return at.astimezone(CHINA).strftime("%Y年%m月%d日 %H:%M") if at else ""
