"""约谈通知书, 改期通知书 and 约谈记录 as PDF and Word, printed from what was frozen when they were signed."""

from datetime import date
from typing import Any, Final

from zhiben.domains.interviews.models import Interview
from zhiben.domains.interviews.services.content import MINUTES, NOTICE, moved_kind, notice_content
from zhiben.kernel.papers.documents import BodyTable, OfficialDocument, chinese_day
from zhiben.kernel.papers.issued import CHECK_LENGTH, address_of, paper_of
from zhiben.kernel.papers.models import IssuedPaper

Body = tuple[str | BodyTable, ...]
SIGN_HERE: Final = (("参加人签字", "", "日期", ""), ("记录人签字", "", "日期", ""))
PROMISES: Final = ("序号", "承诺事项", "责任人", "期限")


def kind_of(which: str) -> str | None:
    """``which``: notice, minutes, or moved1, moved2 …; None when there is no such paper at all."""
    if which in ("notice", "minutes"):
        return NOTICE if which == "notice" else MINUTES
    number = which.removeprefix("moved")
    return moved_kind(int(number)) if which != number and number.isdecimal() and len(number) < 4 else None


def printed(interview: Interview, which: str, *, base: str = "") -> OfficialDocument | None:
    """A draft notice says so across every page; None when there is no such paper."""
    kind = kind_of(which)
    paper = paper_of(kind, interview.pk) if kind else None
    if paper is not None:
        return _document(paper.content, paper, base)
    return _document(notice_content(interview), None, base) if which == "notice" else None


def _document(content: dict[str, Any], paper: IssuedPaper | None, base: str) -> OfficialDocument:
    office, revoked = content["agency"], paper is not None and paper.revoked_at is not None
    minutes = "attendees" in content
    return OfficialDocument(
        title=content["name"] + ("（已撤销）" if revoked else ""), agency=office["name"], number=content["number"],
        addressee="" if minutes else content["subject"], body=_body(content),
        signed_by="" if minutes else office["name"], signed_on=paper.issued_on if paper and not minutes else None,
        contact="　".join(text for text in (office["phone"], office["address"]) if text),
        receipt=SIGN_HERE if minutes else (("签收人", "", "签收日期", ""),),
        qr=address_of(paper, base) if paper else "",
        qr_note=f"校验码 {paper.content_hash[:CHECK_LENGTH]}" if paper else "",
        footnote=f"内容摘要 {paper.content_hash}" if paper else "", draft=paper is None,
    )  # fmt: skip


def _body(content: dict[str, Any]) -> Body:
    if "attendees" in content:
        return _minutes(content)
    return _moved(content) if "reason" in content else _notice(content)


def _notice(content: dict[str, Any]) -> Body:
    return (
        f"现就以下事项约谈你单位{content['person'] or '主要负责人'}。",
        f"一、约谈事由：{content['matter']}", f"二、约谈对象：{content['subject']}　{content['person']}",
        f"三、约谈时间：{_day(content['meet_on'])} {content['meet_time']}", f"四、约谈地点：{content['place']}",
        f"五、{content['bring']}", content["nature"],
    )  # fmt: skip


def _moved(content: dict[str, Any]) -> Body:
    return (
        f"原定于{content['before']}的约谈（{content['number']}）改期。理由：{content['reason']}。",
        f"改期后的约谈时间：{_day(content['meet_on'])} {content['meet_time']}", f"约谈地点：{content['place']}",
        f"约谈对象：{content['subject']}　{content['person']}",
    )  # fmt: skip


def _minutes(content: dict[str, Any]) -> Body:
    rows = tuple(
        (str(n), one["text"], one["person"], one["until"]) for n, one in enumerate(content["commitments"], start=1)
    )
    return (
        f"一、约谈对象：{content['subject']}　{content['person']}",
        f"二、约谈时间：{_day(content['held_on'])}　地点：{content['place']}", f"三、主持人：{content['host']}",
        f"四、参加人：{content['attendees']}", f"五、约谈事由：{content['matter']}",
        f"六、主要问题：{content['problems']}",
        f"七、整改承诺：{content['promise'] or '见下表'}", BodyTable(header=PROMISES, rows=rows, widths=(0.5, 4, 1, 1.3)),
    )  # fmt: skip


def _day(iso: str) -> str:
    return chinese_day(date.fromisoformat(iso)) if iso else "（待定）"
