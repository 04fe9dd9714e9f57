"""The printed papers, for whoever may see the interview."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zhiben.domains.interviews.documents import printed
from zhiben.domains.interviews.models import Interview
from zhiben.domains.interviews.policies import READERS
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.papers.web.printing import MIMES, base_of, printed_answer
from zhiben.kernel.ui.doors import open_to


@open_to(READERS)
@require_safe
def document(request: HttpRequest, interview_id: UUID, which: str, form: str) -> HttpResponse:
    """``which``: notice, moved1 …, minutes; ``form``: pdf or docx."""
    interview = Interview.objects.visible_to(actor_of(request)).filter(pk=interview_id).first()
    paper = printed(interview, which, base=base_of(request)) if interview is not None and form in MIMES else None
    if paper is None:
        raise NotVisible("没有这份文书")
    return printed_answer(paper, form)
