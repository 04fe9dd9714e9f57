"""What an issued 督办单 means today, behind its QR."""

from zhiben.domains.ladder.models import Order
from zhiben.domains.ladder.terms import OrderState
from zhiben.kernel.papers.models import IssuedPaper


def standing_of(paper: IssuedPaper) -> list[str]:
    """Waiting for an answer until when, answered, or closed."""
    order = Order.objects.filter(pk=paper.case_id).first()
    if order is None:
        return []
    if order.state == OrderState.ISSUED:
        until = f"，反馈期限 {order.answer_on:%Y-%m-%d}" if order.answer_on else ""
        return [f"督办仍在进行，等待反馈{until}。"]
    words = {OrderState.ANSWERED: "已经反馈，等待核实。", OrderState.CLOSED: "督办事项已核实办结。"}
    return [words[OrderState(order.state)]] if order.state in words else []
