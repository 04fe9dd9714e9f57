"""The printed 督办单, in the manner of 公文: PDF and Word, from the frozen content."""

from datetime import date
from typing import Any, Final

from zhiben.domains.ladder.models import Order
from zhiben.domains.ladder.services.content import Content, shown_content
from zhiben.domains.ladder.terms import OrderState
from zhiben.kernel.papers.documents import BodyTable, OfficialDocument, chinese_day, official_docx, official_pdf
from zhiben.kernel.papers.issued import CHECK_LENGTH, address_of, paper_of

HEADER: Final = ("序号", "部位、隐患", "等级", "整改期限", "现在状态")
NEVER_SENT: Final = (OrderState.DRAFT, OrderState.DECLINED, OrderState.OVERTAKEN)


def order_pdf(order: Order, *, base: str = "") -> bytes:
    """What has not been signed, and what was voided, says so across every page."""
    return official_pdf(document_of(order, base=base))


def order_docx(order: Order, *, base: str = "") -> bytes:
    return official_docx(document_of(order, base=base))


def document_of(order: Order, *, base: str = "") -> OfficialDocument:
    content, paper = shown_content(order), paper_of("ladder.order", order.pk)
    qr: dict[str, Any] = {}
    if paper is not None:
        qr = {
            "qr": address_of(paper, base), "qr_note": f"校验码 {paper.content_hash[:CHECK_LENGTH]}",
            "footnote": f"内容摘要 {paper.content_hash}",
        }  # fmt: skip
    office = content["agency"]
    return OfficialDocument(
        title=content["name"], agency=office["name"], number=content["number"], addressee=content["addressee"],
        body=_body(content), signed_by=office["name"], signed_on=_day(content["issued_on"]), copies=content["copies"],
        contact="　".join(text for text in (office["phone"], office["address"]) if text),
        draft=order.state in NEVER_SENT or order.state == OrderState.VOIDED, **qr,
    )  # fmt: skip


def _body(content: Content) -> tuple[str | BodyTable, ...]:
    rows = tuple(_row(item) for item in content["items"])
    answer = _day(content["answer_on"])
    parts: list[str | BodyTable] = [f"{content['reason']}依据{content['basis']}，现予督办。"]
    if rows:
        parts.append(BodyTable(header=HEADER, rows=rows, widths=(0.5, 4, 1.1, 1.4, 1)))
    parts.append(f"督办要求：{content['demands']}")
    if answer:
        parts.append(f"反馈期限：{chinese_day(answer)}前。")
    return (*parts, *([content["consequence"]] if content["consequence"] else []))


def _row(item: Content) -> tuple[str, ...]:
    what = f"{item['location'] + '：' if item['location'] else ''}{item['description']}"
    due = _day(item["deadline_on"])
    return (str(item["no"]), what, item["level"], chinese_day(due) if due else "—", item["state"])


def _day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None
