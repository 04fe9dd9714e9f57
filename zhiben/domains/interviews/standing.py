"""What an issued 约谈 paper means today, behind its QR."""

from typing import Final

from zhiben.domains.interviews.models import Interview
from zhiben.domains.interviews.terms import InterviewState
from zhiben.kernel.papers.models import IssuedPaper

SENTENCES: Final = {
    InterviewState.NOTIFIED: "约谈还没有进行。",
    InterviewState.HELD: "约谈已经进行，承诺事项正在落实。",
    InterviewState.DONE: "约谈已经进行，承诺事项已全部落实。",
    InterviewState.OVERTAKEN: "所涉事项已办结，不再约谈。",
}  # fmt: skip


def standing_of(paper: IssuedPaper) -> list[str]:
    interview = Interview.objects.filter(pk=paper.case_id).first()
    sentence = SENTENCES.get(InterviewState(interview.state)) if interview else None
    return [sentence] if sentence else []
