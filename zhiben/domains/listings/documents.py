"""挂牌督办通知书 and 解除通知书 as PDF and Word, printed from what was frozen when they were signed."""

from datetime import date
from typing import Any, Final

from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.services.content import DELIST_KIND, LIST_KIND, order_content
from zhiben.kernel.papers.documents import OfficialDocument, chinese_day
from zhiben.kernel.papers.issued import paper_of
from zhiben.kernel.papers.marks import marks_of
from zhiben.kernel.papers.models import IssuedPaper

WHICH: Final = {"order": LIST_KIND, "release": DELIST_KIND}


def printed(listing: Listing, which: str, *, base: str = "") -> OfficialDocument | None:
    """``which``: order or release. A draft order says so across every page; None when there is no such paper."""
    paper = paper_of(WHICH[which], listing.pk)
    if paper is not None:
        words = _order(paper.content) if which == "order" else _release(paper.content)
        return _document(paper.content, words, paper, base)
    if which == "release" or listing.backfilled:
        return None
    content = order_content(listing)
    return _document(content, _order(content), None, base)


def _document(content: dict[str, Any], body: list[str], paper: IssuedPaper | None, base: str) -> OfficialDocument:
    office, revoked = content["agency"], paper is not None and paper.revoked_at is not None
    issued_on = content["issued_on"]
    return OfficialDocument(
        title=content["name"] + ("（已撤销）" if revoked else ""), agency=office["name"], number=content["number"],
        addressee=content["addressee"], body=tuple(body), signed_by=office["name"],
        signed_on=date.fromisoformat(issued_on) if issued_on else None,
        contact="　".join(text for text in (office["phone"], office["address"]) if text), copies=content["copies"],
        draft=paper is None, **marks_of(paper, base).official,
    )  # fmt: skip


def _order(content: dict[str, Any]) -> list[str]:
    project = content["project"]
    filed = f"（监督编号 {project['supervise_no']}）" if project["supervise_no"] else ""
    level = f"（{content['level']}）" if content["level"] else ""
    lines = [
        f"你单位承建的{project['name']}存在重大事故隐患。依据{content['basis']}，决定对该隐患的治理实行挂牌督办{level}。",
        f"一、工程项目名称：{project['name']}{filed}",
        "二、重大隐患具体内容：",
        *content["matter"].splitlines(),
    ]
    if content["clause"]:
        lines.append(f"判定条款：{content['clause']}")
    deadline = f"治理期限：{_day(content['deadline_on'])}前完成。" if content["deadline_on"] else ""
    lines += [
        f"三、治理要求及期限：{content['requirements']}{deadline}",
        f"四、督办解除程序：{content['procedure']}",
    ]
    return [*lines, f"五、其他要求：{content['other']}"] if content["other"] else lines


def _release(content: dict[str, Any]) -> list[str]:
    order = content["order"]
    reported = f"你单位于{_day(content['reported_on'])}报送治理报告并申请解除督办。" if content["reported_on"] else ""
    return [
        f"我单位于{_day(order['issued_on'])}对你单位承建的{content['project']['name']}下达挂牌督办通知书（{order['number']}）。{reported}",
        f"{_day(content['reviewed_on'])}，{content['reviewed_by']}等进行了现场审查。审查意见：{content['opinion']}",
        content["closing"],
    ]  # fmt: skip


def _day(iso: str) -> str:
    return chinese_day(date.fromisoformat(iso)) if iso else ""
