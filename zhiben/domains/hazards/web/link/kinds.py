"""What notices add to the page behind their QR."""

from zhiben.domains.hazards.services.content import NOTICE_PAPERS
from zhiben.domains.hazards.services.standing import ended, standing_of
from zhiben.domains.hazards.web.link.pages import entrance, opened_notice
from zhiben.domains.hazards.workflow import RESUME_FLOW
from zhiben.kernel.papers.kinds import PaperKind, register_paper_kind


def register_papers() -> None:
    """A notice to be obeyed is opened with its code; a 复工通知书 only says that it is genuine."""
    ordered = PaperKind(
        standing=standing_of, ended=ended, opened=opened_notice, enter=entrance, entrance="hazards/link/entrance.html"
    )
    for code in NOTICE_PAPERS:
        register_paper_kind(code, PaperKind(standing=standing_of) if code == RESUME_FLOW.code else ordered)
