"""The printed dossier, for regulators who may see the trace."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zhiben.domains.accidents.documents import dossier
from zhiben.domains.accidents.models import Trace
from zhiben.domains.accidents.policies import REGULATORS
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.papers.web.printing import MIMES, base_of, printed_answer
from zhiben.kernel.ui.doors import open_to


@open_to(REGULATORS)
@require_safe
def document(request: HttpRequest, trace_id: UUID, form: str) -> HttpResponse:
    trace = Trace.objects.visible_to(actor_of(request)).filter(pk=trace_id).first()
    if trace is None or form not in MIMES:
        raise NotVisible("没有这份案卷")
    return printed_answer(dossier(trace, base=base_of(request)), form)
