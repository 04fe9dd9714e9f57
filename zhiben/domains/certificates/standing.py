"""What somebody who scans the paper of a decision learns of its present effect."""

from zhiben.domains.certificates.models import Decision
from zhiben.kernel.papers.models import IssuedPaper


def standing_of(paper: IssuedPaper) -> list[str]:
    """The certificate's present state, as the issuing authority left it."""
    decision = Decision.objects.select_related("certificate").filter(pk=paper.case_id).first()
    if decision is None:
        return []
    case = decision.certificate
    return [f"这张证照现在的状态：{case.get_state_display()}。"]


def ended(paper: IssuedPaper) -> str:
    """已发还 for a suspension that is over."""
    decision = Decision.objects.select_related("certificate").filter(pk=paper.case_id).first()
    over = decision is not None and decision.action == "suspend" and decision.certificate.state != "suspended"
    return "已结束" if over else ""
