"""责任倒查案卷 as PDF and Word: what was frozen at the conclusion; before that a draft of what is held now."""

from datetime import date
from typing import Any

from zhiben.domains.accidents.models import Trace
from zhiben.domains.accidents.services.content import DOSSIER, dossier_content
from zhiben.kernel.papers.documents import BodyTable, OfficialDocument, chinese_day
from zhiben.kernel.papers.issued import CHECK_LENGTH, address_of, paper_of

EVIDENCE = ("日期", "内容", "人员或单位", "来源")
NUMERALS = "一二三四五六七八九十"


def dossier(trace: Trace, *, base: str = "") -> OfficialDocument:
    """With a QR once frozen. 处理结果 comes after the conclusion and stands under it, unfrozen."""
    paper = paper_of(DOSSIER, trace.pk)
    content: dict[str, Any] = paper.content if paper else dossier_content(trace)
    office = content["agency"]
    body = [*_head(content), *_evidence(content), *_tasks(content), *_finding(content)]
    if trace.result:
        closed = f"（{chinese_day(trace.closed_on)}）" if trace.closed_on else ""
        body.append(f"处理结果{closed}：{trace.result}")
    return OfficialDocument(
        title=content["name"], agency=office["name"], number=content["number"], body=tuple(body),
        signed_by=office["name"] if paper else "", signed_on=paper.issued_on if paper else None,
        contact="　".join(text for text in (office["phone"], office["address"]) if text),
        qr=address_of(paper, base) if paper else "",
        qr_note=f"校验码 {paper.content_hash[:CHECK_LENGTH]}" if paper else "",
        footnote=f"内容摘要 {paper.content_hash}" if paper else "", draft=paper is None,
    )  # fmt: skip


def _head(content: dict[str, Any]) -> list[str | BodyTable]:
    rows = tuple((t["label"], t["words"], t["basis"]) for t in content["triggers"])
    begun = f"　启动日期：{_day(content['begun_on'])}　主办人：{content['investigator']}" if content["begun_on"] else ""
    return [
        f"工程名称：{content['where']}", f"倒查事项：{content['title'].removeprefix('责任倒查：')}",
        f"事项日期：{_day(content['happened_on'])}{begun}", "一、触发情形",
        BodyTable(header=("情形", "说明", "依据"), rows=rows, widths=(1.2, 3, 2)),
    ]  # fmt: skip


def _evidence(content: dict[str, Any]) -> list[str | BodyTable]:
    """One table a kind; what is not connected says so in a sentence."""
    made: list[str | BodyTable] = [f"二、平台已有的证据（截至{_day(content['gathered_on'])}）"]
    for n, group in enumerate(content["evidence"]):
        made.append(f"（{NUMERALS[n] if n < len(NUMERALS) else n + 1}）{group['label']}")
        rows = tuple((_stretch(e), e["words"], e["who"], e["source"]) for e in group["lines"] if e["connected"])
        if rows:
            made.append(BodyTable(header=EVIDENCE, rows=rows, widths=(1.3, 3.2, 1.6, 1)))
        made += [e["words"] for e in group["lines"] if not e["connected"]]
    return made


def _tasks(content: dict[str, Any]) -> list[str | BodyTable]:
    rows = tuple(
        (t["name"], t["state"], t["note"], "　".join(x for x in (t["by"], t["on"]) if x)) for t in content["tasks"]
    )
    table = (
        [BodyTable(header=("事项", "办理情况", "说明", "办理人和日期"), rows=rows, widths=(2, 1, 3, 1.4))]
        if rows
        else []
    )
    return ["三、必办事项", *table]


def _finding(content: dict[str, Any]) -> list[str | BodyTable]:
    if not content["concluded_on"]:
        return ["四、责任认定：尚未作出"]
    rows = tuple(
        (p["unit"], f"{p['person']} {p['post']}".strip(), p["blame"], p["finding"]) for p in content["responsible"]
    )
    return [
        f"四、责任认定（{_day(content['concluded_on'])}）", f"原因：{content['cause']}",
        BodyTable(header=("责任单位", "责任人", "责任类别", "认定事实"), rows=rows, widths=(2, 1.3, 1, 3)),
        f"认定意见：{content['opinion']}",
    ]  # fmt: skip


def _stretch(line: dict[str, Any]) -> str:
    """A day, or from–to; a stretch still running ends in 至今."""
    since, until = line["since"], line["until"]
    if until:
        return f"{since} 至 {until}"
    return (
        f"{since} 至今"
        if since and line["source"] in ("项目档案·参建单位", "项目档案·关键岗位", "监管人员名册")
        else since
    )


def _day(iso: str) -> str:
    return chinese_day(date.fromisoformat(iso)) if iso else ""
